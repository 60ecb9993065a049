import { h } from '../../dom.js';
import { selectedPlace } from '../../state/place.js';
import type { State } from '../../state/store.js';
import type { Context } from '../view.js';
import { paintMarks, paintWhole, picture } from './canvases.js';
import type { StepStretch } from './chosen.js';

const HEIGHT = 34;
/** Columns that are asked for, whatever the width. */
const COLUMNS = 600;

/** The selected unit over the whole text, with the stretches: a click goes there. */
export class Overview {
  readonly element = h('div', { class: 'units-overview' });
  private width = 0;

  constructor(
    private readonly context: Context,
    goTo: (step: number) => void,
  ) {
    this.element.addEventListener('click', (event) => {
      const box = this.element.getBoundingClientRect();
      const share = (event.clientX - box.left) / Math.max(1, box.width);
      goTo(Math.floor(share * this.context.data.stepCount));
    });
  }

  render(state: State, brush: StepStretch | null, others: readonly StepStretch[]): void {
    const params = { ...selectedPlace(state), columns: COLUMNS };
    const { data } = this.context;
    if (data.stepCount === 0) return this.element.replaceChildren();
    const answer = data.cache.want({ method: 'unitLine', params });
    this.width = this.element.clientWidth;
    if (!answer || this.width === 0) return;
    const [canvas, context] = picture(this.width, HEIGHT, '');
    const theme = this.context.theme();
    if (!context) return;
    const size = [data.stepCount, this.width, HEIGHT] as const;
    paintMarks(context, theme.accent, 0.25, others, size);
    if (brush) paintMarks(context, theme.accent, 0.7, [brush], size);
    paintWhole(context, theme, answer.values, this.width, HEIGHT);
    this.element.replaceChildren(canvas);
  }
}

import { nearestIndex } from '../../../src/core/views/trainingCurves.js';
import { formatCount } from '../../../src/core/views/format.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { Chart } from './chart.js';
import { CHARTS, CurvePictures, type ChartName } from './pictures.js';
import type { Scrubber } from './scrubber.js';
import type { Shown } from './shown.js';
import { stepOf } from './words.js';

/** The curves of a training under one cursor, which keys and pointer move from checkpoint to checkpoint. */
export class Charts {
  private readonly charts = new Map<ChartName, Chart>();
  private readonly pictures = new CurvePictures();
  private readonly grid = h('div', { class: 'train-grid', tabindex: 0, role: 'application' });
  private readonly readout = h('p', { class: 'readout train-readout' });
  readonly element = h('div', { class: 'train-charts' }, this.grid, this.readout);
  private shown: Shown | null = null;
  /** A checkpoint under the pointer or the keys. */
  private cursor: number | null = null;
  private isCursorOfKeys = false;

  constructor(
    private readonly context: Context,
    private readonly scrubber: Scrubber,
    private readonly redraw: () => void,
  ) {
    this.grid.addEventListener('keydown', (event) => this.key(event));
    this.grid.addEventListener('blur', () => this.setCursor(null, false));
    setAttributes(this.grid, { 'aria-roledescription': t('train.chartsRole') });
  }

  render(shown: Shown): void {
    if (shown.training.name !== this.shown?.training.name) this.cursor = null;
    this.shown = shown;
    const { training, course } = shown;
    const pictures = this.pictures.of(shown, this.cursor);
    const look = { theme: this.context.theme(), scale: shown.state.choices.presenting ? 1.5 : 1 };
    for (const [name, picture] of pictures) this.chart(name).render(picture, look);
    for (const [name, chart] of this.charts) chart.element.hidden = !pictures.has(name);
    setAttributes(this.grid, { 'aria-label': t('train.charts', { n: training.epochsDone }) });
    const isOld = course !== null && course.revision < training.revision;
    this.grid.classList.toggle('old', isOld);
    setText(this.readout, course ? this.readoutText(shown) : t('train.asked'));
  }

  private chart(name: ChartName): Chart {
    const known = this.charts.get(name);
    if (known) return known;
    const chart = new Chart({
      hover: (x) => {
        if (x !== null || !this.isCursorOfKeys)
          this.setCursor(x === null ? null : this.checkpointAt(x), false);
      },
      click: (x) => {
        const checkpoint = this.checkpointAt(x);
        if (checkpoint !== null) this.scrubber.want(checkpoint);
      },
    });
    this.charts.set(name, chart);
    this.grid.append(chart.element);
    // In the order of the curves, whichever came first.
    for (const each of CHARTS) {
      const element = this.charts.get(each)?.element;
      if (element) this.grid.append(element);
    }
    return chart;
  }

  private checkpointAt(step: number): number | null {
    const { training } = this.shown ?? {};
    if (!training) return null;
    const { checkpoints } = training;
    const steps = checkpoints.map((checkpoint) => stepOf(training, checkpoint));
    return checkpoints[nearestIndex(steps, step)] ?? null;
  }

  private setCursor(checkpoint: number | null, ofKeys: boolean): void {
    this.isCursorOfKeys = ofKeys;
    if (checkpoint === this.cursor) return;
    this.cursor = checkpoint;
    this.redraw();
  }

  private key(event: KeyboardEvent): void {
    const { shown } = this;
    if (!shown || event.altKey || event.ctrlKey || event.metaKey) return;
    const { checkpoints } = shown.training;
    const last = checkpoints.length - 1;
    const here = this.cursor ?? shown.checkpoint;
    const at = here === null ? last : nearestIndex(checkpoints, here);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (here !== null) this.scrubber.want(here);
      return;
    }
    const targets: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last },
    };
    if (!Object.hasOwn(targets, event.key) || last < 0) return;
    event.preventDefault();
    this.setCursor(checkpoints[Math.max(0, Math.min(last, targets[event.key]))], true);
    this.context.live.say(this.readoutText(shown));
  }

  /** All values at the cursor, or at the checkpoint that is looked at. */
  private readoutText(shown: Shown): string {
    const checkpoint = this.cursor ?? shown.checkpoint;
    if (checkpoint === null) return t('train.none');
    const step = stepOf(shown.training, checkpoint);
    const place = t('train.readout', { checkpoint, step: formatCount(step) });
    const values = [...this.pictures.of(shown, null).values()].flatMap(({ curves, valueText }) =>
      curves.flatMap(({ name, xs, ys }) => {
        const k = nearestIndex(xs, step);
        const isNear = k >= 0 && Math.abs(xs[k] - step) <= shown.training.stepsAnEpoch / 2;
        return isNear && Number.isFinite(ys[k])
          ? [t('train.value', { curve: name, value: valueText(ys[k]) })]
          : [];
      }),
    );
    return [place, ...values].join(' · ');
  }
}

import { formatCount } from '../../../src/core/views/format.js';
import { visibleSteps } from '../../../src/core/views/geometry.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { picture } from '../units/canvases.js';
import type { Context } from '../view.js';
import type { Frame } from './heatmapPaint.js';

/** Columns that are asked for, whatever the width. */
const COLUMNS = 600;
const HEIGHT = 24;
/** Of the frame around what is in sight. */
const LEAST_FRAME_PX = 6;
/** Bits of a full bar: characters cost more than tags are in doubt. */
const FULL_BITS = { characters: 8, others: 2 } as const;

/** What is in sight of the whole text. */
interface Sight {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** The whole text under the heatmap: how unsure the model is along it, and a frame around what is in sight. */
export class Strip {
  private readonly track = h('div', { class: 'strip-track', role: 'slider', tabindex: 0 });
  readonly element = h(
    'div',
    { class: 'strip', hidden: true },
    h('span', { class: 'strip-name', 'aria-hidden': 'true' }, t('strip.name')),
    this.track,
  );
  private sight: Sight = { from: 0, to: 0, steps: 0 };
  private key = '';

  constructor(
    private readonly context: Context,
    /** Goes to a share of the text, 0 … 1. */
    private readonly travel: (share: number) => void,
  ) {
    setAttributes(this.track, { 'aria-label': t('strip.label'), title: t('strip.title') });
    this.track.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.track.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    this.track.addEventListener('pointermove', (event) => {
      if (this.track.hasPointerCapture(event.pointerId)) this.drag(event);
    });
    this.track.addEventListener('keydown', (event) => this.keyDown(event));
  }

  /** Shows what is in sight of a heatmap; of a text that fits there is nothing to travel. */
  render(run: PanelRun, { geometry }: Frame): void {
    const [from, to] = visibleSteps(geometry);
    const { stepCount: steps } = this.context.data;
    this.sight = { from, to, steps };
    this.element.hidden = steps === 0 || to - from >= steps;
    const width = this.track.clientWidth;
    if (this.element.hidden || width === 0) return this.context.data.release('states/strip');
    this.context.data.look('states/strip', () => this.draw(run, width));
    setAttributes(this.track, {
      ...{ 'aria-valuemin': 1, 'aria-valuemax': steps, 'aria-valuenow': from + 1 },
      'aria-valuetext': t('strip.value', { from: from + 1, to, all: formatCount(steps) }),
    });
  }

  private draw({ model, revision, runId }: PanelRun, width: number): void {
    const hasBits = model.heads.length > 0;
    const answer = hasBits
      ? this.context.data.cache.want({ method: 'doubts', params: { columns: COLUMNS } })
      : null;
    const { from, to, steps } = this.sight;
    const theme = this.context.theme();
    const key = JSON.stringify([from, to, steps, width, answer !== null, revision, runId, theme.kind]);
    if (key === this.key) return;
    this.key = key;
    const [canvas, context] = picture(width, HEIGHT, '');
    if (!context) return;
    const full = model.tokenizer === 'characters' ? FULL_BITS.characters : FULL_BITS.others;
    context.fillStyle = theme.dim;
    (answer?.bits ?? new Float32Array(0)).forEach((bits, k) => {
      if (Number.isNaN(bits)) return;
      const height = Math.min(1, bits / full) * (HEIGHT - 5);
      const left = (k * width) / COLUMNS;
      context.fillRect(left, HEIGHT - 2 - height, Math.max(1, width / COLUMNS - 0.5), height);
    });
    context.fillRect(0, HEIGHT - 2, width, 1);
    const frame = Math.max(LEAST_FRAME_PX, ((to - from) * width) / steps);
    context.strokeStyle = theme.focus;
    context.lineWidth = 2;
    const left = Math.min(width - frame, (from * width) / steps);
    context.strokeRect(left + 1, 1, frame - 2, HEIGHT - 2);
    this.track.replaceChildren(canvas);
  }

  private drag({ clientX }: PointerEvent): void {
    const box = this.track.getBoundingClientRect();
    const { from, to, steps } = this.sight;
    const middle = ((clientX - box.left) / Math.max(1, box.width)) * steps;
    this.goTo(middle - (to - from) / 2);
  }

  private keyDown(event: KeyboardEvent): void {
    const { from, to, steps } = this.sight;
    const page = Math.max(1, to - from - 1);
    const targets: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: from - Math.ceil(page / 8), ArrowRight: from + Math.ceil(page / 8) },
      ...{ PageUp: from - page, PageDown: from + page, Home: 0, End: steps },
    };
    if (!Object.hasOwn(targets, event.key)) return;
    event.preventDefault();
    this.goTo(targets[event.key]);
  }

  /** Brings a step to the left end. */
  private goTo(step: number): void {
    const { from, to, steps } = this.sight;
    const last = Math.max(0, steps - (to - from));
    const next = Math.max(0, Math.min(last, step));
    // Keys come faster than frames: the next one goes on from here.
    this.sight = { from: next, to: next + (to - from), steps };
    this.travel(next / Math.max(1, last));
  }
}

import { stepsPerColumn, visibleSteps } from '../../../src/core/views/geometry.js';
import { LUT_STEPS, type Scale } from '../../../src/core/views/scales.js';
import type { Quantity } from '../../../src/core/rnn/config.js';
import { h, setText } from '../../dom.js';
import type { Frame } from './heatmapPaint.js';
import { t } from '../../sentences/text.js';

/** The scale's colours with the numbers at their ends, and what a cell is. */
export class Legend {
  private readonly low = h('span', { class: 'mono' });
  private readonly high = h('span', { class: 'mono' });
  private readonly canvas = h('canvas', { width: LUT_STEPS, height: 1, 'aria-hidden': 'true' });
  private readonly size = h('span');
  private readonly note = h('span');
  readonly element = h(
    'div',
    { class: 'legend' },
    h('span', { class: 'scale' }, this.low, this.canvas, this.high),
    this.size,
    this.note,
  );

  /** With `note`: said instead of what the scale is. */
  render(frame: Frame, note?: string): void {
    const { scale, lut, geometry } = frame;
    const limit = scale.fixed ? '1' : scale.limit.toPrecision(3);
    setText(this.low, scale.kind === 'diverging' ? `−${limit}` : '0');
    setText(this.high, scale.kind === 'diverging' ? `+${limit}` : limit);
    this.canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(lut), LUT_STEPS, 1), 0, 0);
    const [from, to] = visibleSteps(geometry);
    const count = (kind: string, n: number) => t('count', { kind, n });
    const [units, steps] = [count('unit', geometry.units), count('step', to - from)];
    setText(this.size, t('legend.size', { units, steps }));
    setText(
      this.note,
      [cellNote(geometry.stepPx), note ?? scaleNote(scale, frame.quantity)].filter(Boolean).join(' · '),
    );
    this.element.style.paddingLeft = `${geometry.gutterPx}px`;
  }
}

function cellNote(stepPx: number): string {
  const steps = stepsPerColumn(stepPx);
  return steps === 1 ? t('legend.cell') : t('legend.cells', { steps });
}

function scaleNote(scale: Scale, quantity: Quantity): string {
  if (quantity === 'c') return t('legend.tanh');
  return scale.fixed ? '' : t('legend.unbounded', { quantity });
}

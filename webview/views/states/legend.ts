import { LUT_STEPS, type Scale } from '../../../src/core/views/scales.js';
import type { Quantity } from '../../../src/core/rnn/config.js';
import { h, setText } from '../../dom.js';
import { unitsPerPixel, type Frame } from './heatmapPaint.js';
import { t } from '../../sentences/text.js';

/** The scale's colours with the numbers at their ends, and what a cell is where it is more than one value. */
export class Legend {
  private readonly low = h('span', { class: 'mono' });
  private readonly high = h('span', { class: 'mono' });
  private readonly canvas = h('canvas', { width: LUT_STEPS, height: 1, 'aria-hidden': 'true' });
  private readonly note = h('span', { class: 'legend-note' });
  readonly element = h(
    'div',
    { class: 'legend' },
    this.note,
    h('span', { class: 'scale' }, this.low, this.canvas, this.high),
  );

  /** With `note`: said instead of what the scale is. */
  render(frame: Frame, note?: string): void {
    const { scale, lut } = frame;
    const limit = scale.fixed ? '1' : scale.limit.toPrecision(3);
    setText(this.low, scale.kind === 'diverging' ? `−${limit}` : '0');
    setText(this.high, scale.kind === 'diverging' ? `+${limit}` : limit);
    this.canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(lut), LUT_STEPS, 1), 0, 0);
    const notes = [cellNote(frame), note ?? scaleNote(scale, frame.quantity), frame.note].filter(Boolean);
    setText(this.note, notes.join(' · '));
    this.note.hidden = notes.length === 0;
  }
}

function cellNote({ geometry: { columns, blocks } }: Frame): string {
  const steps = columns.stepsEach;
  const units = Math.max(1, ...blocks.map(unitsPerPixel));
  return steps === 1 && units === 1 ? '' : t('legend.cells', { steps, units });
}

function scaleNote(scale: Scale, quantity: Quantity): string {
  if (quantity === 'c') return t('legend.tanh');
  return scale.fixed ? '' : t('legend.unbounded', { quantity });
}

import { attributionScale } from '../../../src/core/views/attribution.js';
import { buildLut } from '../../../src/core/views/colors.js';
import { LUT_STEPS } from '../../../src/core/views/scales.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Choices } from '../../state/choices.js';
import type { Context } from '../view.js';

/** The scale's colours with the bits at their ends. */
export class AttributionLegend {
  private readonly low = h('span', { class: 'mono' });
  private readonly high = h('span', { class: 'mono' });
  private readonly canvas = h('canvas', { width: LUT_STEPS, height: 1, 'aria-hidden': 'true' });
  readonly element = h(
    'div',
    { class: 'attribution-legend' },
    h('span', {}, t('attribution.low')),
    this.low,
    this.canvas,
    this.high,
    h('span', {}, t('attribution.high')),
  );

  render(context: Context, method: Choices['attributionMethod']): void {
    const scale = attributionScale(method);
    setText(this.low, t('attribution.lowEnd', { bits: scale.limit }));
    setText(this.high, t('attribution.highEnd', { bits: scale.limit }));
    const lut = new Uint8ClampedArray(buildLut(scale.kind, context.theme().heatmap));
    this.canvas.getContext('2d')?.putImageData(new ImageData(lut, LUT_STEPS, 1), 0, 0);
  }
}

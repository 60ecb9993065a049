import { quantitySize, type Direction, type Quantity, type RnnConfig } from '../rnn/config.js';
import { buildLut, inkOn, SCALE_ENDS, type Rgb } from '../views/colors.js';
import { formatCell, formatCount, formatValue } from '../views/format.js';
import { LUT_STEPS, scaleOf, shownName, shownValue, type Scale } from '../views/scales.js';
import { onUnitScale, unitScale } from '../views/unitScale.js';
import { inEnglish, type Say } from '../sentence.js';
import { escapeHtml, paragraph, scrollable } from './html.js';
import { directionWord } from './words.js';
import { base64, indexedPng } from './png.js';

/** The first steps of one quantity of one layer and direction. */
export interface ReportStates {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
  /** [n, units] */
  readonly values: Float32Array;
  /** What is read at each step, [n]: a token, or a part of one. */
  readonly steps: readonly string[];
}

/** A network of few units on few steps is drawn in cells with their numbers. */
const NUMBERED = { units: 16, steps: 32 };
/** In CSS pixels. */
const CELL = { width: 56, height: 30, left: 64, top: 26 };
const [PICTURE_WIDTH, PICTURE_HEIGHT] = [960, 480];
/** Colours of a picture, at most as many as a PNG's palette has; odd, so that there is a middle. */
const COLOURS = 255;

/** The heatmap of states with its scale; nothing where no step was read. */
export function statesHtml(
  rnn: RnnConfig,
  states: ReportStates,
  total: number,
  t: Say = inEnglish,
): string[] {
  const { quantity, values, steps } = states;
  const units = quantitySize(rnn, quantity, states);
  if (steps.length === 0) return [paragraph(t('Nothing was read: there are no states.'))];
  const { scale, shares, own } = sharesOf(rnn, quantity, units, values);
  const palette = paletteOf(scale);
  const colour = (step: number, unit: number): number =>
    Math.round(Math.min(1, Math.max(0, shares[step * units + unit])) * (COLOURS - 1));
  const isSmall = units <= NUMBERED.units && steps.length <= NUMBERED.steps;
  const alt = pictureWords(states, units, t);
  const picture = isSmall
    ? cellsSvg(states, units, alt, (step, unit) => palette[colour(step, unit)])
    : pixels(steps.length, units, alt, colour, palette);
  const cut =
    total > steps.length
      ? ` ${t('The first {0} of {1} steps are drawn.', formatCount(steps.length), formatCount(total))}`
      : '';
  const note = own > 0 ? ` ${ownScales(own, t)}` : '';
  return [
    scrollable(t('States'), picture),
    legend(scale, shownName(quantity), palette, t),
    paragraph(
      `${t('Layer {0}, {1}: {2}.', states.layer, directionWord(states.direction, t), alt)}${cut}${note}`,
    ),
  ];
}

function pictureWords({ quantity, values, steps }: ReportStates, units: number, t: Say): string {
  const of = [quantity, units, formatCount(steps.length)] as const;
  const ends = [extreme(values, Math.min), extreme(values, Math.max)] as const;
  return quantity === 'c'
    ? t(
        '{0} of {1} units (rows, from the top) at {2} steps (columns), drawn as tanh(c), from {3} to {4}',
        ...[...of, ...ends],
      )
    : t('{0} of {1} units (rows, from the top) at {2} steps (columns), from {3} to {4}', ...of, ...ends);
}

function ownScales(units: number, t: Say): string {
  return t(
    '{0} units whose tanh(c) would be of one colour are drawn between the quantiles of their own values here, without their drift where they mostly drift.',
    units,
  );
}

function extreme(values: Float32Array, choose: (a: number, b: number) => number): string {
  return formatValue(values.reduce((a, b) => choose(a, b)));
}

/** Where each value lies between the lower end (0) and the upper end (1) of the scale, [n, units]. */
function sharesOf(
  rnn: RnnConfig,
  quantity: Quantity,
  units: number,
  values: Float32Array,
): { readonly scale: Scale; readonly shares: Float32Array; readonly own: number } {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(shownValue(quantity, value))), 0);
  const scale = scaleOf(rnn, quantity, largest);
  const shares = new Float32Array(values.length);
  let own = 0;
  for (let unit = 0; unit < units; unit++) {
    const of = Float32Array.from({ length: values.length / units }, (_, step) => values[step * units + unit]);
    const scaleOfUnit = unitScale(quantity, of);
    if (scaleOfUnit.own) own++;
    onUnitScale(scaleOfUnit, quantity, of).forEach((shown, step) => {
      const share = shown / scale.limit;
      shares[step * units + unit] = scale.kind === 'diverging' ? (share + 1) / 2 : share;
    });
  }
  return { scale, shares, own };
}

/** One palette for light and dark pages: the picture brings its own ground. */
function paletteOf({ kind }: Scale): Rgb[] {
  const lut = buildLut(kind, { ...SCALE_ENDS.light, neutral: [255, 255, 255] });
  return Array.from({ length: COLOURS }, (_, k) => {
    const at = 4 * Math.round((k / (COLOURS - 1)) * (LUT_STEPS - 1));
    return [lut[at], lut[at + 1], lut[at + 2]] as const;
  });
}

function hex(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function pixels(
  steps: number,
  units: number,
  alt: string,
  colour: (step: number, unit: number) => number,
  palette: readonly Rgb[],
): string {
  const indices = new Uint8Array(steps * units);
  for (let unit = 0; unit < units; unit++)
    for (let step = 0; step < steps; step++) indices[unit * steps + step] = colour(step, unit);
  const width = steps * Math.max(1, Math.floor(PICTURE_WIDTH / steps));
  const height = units * Math.max(1, Math.floor(PICTURE_HEIGHT / units));
  const data = base64(indexedPng(steps, units, indices, palette));
  return `<img width="${width}" height="${height}" alt="${escapeHtml(alt)}" src="data:image/png;base64,${data}">`;
}

function cellsSvg(
  { values, steps, quantity }: ReportStates,
  units: number,
  alt: string,
  colour: (step: number, unit: number) => Rgb,
): string {
  const { width, height, left, top } = CELL;
  const size = [left + steps.length * width, top + units * height];
  const middle = (step: number): number => left + step * width + width / 2;
  const heads = steps.map((text, step) => svgText(middle(step), top - 8, abbreviated(text)));
  const rows = Array.from({ length: units }, (_, unit) => {
    const y = top + unit * height;
    const cells = steps.map((_, step) => {
      const fill = colour(step, unit);
      const ink = inkOn(fill) === '#000' ? 'dark' : 'light';
      const number = formatCell(values[step * units + unit]);
      const rect = `<rect x="${left + step * width}" y="${y}" width="${width}" height="${height}" fill="${hex(fill)}"/>`;
      return rect + svgText(middle(step), y + height / 2 + 5, number, ink);
    });
    return svgText(left / 2, y + height / 2 + 5, `${quantity} ${unit}`) + cells.join('');
  });
  return svg(size[0], size[1], alt, [...heads, ...rows]);
}

function abbreviated(text: string): string {
  const points = [...text];
  return points.length > 6 ? `${points.slice(0, 5).join('')}…` : text;
}

function svgText(x: number, y: number, text: string, kind?: string): string {
  const ink = kind === undefined ? '' : ` class="${kind}"`;
  return `<text x="${x}" y="${y}" text-anchor="middle"${ink}>${escapeHtml(text)}</text>`;
}

/** A picture in lines, with what it shows in words. */
export function svg(width: number, height: number, alt: string, parts: readonly string[]): string {
  const open = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(alt)}">`;
  return [open, ...parts, '</svg>'].join('\n');
}

const LEGEND = { left: 70, width: 255, height: 14 };

function legend({ kind, limit, fixed }: Scale, name: string, palette: readonly Rgb[], t: Say): string {
  const { left, width, height } = LEGEND;
  const [low, high] = [formatValue(kind === 'diverging' ? -limit : 0), formatValue(limit)];
  const strips = Array.from({ length: 51 }, (_, k) => {
    const fill = hex(palette[Math.round((k / 50) * (COLOURS - 1))]);
    return `<rect x="${left + (k * width) / 51}" y="2" width="${width / 51}" height="${height}" fill="${fill}"/>`;
  });
  const ends = [
    `<text x="${left - 6}" y="14" text-anchor="end">${low}</text>`,
    `<text x="${left + width + 6}" y="14">${high}</text>`,
  ];
  const about = fixed ? t('Colours of {0}', name) : t('Colours of {0}, by the largest value shown', name);
  const words = t('Scale from {0} to {1}', low, high);
  const picture = svg(left + width + 80, 18, words, [strips.join(''), ...ends]);
  return `<figure>${picture}<figcaption>${escapeHtml(about)}</figcaption></figure>`;
}

import { directionsOf, quantitySize } from '../../../src/core/rnn/config.js';
import { buildLut, haloOn, inkOn } from '../../../src/core/views/colors.js';
import { abbreviate, formatShape, formatValue } from '../../../src/core/views/format.js';
import { lutIndex, scaleOf, type Scale } from '../../../src/core/views/scales.js';
import { tensorShapes, type UnrolledRow } from '../../../src/core/views/unrolled.js';
import {
  arrowLines,
  boxAt,
  columnX,
  PRINTED_UNITS,
  textureOf,
  type BoxPlace,
} from '../../../src/core/views/unrolledLayout.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { NetworkFrame } from './networkFrame.js';
import { svg } from './svg.js';

/** Pixels of a character of 13 px, roughly: longer texts are cut. */
const CHARACTER_PX = 7.2;

/** How strongly the column of the selected step is tinted. */
const BAND_ALPHA = 0.14;

/** The unrolled network as a drawing, with the states of the boxes on a canvas beneath it. */
export class NetworkPicture {
  private readonly canvas = h('canvas', { class: 'network-canvas', 'aria-hidden': 'true' });
  private readonly drawing = svg('svg', { class: 'network-drawing', 'aria-hidden': 'true' });
  readonly element = h(
    'div',
    { class: 'network-picture', tabindex: 0, role: 'application', 'aria-roledescription': t('network.role') },
    this.canvas,
    this.drawing,
  );

  /** Draws a frame whole. */
  draw(frame: NetworkFrame): void {
    const { width, height } = frame.layout;
    for (const element of [this.canvas, this.drawing]) {
      element.style.width = `${width}px`;
      element.style.height = `${height}px`;
    }
    this.element.style.height = `${height}px`;
    const { kind, limit, fixed } = scaleFor(frame);
    const lut = buildLut(kind, frame.theme.heatmap);
    this.drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.drawing.replaceChildren(
      arrowHeads(),
      ...edges(frame),
      ...gutter(frame),
      ...boxes(frame, { kind, limit, fixed }, lut),
      ...sights(frame),
    );
    this.paint(frame, { kind, limit, fixed }, lut);
  }

  private paint(frame: NetworkFrame, scale: Scale, lut: Uint8ClampedArray): void {
    const { width, height } = frame.layout;
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.scale(ratio, ratio);
    // Behind the states: their colours stay what they are.
    context.fillStyle = frame.theme.accent;
    context.globalAlpha = BAND_ALPHA;
    const { columnPx } = frame.layout;
    context.fillRect(columnX(frame.layout, frame.step) - columnPx / 2, 2, columnPx, height - 4);
    context.globalAlpha = 1;
    if (frame.units <= PRINTED_UNITS) return;
    context.imageSmoothingEnabled = false;
    frame.unrolled.rows.forEach((row, k) => {
      if (row.kind !== 'states') return;
      for (const step of frame.unrolled.steps) {
        const values = frame.statesOf(row.layer, row.direction).values(step);
        const box = boxAt(frame.layout, k, step);
        if (values) context.drawImage(texture(values, box, scale, lut), box.x, box.y, box.width, box.height);
      }
    });
  }
}

const tile = document.createElement('canvas');

/** The units of a box, a pixel each. */
function texture(
  values: Float32Array,
  box: BoxPlace,
  scale: Scale,
  lut: Uint8ClampedArray,
): HTMLCanvasElement {
  const [columns, rows] = textureOf(values.length, box.width, box.height);
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  values.forEach((value, unit) => pixels.set(colourOf(value, scale, lut), unit * 4));
  [tile.width, tile.height] = [columns, rows];
  tile.getContext('2d')?.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return tile;
}

/** Red, green, blue and opacity of a value, 0…255 each. */
function colourOf(value: number, scale: Scale, lut: Uint8ClampedArray): Uint8ClampedArray {
  const at = lutIndex(scale, value) * 4;
  return lut.subarray(at, at + 4);
}

/** The scale of h; where it has no bound, up to the largest state in sight. */
function scaleFor({ model, unrolled, statesOf }: NetworkFrame): Scale {
  const seen = unrolled.rows.map((row) =>
    row.kind === 'states' ? statesOf(row.layer, row.direction).largestSeen : 0,
  );
  return scaleOf(model.rnn, 'h', Math.max(...seen));
}

const HEAD_SIZE = { markerWidth: 8, markerHeight: 8, markerUnits: 'userSpaceOnUse' };

function arrowHeads(): SVGDefsElement {
  const head = (id: string) =>
    svg(
      'marker',
      { id, viewBox: '0 0 8 8', refX: 7.5, refY: 4, ...HEAD_SIZE, orient: 'auto' },
      svg('path', { d: 'M0 0.8 L8 4 L0 7.2 z', class: id }),
    );
  return svg('defs', {}, ...['edge-plain', 'edge-here', 'edge-before', 'edge-after'].map(head));
}

/** Arrows: along time those that bring something to the selected position, upward those of its column. */
function edges(frame: NetworkFrame): SVGLineElement[] {
  const { unrolled, layout, step } = frame;
  return unrolled.edges.flatMap((edge) => {
    const { kind, sight, from, to } = edge;
    const row = unrolled.rows[from.row];
    const isForward = row.kind === 'states' && row.direction === 'forward';
    const comes = isForward ? to.step <= step : to.step >= step;
    const tone = kind === 'up' ? (sight === 'here' ? 'here' : 'plain') : comes ? (isForward ? 'before' : 'after') : 'plain'; // prettier-ignore
    return arrowLines(unrolled, layout, edge).map(({ from: [x1, y1], to: [x2, y2], hasHead }) =>
      svg('line', {
        class: `edge ${tone}`,
        x1,
        y1,
        x2,
        y2,
        'marker-end': hasHead ? `url(#edge-${tone})` : null,
      }),
    );
  });
}

/** Names of the rows and the shapes of what is in them, for the sequence that is drawn. */
function gutter({ unrolled, layout, run, model, sequence }: NetworkFrame): SVGTextElement[] {
  const n = sequence.to - sequence.from;
  const shapes = new Map(tensorShapes(model, 1, n).map(({ name, shape }) => [name, shape]));
  return unrolled.rows.flatMap((row, k) => {
    const y = layout.tops[k] + layout.heights[k] / 2;
    const shape =
      row.kind === 'states' ? [1, n, quantitySize(model.rnn, 'h', row)] : shapes.get(SHAPE_OF[row.kind])!;
    return [
      svg('text', { class: 'row-name', x: 8, y: y - 3 }, rowName(row, run.model.task)),
      svg('text', { class: 'row-shape', x: 8, y: y + 12 }, formatShape(shape)),
    ];
  });
}

const SHAPE_OF = { labels: 'logits', output: 'output', input: 'x' } as const;

/** What a row is, in words. */
export function rowName(row: UnrolledRow, task: string): string {
  if (row.kind !== 'states') return t('network.row', { kind: row.kind, task });
  return t('network.layer', { layer: row.layer + 1, direction: row.direction });
}

function boxes(frame: NetworkFrame, scale: Scale, lut: Uint8ClampedArray): SVGElement[] {
  const { unrolled, model } = frame;
  return unrolled.rows.flatMap((row, k) => {
    if (row.kind === 'labels' && model.head?.level === 'segment') return [wholeLabel(frame, k)];
    return unrolled.steps.map((step) => {
      if (row.kind === 'labels') return label(frame, k, step);
      if (row.kind === 'input') return input(frame, k, step);
      return row.kind === 'output' ? output(frame, k, step) : stateBox(frame, k, step, scale, lut);
    });
  });
}

/** A text in the middle of a box. */
function centred(
  box: BoxPlace,
  of: { readonly class: string },
  text: string,
  y = box.y + box.height / 2,
): SVGTextElement {
  return svg('text', { ...of, x: box.x + box.width / 2, y }, text);
}

function fitting(text: string, px: number): string {
  return abbreviate(text, Math.max(2, Math.floor(px / CHARACTER_PX)));
}

/** What is said over a step, with how probable it is (of a language model: how probable what came was). */
function label(frame: NetworkFrame, row: number, step: number): SVGGElement {
  const box = boxAt(frame.layout, row, step);
  const shown = frame.labelOf(step);
  const isEnd = !shown || frame.unrolled.edges.some(({ to }) => to.row === row && to.step === step);
  if (!shown || !isEnd) return svg('g', {});
  const name = centred(box, { class: `label ${step === frame.step ? 'here' : ''}` }, fitting(shown.text, frame.layout.columnPx - 6), box.y + 7); // prettier-ignore
  if (shown.colour) name.style.fill = shown.colour;
  return svg('g', {}, name, centred(box, { class: 'small' }, shown.probability, box.y + 23));
}

/** The label of the whole sequence: a box over all of it. */
function wholeLabel(frame: NetworkFrame, row: number): SVGGElement {
  const { layout, unrolled, step } = frame;
  const [first, last] = [unrolled.steps[0], unrolled.steps[unrolled.steps.length - 1]];
  const [a, b] = [boxAt(layout, row, first), boxAt(layout, row, last)];
  const box = { ...a, width: b.x + b.width - a.x };
  const shown = frame.labelOf(step);
  const text = shown ? `${shown.text} ${shown.probability}` : '…';
  return svg(
    'g',
    {},
    svg('rect', { class: 'box', ...box, rx: 4 }),
    centred(box, { class: 'label here' }, text),
  );
}

function input({ layout, textOf, step: selected }: NetworkFrame, row: number, step: number): SVGTextElement {
  const box = boxAt(layout, row, step);
  const text = fitting(textOf(step) ?? '…', layout.columnPx - 6);
  return centred(box, { class: `read ${step === selected ? 'here' : ''}` }, text);
}

/** The output: both directions side by side, or h of the last layer once more. */
function output(frame: NetworkFrame, row: number, step: number): SVGGElement {
  const { layout, model, step: selected, units } = frame;
  const box = boxAt(layout, row, step);
  const shape = svg('rect', { class: `box ${step === selected ? 'here' : ''}`, ...box, rx: 4 });
  const last = model.rnn.layers - 1;
  const [direction, other] = directionsOf(model.rnn, last);
  if (!other) {
    const values = frame.statesOf(last, direction).values(step);
    const text = units <= PRINTED_UNITS && values ? Array.from(values, formatValue).join('  ') : 'h';
    return svg('g', {}, shape, centred(box, { class: units <= PRINTED_UNITS ? 'printed' : 'arrows' }, text));
  }
  const middle = box.x + box.width / 2;
  return svg(
    'g',
    {},
    shape,
    svg('line', { class: 'divide', x1: middle, x2: middle, y1: box.y, y2: box.y + box.height }),
    centred({ ...box, width: box.width / 2 }, { class: 'arrows' }, '→'),
    centred({ ...box, x: middle, width: box.width / 2 }, { class: 'arrows' }, '←'),
  );
}

/** A state: a frame around its texture, or its numbers. */
function stateBox(
  frame: NetworkFrame,
  k: number,
  step: number,
  scale: Scale,
  lut: Uint8ClampedArray,
): SVGGElement {
  const row = frame.unrolled.rows[k] as Extract<UnrolledRow, { kind: 'states' }>;
  const box = boxAt(frame.layout, k, step);
  const isSelected = step === frame.step && row.layer === frame.layer && row.direction === frame.direction;
  const outline = svg('rect', { class: `box ${isSelected ? 'selected' : ''}`, ...box, rx: 3 });
  const values = frame.statesOf(row.layer, row.direction).values(step);
  if (frame.units > PRINTED_UNITS || !values) return svg('g', {}, outline);
  const width = box.width / values.length;
  const cells = Array.from(values, (value, unit) => {
    const cell = { x: box.x + unit * width, y: box.y, width, height: box.height };
    const [r, g, b] = colourOf(value, scale, lut);
    const number = centred(cell, { class: 'printed' }, formatValue(value));
    number.style.fill = inkOn([r, g, b]);
    number.style.stroke = haloOn([r, g, b], frame.theme.kind) ?? 'none';
    return svg('g', {}, svg('rect', { ...cell, fill: `rgb(${r},${g},${b})` }), number);
  });
  return svg('g', {}, ...cells, outline);
}

/** In the columns of the steps: which of them the selected position sees, and by which direction. */
function sights(frame: NetworkFrame): SVGElement[] {
  const { unrolled, layout, run, step } = frame;
  const y = layout.sightTop + 2;
  const isWriter = run.model.task === 'language-model';
  const marks = unrolled.steps.flatMap((each, k) => {
    const sight = unrolled.sights[k];
    const box = { ...boxAt(layout, 0, each), y, height: 18 };
    const text = isWriter && each === step + 1 ? t('network.guess') : t('network.sight', { sight });
    const content = sight === 'unseen' && !(isWriter && each === step + 1) ? null : centred(box, { class: `small sight ${sight}` }, text); // prettier-ignore
    return [svg('g', {}, svg('rect', { class: `sight-box ${sight}`, ...box, rx: 3 }), content)];
  });
  return [svg('text', { class: 'row-name', x: 8, y: y + 9 }, t('network.sees')), ...marks];
}

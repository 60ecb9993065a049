/** The numbers of a step: gate by gate for one unit, as matrices and with every product for a small layer. */
import {
  activationOf,
  gateActivationOf,
  layerInputSize,
  resetsBefore,
  stateUnits,
} from '../../../src/core/rnn/config.js';
import type { GateSum, Product, UnitSums } from '../../../src/core/analysis/stepSums.js';
import { buildLut, inkOn } from '../../../src/core/views/colors.js';
import { activationName } from '../../../src/core/views/activationText.js';
import { cellEquation, type UnitValues } from '../../../src/core/views/equation.js';
import { formatValue } from '../../../src/core/views/format.js';
import { lutIndex, scaleOf } from '../../../src/core/views/scales.js';
import type { StepTrace } from '../../../src/protocol/engine.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { NetworkFrame } from './networkFrame.js';

/** Products that are named in a line of the table. */
const NAMED = 3;

/** All that is said of a step. */
export function stepParts(frame: NetworkFrame, trace: StepTrace): HTMLElement[] {
  const { model, unit } = frame;
  const own = trace.units.find((each) => each.unit === unit) ?? trace.units[0];
  const small = trace.matrices ? matrixParts(frame, trace) : [];
  const gated = own.gates.length > 1 || !trace.matrices;
  const place = { layer: frame.layer + 1, direction: t('direction.name', { direction: frame.direction }) };
  const heading = h(
    'h3',
    { class: 'step-title' },
    t('network.unitTitle', { ...place, unit: own.unit === unit ? frame.unitWords : String(own.unit) }),
  );
  const start = trace.isFirst ? h('p', { class: 'note' }, startSentence(frame, own)) : null;
  return [
    ...small,
    ...(gated ? [heading, gateTable(frame, own), ...equations(frame, own, trace.isFirst)] : []),
    ...(start ? [start] : []),
    ...(model.rnn.projSize > 0 ? [h('p', { class: 'note' }, t('network.projected'))] : []),
  ];
}

/** Where the state before a first step came from. */
function startSentence({ direction }: NetworkFrame, { hBefore, cBefore }: UnitSums): string {
  const name = direction === 'forward' ? 'hₜ₋₁' : 'hₜ₊₁';
  const isZero = (hBefore ?? 0) === 0 && (cBefore ?? 0) === 0;
  return t(isZero ? 'equation.zero' : 'equation.continued', { name });
}

/** A gate a row: its sum, part by part, what becomes of it, and where most of it comes from. */
function gateTable(frame: NetworkFrame, { gates }: UnitSums): HTMLElement {
  const columns = [
    t('network.gate'),
    'W_ih x',
    'b_ih',
    'W_hh h',
    'b_hh',
    t('network.sum'),
    t('network.value'),
    t('network.mostOf'),
  ];
  const head = h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name)));
  const table = h(
    'table',
    { class: 'gates' },
    h('caption', { class: 'visually-hidden' }, t('network.gateTable')),
    h('thead', {}, head),
    h('tbody', {}, ...gates.flatMap((gate) => gateRows(frame, gate))),
  );
  return h(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': t('network.gateTable') },
    table,
  );
}

function gateRows(frame: NetworkFrame, gate: GateSum): HTMLElement[] {
  const { inputSum, inputBias, stateSum, stateBias, sum } = gate;
  const parts = [inputSum, inputBias, stateSum, stateBias, sum];
  const largest = [...gate.products]
    .sort((a, b) => Math.abs(b.product) - Math.abs(a.product))
    .slice(0, NAMED);
  const from = largest.map((product) => productName(frame, product, gate.gate)).join('  ');
  const name = gate.gate ?? 'h';
  const row = h(
    'tr',
    {},
    h(
      'th',
      { scope: 'row' },
      h('b', {}, name),
      h('span', { class: 'gate-meaning' }, ` ${t('network.gateMeaning', { gate: name })}`),
    ),
    ...parts.map((part) => h('td', { class: 'number' }, formatValue(part))),
    valueCell(frame, gate),
    h('td', { class: 'from number' }, from),
  );
  // Where there is no room beside, it stands below.
  const below = h('td', { class: 'from number', colspan: 7 }, t('network.mostFrom', { from }));
  return [row, h('tr', { class: 'below' }, below)];
}

/** The gate's value on its colour, with the function that gave it. */
function valueCell(frame: NetworkFrame, { gate, value }: GateSum): HTMLElement {
  const cell = h(
    'td',
    { class: 'number value' },
    `${nameOfFunction(frame, gate)} ${formatValue(value)}`.trim(),
  );
  paintValue(cell, frame, gate ?? 'h', value);
  return cell;
}

function paintValue(
  element: HTMLElement,
  { model, theme }: NetworkFrame,
  of: 'h' | NonNullable<GateSum['gate']>,
  value: number,
): void {
  const scale = scaleOf(model.rnn, of, Math.abs(value));
  const at = lutIndex(scale, value) * 4;
  const [r, g, b] = buildLut(scale.kind, theme.heatmap).subarray(at, at + 3);
  element.classList.add('painted');
  element.style.setProperty('--lens-value', `rgb(${r},${g},${b})`);
  element.style.setProperty('--lens-ink', inkOn([r, g, b]));
}

function nameOfFunction({ model }: NetworkFrame, gate: GateSum['gate']): string {
  const isCandidate = gate === null || gate === 'g' || gate === 'n';
  return activationName(isCandidate ? activationOf(model.rnn) : gateActivationOf(model.rnn));
}

/** A product by where its number comes from: a unit of this layer, of the layer below, or a number of x. */
function productName(frame: NetworkFrame, { of, index, product }: Product, gate: GateSum['gate']): string {
  const reset = of === 'h' && isReset(frame, gate) ? 'r·' : '';
  return `${reset}${sourceName(frame, of, index)} ${formatValue(product)}`;
}

/** Whether what a gate reads of h was multiplied by r before. */
function isReset({ model }: NetworkFrame, gate: GateSum['gate']): boolean {
  return gate === 'n' && resetsBefore(model.rnn);
}

function sourceName({ layer, direction, model }: NetworkFrame, of: Product['of'], index: number): string {
  if (of === 'h') return `h${direction === 'forward' ? '₋₁' : '₊₁'}[${index}]`;
  if (layer === 0) return `x[${index}]`;
  const width = stateUnits(model.rnn, layer - 1, 0);
  if (layerInputSize(model.rnn, layer) === width) return `h↓[${index}]`;
  return index < width ? `→[${index}]` : `←[${index - width}]`;
}

/** What gates make of c and h. */
function equations({ model, direction }: NetworkFrame, sums: UnitSums, isFirst: boolean): HTMLElement[] {
  const { rnn } = model;
  const gates = Object.fromEntries(sums.gates.flatMap(({ gate, value }) => (gate ? [[gate, value]] : [])));
  const now: UnitValues = { ...gates, h: sums.h, ...(sums.c === null ? {} : { c: sums.c }) };
  const before: UnitValues = {
    ...(sums.hBefore === null ? {} : { h: sums.hBefore }),
    ...(sums.cBefore === null ? {} : { c: sums.cBefore }),
  };
  const { lines } = cellEquation({ rnn, direction, now, before });
  const isPlain = sums.gates.length === 1;
  if (isPlain && isFirst && lines.length === 0) return [];
  const items = lines.flatMap(({ symbols, numbers, share }) => [
    h('dt', {}, symbols),
    ...(numbers ? [h('dd', {}, share ? t('equation.ofUnit', { share, numbers }) : numbers)] : []),
  ]);
  return [h('dl', { class: 'equation' }, ...items)];
}

/** The step of a small layer: matrices as in a textbook, and under them every product of every unit. */
function matrixParts(frame: NetworkFrame, { matrices, units }: StepTrace): HTMLElement[] {
  const { W_ih, W_hh, b_ih, b_hh, x, hBefore } = matrices!;
  const H = units.length;
  const G = W_ih.length / x.length / H;
  const [now, before] = frame.direction === 'forward' ? ['ₜ', 'ₜ₋₁'] : ['ₜ', 'ₜ₊₁'];
  const rows = Array.from({ length: G }, (_, g) => {
    const gate = units[0].gates[g].gate;
    const part = (array: Float32Array, width: number) => array.subarray(g * H * width, (g + 1) * H * width);
    const left = units.map(({ gates, h: value }) => (G > 1 ? gates[g].value : value));
    const isBefore = isReset(frame, gate);
    const reset = gate === 'n' && !isBefore ? 'r ⊙ (' : '';
    const state = isBefore ? hBefore.map((value, k) => value * units[k].gates[0].value) : hBefore;
    return h(
      'div',
      { class: 'matrices', role: 'group', 'aria-label': t('network.matrices', { gate: gate ?? 'h' }) },
      matrix(frame, left, 1, `${gate ?? 'h'}${now}`, gate ?? 'h'),
      sign(`= ${nameOfFunction(frame, gate)} (`),
      matrix(frame, part(W_ih, x.length), x.length, 'W_ih'),
      matrix(frame, x, 1, `x${now}`),
      ...(b_ih ? [sign('+'), matrix(frame, part(b_ih, 1), 1, 'b_ih')] : []),
      sign(`+ ${reset}`.trim()),
      matrix(frame, part(W_hh, hBefore.length), hBefore.length, 'W_hh'),
      matrix(frame, state, 1, `${isBefore ? 'r ⊙ ' : ''}h${before}`, 'h'),
      ...(b_hh ? [sign('+'), matrix(frame, part(b_hh, 1), 1, 'b_hh')] : []),
      sign(reset ? '))' : ')'),
    );
  });
  const products = units.flatMap(({ unit, gates }) => gates.map((gate) => productLine(frame, unit, gate)));
  const title = h('h3', { class: 'step-title' }, t('network.everyProduct'));
  const same = h('h3', { class: 'step-title' }, t('network.sameMatrices'));
  return [same, ...rows, title, h('dl', { class: 'equation products' }, ...products.flat())];
}

function sign(text: string): HTMLElement {
  return h('span', { class: 'sign' }, text);
}

/** Numbers [rows, columns] between brackets, with their name and shape below; states on their colours. */
function matrix(
  frame: NetworkFrame,
  values: ArrayLike<number>,
  columns: number,
  name: string,
  colouredAs: 'h' | NonNullable<GateSum['gate']> | null = null,
): HTMLElement {
  const rows = Array.from({ length: values.length / columns }, (_, row) =>
    h(
      'tr',
      {},
      ...Array.from({ length: columns }, (_each, column) => {
        const value = values[row * columns + column];
        const cell = h('td', { class: 'number' }, formatValue(value));
        if (colouredAs) paintValue(cell, frame, colouredAs, value);
        return cell;
      }),
    ),
  );
  const shape = columns === 1 ? name : `${name} ${values.length / columns} × ${columns}`;
  return h(
    'figure',
    { class: 'matrix' },
    h('table', {}, h('tbody', {}, ...rows)),
    h('figcaption', {}, shape),
  );
}

/** One sum of one unit with all its products. */
function productLine(frame: NetworkFrame, unit: number, gate: GateSum): HTMLElement[] {
  const bracket = (value: number) => (formatValue(value).startsWith('−') ? `(${formatValue(value)})` : formatValue(value)); // prettier-ignore
  const of = (kind: Product['of']) =>
    gate.products
      .filter((product) => product.of === kind)
      .map(({ weight, value }) => `${formatValue(weight)}·${bracket(value)}`);
  const reset = gate.gate === 'n' && !isReset(frame, gate.gate) ? 'r·(' : '';
  const state = [...of('h'), bracket(gate.stateBias)].join(' + ');
  const sum = [...of('x'), bracket(gate.inputBias), reset ? `${reset}${state})` : state].join(' + ');
  const name = nameOfFunction(frame, gate.gate);
  const value = name === '' ? '' : `; ${name}(${formatValue(gate.sum)}) = ${formatValue(gate.value)}`;
  return [
    h('dt', {}, t('network.unitSum', { unit: String(unit), gate: gate.gate ?? '' })),
    h('dd', {}, `${sum} = ${formatValue(gate.sum)}${value}`),
  ];
}

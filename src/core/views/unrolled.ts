/** The unrolled network as textbooks draw it: layers upward, time to the right; what is read, what it gives, in shapes. */
import type { HeadLevel, Pooling } from '../heads/head.js';
import {
  directionCount,
  directionsOf,
  outputSize,
  readsIn,
  stateSize,
  type Direction,
  type RnnConfig,
} from '../rnn/config.js';
import { parameterSpecs } from '../rnn/weights.js';

/** What of a model its unrolled picture depends on. */
export interface UnrolledModel {
  readonly rnn: RnnConfig;
  /** The head whose labels are shown; null for a network without one. */
  readonly head: { readonly level: HeadLevel; readonly pooling: Pooling; readonly classes: number } | null;
}

/** The part of a sequence that is drawn, and where people are in it; all steps count in the document. */
export interface UnrolledWindow {
  /** The steps that are run as one sequence, `[from, to)`. */
  readonly sequence: StepSpan;
  readonly shown: StepSpan;
  readonly step: number;
  /** The token of each step that is shown, null between two; left out where every step is one. */
  readonly tokens?: readonly (number | null)[];
}

/** Steps `[from, to)`. */
export interface StepSpan {
  readonly from: number;
  readonly to: number;
}

/** One line of boxes, from the top: labels, the output, each layer's directions, what is read. */
export type UnrolledRow =
  | { readonly kind: 'labels' }
  | { readonly kind: 'output' }
  | { readonly kind: 'states'; readonly layer: number; readonly direction: Direction }
  | { readonly kind: 'input' };

/** How a step is seen from the selected one. */
export type Sight = 'here' | 'before' | 'after' | 'unseen';

/** An arrow from a box to another; steps may lie just outside of what is drawn. */
export interface UnrolledEdge {
  readonly from: { readonly row: number; readonly step: number };
  readonly to: { readonly row: number; readonly step: number };
  /** `time`: along a direction; `up`: from what is read to what reads it. */
  readonly kind: 'time' | 'up';
  /** Where what it carries comes from, as the selected position sees it. */
  readonly sight: Sight;
}

/** What is drawn. */
export interface Unrolled {
  readonly rows: readonly UnrolledRow[];
  readonly steps: readonly number[];
  readonly edges: readonly UnrolledEdge[];
  /** Of each step that is drawn: how the selected position sees it. */
  readonly sights: readonly Sight[];
}

/** The rows of a network, from the top. */
export function unrolledRows({ rnn, head }: UnrolledModel): UnrolledRow[] {
  const layers = Array.from({ length: rnn.layers }, (_, k) => rnn.layers - 1 - k);
  return [
    ...(head ? [{ kind: 'labels' } as const] : []),
    { kind: 'output' },
    ...layers.flatMap((layer) =>
      [...directionsOf(rnn, layer)]
        .reverse()
        .map((direction) => ({ kind: 'states', layer, direction }) as const),
    ),
    { kind: 'input' },
  ];
}

/** The picture of a window. */
export function unroll(model: UnrolledModel, window: UnrolledWindow): Unrolled {
  const rows = unrolledRows(model);
  const { shown } = window;
  const steps = Array.from({ length: Math.max(0, shown.to - shown.from) }, (_, k) => shown.from + k);
  const pairs = [...upward(model, rows, window, steps), ...alongTime(rows, window, steps)];
  const edges = pairs.map(([from, to, kind]): UnrolledEdge => ({
    ...{ from, to, kind },
    sight: sightOf(model.rnn, window.step, from.step),
  }));
  return { rows, steps, edges, sights: steps.map((step) => sightOf(model.rnn, window.step, step)) };
}

/**
 * How a position of a network sees what a step of its sequence reads: one direction sees what lies before it, two see
 * everything.
 */
export function sightOf(rnn: RnnConfig, position: number, step: number): Sight {
  if (step === position) return 'here';
  if (step < position) return readsIn(rnn, 'forward') ? 'before' : 'unseen';
  return readsIn(rnn, 'backward') ? 'after' : 'unseen';
}

type Place = UnrolledEdge['from'];
type Arrow = readonly [from: Place, to: Place, kind: UnrolledEdge['kind']];

/** What reads what at one step; a token's label reads its last step forwards and its first one backwards. */
function* upward(
  model: UnrolledModel,
  rows: readonly UnrolledRow[],
  window: UnrolledWindow,
  steps: readonly number[],
): Generator<Arrow> {
  for (const [to, row] of rows.entries())
    for (const from of sourcesOf(model, rows, row))
      for (const step of steps) {
        if (row.kind !== 'labels') yield [{ row: from, step }, { row: to, step }, 'up'];
        else
          for (const target of labelsReading(model, rows[from], window, step))
            yield [{ row: from, step }, { row: to, step: target }, 'up'];
      }
}

/** The rows that a row reads; the last states go to a label of the whole without the output of the steps between. */
function sourcesOf({ head, rnn }: UnrolledModel, rows: readonly UnrolledRow[], row: UnrolledRow): number[] {
  const below = row.kind === 'states' ? row.layer - 1 : rnn.layers - 1;
  const readsStates = readsLastStates(head);
  return rows.flatMap((other, k) => {
    if (row.kind === 'input' || other === row) return [];
    if (row.kind === 'labels' && !readsStates) return other.kind === 'output' ? [k] : [];
    if (row.kind === 'states' && row.layer === 0) return other.kind === 'input' ? [k] : [];
    return other.kind === 'states' && other.layer === below ? [k] : [];
  });
}

function readsLastStates(head: UnrolledModel['head']): boolean {
  return head?.level === 'segment' && head.pooling === 'last';
}

/** The steps over whose labels a box of a step is read. */
function labelsReading(
  { head, rnn }: UnrolledModel,
  box: UnrolledRow,
  { sequence, tokens, shown }: UnrolledWindow,
  step: number,
): number[] {
  if (head?.level === 'segment') {
    if (head.pooling !== 'last') return [step];
    const isBackward = box.kind === 'states' && box.direction === 'backward';
    return step === (isBackward ? sequence.from : sequence.to - 1) ? [step] : [];
  }
  if (!tokens || head?.level === 'step') return [step];
  const token = tokens[step - shown.from];
  const last = shown.from + tokens.lastIndexOf(token);
  const isFirst = tokens.indexOf(token) === step - shown.from;
  if (token === null || (step !== last && !(isFirst && rnn.bidirectional))) return [];
  return [last];
}

/** From each state to the one that is computed after it, also from and to the steps just outside. */
function* alongTime(
  rows: readonly UnrolledRow[],
  { sequence, shown }: UnrolledWindow,
  steps: readonly number[],
): Generator<Arrow> {
  for (const [k, row] of rows.entries()) {
    if (row.kind !== 'states') continue;
    const isForward = row.direction === 'forward';
    const place = (step: number): Place => ({ row: k, step });
    for (const step of steps) {
      const before = isForward ? step - 1 : step + 1;
      if (before >= sequence.from && before < sequence.to) yield [place(before), place(step), 'time'];
    }
    const [last, next] = isForward ? [shown.to - 1, shown.to] : [shown.from, shown.from - 1];
    if (steps.length > 0 && next >= sequence.from && next < sequence.to)
      yield [place(last), place(next), 'time'];
  }
}

/** Steps `[from, to)` of a sequence around one of them, as many as there is room for. */
export function windowAround(sequence: StepSpan, step: number, room: number): StepSpan {
  const count = Math.max(1, Math.min(room, sequence.to - sequence.from));
  const from = Math.min(Math.max(sequence.from, step - Math.floor(count / 2)), sequence.to - count);
  return { from, to: from + count };
}

/** A tensor by its name and its shape. */
export interface NamedShape {
  /** The letters of the paper: `W_ih`; `x`, `output`, `h_n`. */
  readonly name: string;
  readonly shape: readonly number[];
}

/** What goes through the network for a batch of sequences of n steps. */
export function tensorShapes({ rnn, head }: UnrolledModel, batch: number, n: number): NamedShape[] {
  const logits = head && {
    name: 'logits',
    shape: head.level === 'segment' ? [batch, head.classes] : [batch, n, head.classes],
  };
  return [
    { name: 'x', shape: [batch, n, rnn.inputSize] },
    { name: 'output', shape: [batch, n, outputSize(rnn)] },
    ...stateShapes(rnn, batch),
    ...(logits ? [logits] : []),
  ];
}

/** Of the last states: all of a uniform network together, else of each layer and direction that is there. */
export function stateShapes(rnn: RnnConfig, batch: number): NamedShape[] {
  const D = directionCount(rnn);
  const isLstm = rnn.cell === 'LSTM';
  if (!rnn.layerUnits) {
    const rows = rnn.layers * D;
    const c = { name: 'c_n', shape: [rows, batch, rnn.hiddenSize] };
    return [{ name: 'h_n', shape: [rows, batch, stateSize(rnn)] }, ...(isLstm ? [c] : [])];
  }
  const of = (name: string): NamedShape[] =>
    rnn.layerUnits!.flatMap((units, layer) =>
      units.flatMap((count, direction) =>
        count > 0 ? [{ name: `${name}[${layer * D + direction}]`, shape: [batch, count] }] : [],
      ),
    );
  return [...of('h_n'), ...(isLstm ? of('c_n') : [])];
}

/** A parameter of the network, in the letters of the paper and as PyTorch calls it. */
export interface NamedParameter extends NamedShape {
  readonly torchName: string;
  /** Where it is; null for the head's. */
  readonly at: { readonly layer: number; readonly direction: Direction } | null;
  readonly count: number;
}

/** All parameters of the recurrent network, and W and b of a head that is named. */
export function networkParameters({ rnn, head }: UnrolledModel, headName: string | null): NamedParameter[] {
  const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  const recurrent = parameterSpecs(rnn).map(({ name, shape }) => {
    const [, kind, part, layer, reverse] = /^(weight|bias)_(ih|hh|hr)_l(\d+)(_reverse)?$/.exec(name)!;
    const direction: Direction = reverse ? 'backward' : 'forward';
    const letter = `${kind === 'weight' ? 'W' : 'b'}_${part}`;
    return {
      name: letter,
      torchName: name,
      shape,
      at: { layer: Number(layer), direction },
      count: size(shape),
    };
  });
  if (!head || headName === null) return recurrent;
  const own = (name: string, torch: string, shape: readonly number[]): NamedParameter => ({
    ...{ name, shape, at: null, count: size(shape) },
    torchName: `heads.${headName}.${torch}`,
  });
  return [
    ...recurrent,
    own('W', 'weight', [head.classes, outputSize(rnn)]),
    own('b', 'bias', [head.classes]),
  ];
}

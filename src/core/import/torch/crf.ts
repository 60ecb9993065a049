import type { ImportQuestion } from '../foreign.js';
import type { ForeignTensor } from '../foreign.js';
import { sentence } from '../../sentence.js';
import type { ImportedOperation } from '../network.js';
import type { TensorHints } from './hints.js';
import { numbersOf, numbersOrNull } from './numbers.js';

/** Scores of one label after another, as files have them. */
export interface CrfTensors {
  readonly name: string;
  /** [labels, labels] */
  readonly transitions: ForeignTensor;
  readonly starts: ForeignTensor | null;
  readonly ends: ForeignTensor | null;
  /** [labels + 2, labels + 2], 1 where a label may follow another (AllenNLP: the last two are start and end). */
  readonly allowed: ForeignTensor | null;
}

export type Crf = Extract<ImportedOperation, { readonly kind: 'crf' }>;

/** The tensors of a CRF over so many labels among those left, and what is left then. */
export function findCrf(
  tensors: readonly ForeignTensor[],
  labels: number,
): { crf: CrfTensors | null; rest: ForeignTensor[] } {
  const named = (pattern: RegExp): ForeignTensor | null =>
    tensors.find(({ name }) => pattern.test(name)) ?? null;
  const transitions = tensors.find(
    ({ name, shape }) =>
      /(^|[._])(transitions?|trans(_?matrix)?|transition_(scores|matrix|params?))$/i.test(name) &&
      shape.length === 2 &&
      shape.every((size) => size === labels),
  );
  if (!transitions) return { crf: null, rest: [...tensors] };
  const crf = {
    name: transitions.name.replace(/\.?[^.]*$/, '') || 'crf',
    transitions,
    starts: named(/(^|[._])(start_trans(itions)?|begin_trans(itions)?)$/i),
    ends: named(/(^|[._])(end_trans(itions)?|stop_trans(itions)?)$/i),
    allowed: named(/(^|\.)_constraint_mask$/),
  };
  const of = new Set<ForeignTensor | null>(Object.values(crf).filter((part) => typeof part !== 'string'));
  return { crf, rest: tensors.filter((tensor) => !of.has(tensor)) };
}

/** Without scores for the beginning and the end, two labels stand for them, and rows may be either side. */
export function crfQuestion({ starts }: CrfTensors, { labels }: TensorHints): ImportQuestion | null {
  if (starts || boundariesIn(labels)) return null;
  return {
    id: 'crf',
    text: sentence('Which label do the rows of the transition scores stand for?'),
    options: [
      {
        value: 'to',
        title: sentence('The label that follows'),
        detail: sentence("Row: next, column: previous; as in PyTorch's tutorial"),
      },
      { value: 'from', title: sentence('The label before'), detail: sentence('Row: previous, column: next') },
    ],
    isNeeded: true,
  };
}

/** Ids of the labels that stand for the beginning and the end of a sentence. */
function boundariesIn(labels: ReadonlyMap<string, number> | null): { start: number; stop: number } | null {
  const of = (pattern: RegExp): number | undefined =>
    [...(labels ?? [])].find(([label]) => pattern.test(label))?.[1];
  const start = of(/^[<[_]*(start|bos|sos|begin)[\]>_]*$/i);
  const stop = of(/^[<[_]*(stop|eos|end)[\]>_]*$/i);
  return start === undefined || stop === undefined ? null : { start, stop };
}

/** The CRF as networks have it: `follows` is [from, to]. `answer` is that to `crfQuestion`. */
export async function crfOf(
  { transitions, starts, ends, allowed }: CrfTensors,
  { labels }: TensorHints,
  answer: string | undefined,
): Promise<Crf> {
  const scores = await numbersOf(transitions);
  const [n] = transitions.shape;
  if (starts)
    return constrained(
      { kind: 'crf', follows: scores, starts: await numbersOf(starts), ends: await numbersOrNull(ends) },
      n,
      await numbersOrNull(allowed),
    );
  // Of the file itself where its labels are known: what can never be entered is the start.
  const known = boundariesIn(labels);
  const rowsAre = answer ?? (known && !isNever(scores, n, known.start, 'row') ? 'from' : 'to');
  const follows = rowsAre === 'to' ? transposed(scores, n) : scores;
  const bounds = known ?? boundariesOf(follows, n);
  if (!bounds) return { kind: 'crf', follows, starts: null, ends: null };
  return {
    kind: 'crf',
    follows,
    starts: follows.slice(bounds.start * n, (bounds.start + 1) * n),
    ends: Float32Array.from({ length: n }, (_, from) => follows[from * n + bounds.stop]),
  };
}

/** Scores so low are how files forbid what may not follow. */
const NEVER = -1000;

function isNever(scores: Float32Array, n: number, k: number, side: 'row' | 'column'): boolean {
  const at = (j: number): number => (side === 'row' ? k * n + j : j * n + k);
  return Array.from({ length: n }, (_, j) => scores[at(j)]).every((score) => score <= NEVER);
}

/** The start is never entered (a column of [from, to]), the end never left (a row). */
function boundariesOf(follows: Float32Array, n: number): { start: number; stop: number } | null {
  const ids = Array.from({ length: n }, (_, k) => k);
  const start = ids.find((k) => isNever(follows, n, k, 'column'));
  const stop = ids.find((k) => isNever(follows, n, k, 'row'));
  return start === undefined || stop === undefined ? null : { start, stop };
}

function transposed(scores: Float32Array, n: number): Float32Array {
  return scores.map((_, k) => scores[(k % n) * n + Math.floor(k / n)]);
}

/** What AllenNLP's mask forbids gets the score that AllenNLP gives it. */
function constrained(crf: Crf, n: number, allowed: Float32Array | null): Crf {
  if (!allowed || allowed.length !== (n + 2) ** 2) return crf;
  const kept = (score: number, from: number, to: number): number => {
    const may = allowed[from * (n + 2) + to];
    return score * may - 10_000 * (1 - may);
  };
  return {
    kind: 'crf',
    follows: crf.follows.map((score, k) => kept(score, Math.floor(k / n), k % n)),
    starts: crf.starts?.map((score, to) => kept(score, n, to)) ?? null,
    ends: crf.ends?.map((score, from) => kept(score, from, n + 1)) ?? null,
  };
}

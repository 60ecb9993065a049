import { RnnLensError } from '../../problems.js';
import { isHeadName } from './input.js';
import type { MatrixTensors } from './linear.js';
import { shapeText } from './numbers.js';
import type { RecurrentModule } from './recurrent.js';

/** Linear layers after the recurrent one, and matrices that have no place in the network as far as it is known. */
export interface PlannedHead {
  /** The first reads the recurrent layer's output, each further one the one before; may be none. */
  readonly layers: readonly MatrixTensors[];
  /** The first reads h of one direction only, although there are two. */
  readonly readsHalf: boolean;
  readonly unknown: readonly MatrixTensors[];
}

const ATTENTION_NAME = /att(n|ention)|query|(^|[._])(key|value|context|energy)/i;

/** Finds the Linear layers by their widths and their order; RnnLensError where one is there that fits nothing. */
export function planHead(recurrent: RecurrentModule, matrices: readonly MatrixTensors[]): PlannedHead {
  const left = matrices.filter(({ name }) => !ATTENTION_NAME.test(name));
  const { outputSize, layers: stack } = recurrent;
  const isTwoWay = stack[0].length === 2;
  let first = take(left, outputSize, recurrent.place);
  const readsHalf = !first && isTwoWay;
  if (readsHalf) first = take(left, outputSize / 2, recurrent.place);
  const layers: MatrixTensors[] = [];
  for (let next = first; next; next = take(left, next.rows, next.place)) layers.push(next);
  const unknown = matrices.filter((matrix) => !layers.includes(matrix));
  if (layers.length === 0) refuseMisfit(recurrent, unknown);
  return { layers, readsHalf: readsHalf && layers.length > 0, unknown };
}

/** Takes the likeliest layer of that many inputs: one that is named like a head, then the first after a place. */
function take(left: MatrixTensors[], inputs: number, after: number): MatrixTensors | undefined {
  const rank = ({ name, place, bias }: MatrixTensors): number =>
    (isHeadName(name) ? 0 : 4) + (place > after ? 0 : 2) + (bias ? 0 : 1);
  const fits = left.filter(({ columns }) => columns === inputs);
  const [best] = fits.sort((a, b) => rank(a) - rank(b) || a.place - b.place);
  if (best) left.splice(left.indexOf(best), 1);
  return best;
}

/** A single layer that fits no multiple of what there is to read is an error of the file, not a network unknown to us. */
function refuseMisfit({ outputSize, prefix }: RecurrentModule, unknown: readonly MatrixTensors[]): void {
  const [only] = unknown;
  if (unknown.length !== 1 || ATTENTION_NAME.test(only.name) || only.columns % outputSize === 0) return;
  throw new RnnLensError(
    'Tensor "{0}" is {1}: it reads {2} numbers, but "{3}" gives {4}.',
    only.weight.name,
    shapeText(only.weight),
    only.columns,
    prefix.replace(/\.$/, ''),
    outputSize,
  );
}

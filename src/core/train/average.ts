import { modelParameters } from '../model/model.js';
import { numbersFrom, type StartingPoint, type Taker } from './startingPoint.js';

/**
 * Each number the mean of a network's and of the one's that it began with: two stages of one training lie near one another,
 * and together are better on what either knows than the last one alone. What the start lacks (a head, a symbol, a label)
 * is the network's own. Throws RnnLensError if its networks are of another shape.
 */
export function averagedWith(
  start: StartingPoint,
  parameters: ReadonlyMap<string, Float32Array>,
  { symbols, architecture }: Taker,
): ReadonlyMap<string, Float32Array> {
  const names = new Set(start.heads.map(({ name }) => name));
  // A head of another name, however alike, was learned for something else.
  const heads = architecture.heads.filter(({ name }) => names.has(name));
  const numbersOf = numbersFrom(start, { symbols, architecture: { ...architecture, heads } });
  return new Map(
    modelParameters(architecture, symbols).map(({ name, shape }) => {
      const own = parameters.get(name)!;
      const given = numbersOf(name, own, shape[1] ?? 1);
      return [name, given ? own.map((number, k) => (number + given[k]) / 2) : own];
    }),
  );
}

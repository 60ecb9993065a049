import { agnes, type Cluster } from 'ml-hclust';
import { correlationDistances, optimalLeafOrder, type MergeTree } from '../core/analysis/leafOrder.js';
import { quantitySize } from '../core/rnn/config.js';
import type { StatePlace } from '../protocol/engine.js';
import { checkPlace, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';

/** Stretches of the text that are looked at, evenly spread, and steps of each: a text of any length costs as much. */
const STRETCHES = 8;
const STEPS_EACH = 128;

/** The units of a place (`[units]`) in an order in which those that do alike over the text stand together. */
export async function unitOrder(
  document: EngineDocument,
  { layer, direction, quantity }: StatePlace,
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<Int32Array> {
  const { rnn } = document.pipeline.model.architecture;
  checkPlace(rnn, { layer, direction });
  const units = quantitySize(rnn, quantity);
  const { stepCount } = document;
  const each = Math.min(STEPS_EACH, Math.ceil(stepCount / STRETCHES));
  const windows: ArrayLike<number>[] = [];
  for (let k = 0; k < STRETCHES && each > 0; k++) {
    await turn();
    done(k / STRETCHES / 2);
    const from = Math.floor((k * Math.max(0, stepCount - each)) / (STRETCHES - 1));
    windows.push(document.window(from, from + each).values(layer, direction, quantity));
  }
  const values = new Float32Array(windows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const window of windows) {
    values.set(window, at);
    at += window.length;
  }
  await turn();
  const distances = correlationDistances(values, units);
  await turn();
  const tree = merged(distances, units);
  await turn();
  return optimalLeafOrder(tree, distances);
}

/** Units merged by the mean distance of their members. */
function merged(distances: Float32Array, units: number): MergeTree {
  const left = new Int32Array(Math.max(0, units - 1));
  const right = new Int32Array(Math.max(0, units - 1));
  if (units < 2) return { leaves: units, left, right };
  const rows = Array.from({ length: units }, (_, unit) =>
    Array.from(distances.subarray(unit * units, (unit + 1) * units)),
  );
  let next = 0;
  const idOf = (cluster: Cluster): number => {
    if (cluster.isLeaf) return cluster.index;
    const [first, second] = cluster.children.map(idOf);
    left[next] = first;
    right[next] = second;
    return units + next++;
  };
  idOf(agnes(rows, { method: 'average', isDistanceMatrix: true }));
  return { leaves: units, left, right };
}

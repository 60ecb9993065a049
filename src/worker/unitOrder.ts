import { agnes, type Cluster } from 'ml-hclust';
import { areasInside, unitsByArea } from '../core/analysis/likeOrder.js';
import { correlationDistances, optimalLeafOrder, type MergeTree } from '../core/analysis/leafOrder.js';
import { quantitySize } from '../core/rnn/config.js';
import type { StatePlace, TextRange } from '../protocol/engine.js';
import { checkPlace, statesRead, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';
import { sampledStates } from './sampledStates.js';

/** The units of a place (`[units]`) in an order in which those that do alike over the text stand together. */
export async function unitOrder(
  document: EngineDocument,
  place: StatePlace,
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<Int32Array> {
  const units = quantitySize(document.pipeline.model.architecture.rnn, place.quantity, place);
  const values = await sampledStates(document, place, { turn, done });
  await turn();
  const distances = correlationDistances(values, units);
  await turn();
  const tree = merged(distances, units);
  await turn();
  return optimalLeafOrder(tree, distances);
}

/** The units of a place (`[units]`) by how high they are inside some UTF-16 ranges, without drift: see `areasInside`. */
export async function orderInside(
  document: EngineDocument,
  place: StatePlace,
  inside: readonly TextRange[],
  job: Pick<Job, 'turn' | 'done'>,
): Promise<Int32Array> {
  checkPlace(document.pipeline.model.architecture.rnn, place);
  return unitsByArea(await areasInside(statesRead(document), place, inside, job));
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

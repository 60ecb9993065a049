import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FloatArray } from '../../src/core/math/matrix.js';
import type { RnnWeights } from '../../src/core/rnn/weights.js';
import {
  bulkRows,
  checkedBulkRows,
  checkedStreamRows,
  keystrokeRows,
  LEARNING_RATE,
  CHECKED_LOSSES,
  MODEL_A,
  streamModel,
  streamRows,
  trainingSetup,
  weightsOf,
  type Rows,
} from './workloads.js';

/** Writes weights and inputs of all workloads as raw numbers for torch_peer.py, with an index in index.json. */
export function writeTorchData(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, array: FloatArray | Uint32Array): void =>
    writeFileSync(
      path.join(folder, `${name}.bin`),
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
  const writeRows = (name: string, { x, offsets }: Rows): void => {
    write(`${name}.x`, x);
    write(`${name}.offsets`, offsets);
  };
  const network = (name: string, weights: RnnWeights): void =>
    weights.forEach((directions, layer) =>
      directions.forEach((w, direction) => {
        const end = `_l${layer}${direction === 1 ? '_reverse' : ''}`;
        write(`${name}.weight_ih${end}`, w.W_ih);
        write(`${name}.weight_hh${end}`, w.W_hh);
        write(`${name}.bias_ih${end}`, w.b_ih!);
        write(`${name}.bias_hh${end}`, w.b_hh!);
      }),
    );
  network('bulk', weightsOf(MODEL_A));
  writeRows('bulk', bulkRows());
  writeRows('bulk.check', checkedBulkRows());
  writeRows('keystroke', keystrokeRows());
  for (const hidden of [128, 256, 512]) {
    network(`stream${hidden}`, weightsOf(streamModel(hidden)));
    writeRows(`stream${hidden}`, streamRows(hidden, 1000));
    writeRows(`stream${hidden}.check`, checkedStreamRows(hidden));
  }
  const { weights, head, rows, targets, classes } = trainingSetup();
  network('training', weights);
  write('training.head.weight', head.weight);
  write('training.head.bias', head.bias);
  write('training.targets', targets);
  writeRows('training', rows);
  const constants = { classes, learningRate: LEARNING_RATE, checkedLosses: CHECKED_LOSSES };
  writeFileSync(path.join(folder, 'index.json'), JSON.stringify(constants));
}

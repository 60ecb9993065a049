import assert from 'node:assert/strict';
import type { ImportedNetwork } from '../../src/core/import/network.js';
import { CaseTensors, difference } from '../golden/reference.js';
import { runImported } from './runImported.js';

const TOLERANCE = { atol: 2e-5, rtol: 0 };

/** Rows of expected tokens against the network's logits and states. */
export function checkRows(network: ImportedNetwork, folder: string, expected: string): void {
  const tensors = new CaseTensors(folder, expected);
  const [rows, time] = tensors.shape('tokens');
  const tokens = tensors.get('tokens');
  const lengths = tensors.has('lengths') ? [...tensors.get('lengths')] : Array<number>(rows).fill(time);
  const perStep = tensors.shape('logits').length === 3;
  const width = tensors.shape('logits').at(-1)!;
  const wrong: (string | null)[] = [];
  for (let row = 0; row < rows; row++) {
    const ids = [...tokens.subarray(row * time, row * time + lengths[row])];
    const run = runImported(network, ids);
    const from = row * (perStep ? time : 1) * width;
    const logits = tensors.get('logits').subarray(from, from + (perStep ? lengths[row] : 1) * width);
    wrong.push(
      difference(`logits of row ${row}`, run.outputs[network.output].rows.flat(), logits, TOLERANCE),
    );
    [...run.states.values()].forEach((directions, layer) =>
      directions.forEach(({ h }, direction) => {
        const name = `h_l${layer}${direction === 1 ? '_reverse' : ''}`;
        if (!tensors.has(name)) return;
        const H = tensors.shape(name)[2];
        const states = tensors.get(name).subarray(row * time * H, (row * time + lengths[row]) * H);
        wrong.push(difference(`${name} of row ${row}`, h.flat(), states, TOLERANCE));
      }),
    );
  }
  assert.deepEqual(
    wrong.filter((one) => one !== null),
    [],
    expected,
  );
}

import { closeSync, openSync, writeSync } from 'node:fs';
import { NPY_HEADER_BYTES, npyHeader } from '../core/formats/npy.js';
import { RnnLensError } from '../core/problems.js';
import { Pipeline } from '../core/pipeline.js';
import { quantitiesOf, quantitySize, type Direction, type Quantity } from '../core/rnn/config.js';
import { quantityOf } from '../core/rnn/stack.js';
import { readingOf } from '../core/session/reading.js';
import { runText } from './input.js';
import { loadEngine } from '../kernel/load.js';
import { loadModel } from './modelFolders.js';

/** What to write: one quantity of one layer and direction for every step of a text, [N, units]. */
export interface StatesOptions {
  readonly model: string;
  readonly layer: number;
  readonly direction: string;
  readonly quantity: string;
  readonly out: string;
}

/** Space for a .safetensors header with any number of rows, so that it can be written last. */
const SAFETENSORS_HEADER_BYTES = 256;

/** Runs a text through a model and writes states as .npy or .safetensors; memory does not grow with the text. */
export async function states(file: string, options: StatesOptions): Promise<void> {
  const { model, manifest } = loadModel(options.model);
  const pipeline = new Pipeline(model, loadEngine());
  const { rnn } = pipeline.model.architecture;
  const quantity = oneOf('--quantity', options.quantity, quantitiesOf(rnn.cell)) as Quantity;
  const direction = oneOf(
    '--direction',
    options.direction,
    rnn.bidirectional ? ['forward', 'backward'] : ['forward'],
  );
  const layers = Array.from({ length: rnn.layers }, (_, layer) => String(layer));
  oneOf('--layer', String(options.layer), layers);
  const format = oneOf('--out', options.out.split('.').at(-1) ?? '', ['npy', 'safetensors']);
  const units = quantitySize(rnn, quantity);
  const headerBytes = format === 'npy' ? NPY_HEADER_BYTES : SAFETENSORS_HEADER_BYTES;
  const output = openSync(options.out, 'w');
  try {
    writeSync(output, new Uint8Array(headerBytes));
    let rows = 0;
    for await (const { run } of runText(file, pipeline, readingOf(manifest), { withoutHeads: true })) {
      const values = quantityOf(run.trace, options.layer, direction as Direction, quantity);
      writeSync(output, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      rows += values.length / units;
    }
    const shape = [rows, units];
    const name = `${quantity}_l${options.layer}${direction === 'backward' ? '_reverse' : ''}`;
    writeSync(
      output,
      format === 'npy' ? npyHeader(shape) : safetensorsHeader(name, shape),
      0,
      headerBytes,
      0,
    );
  } finally {
    closeSync(output);
  }
}

/** Header of a file with one F32 tensor, padded to a fixed length. */
function safetensorsHeader(name: string, shape: readonly number[]): Uint8Array {
  const bytes = 4 * shape.reduce((a, b) => a * b, 1);
  const json = new TextEncoder().encode(
    JSON.stringify({ [name]: { dtype: 'F32', shape, data_offsets: [0, bytes] } }),
  );
  const header = new Uint8Array(SAFETENSORS_HEADER_BYTES).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(SAFETENSORS_HEADER_BYTES - 8), true);
  header.set(json, 8);
  return header;
}

function oneOf(option: string, value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  throw new RnnLensError(`${option} ${value} does not fit this model: choose from ${choices.join(', ')}.`);
}

import { setImmediate as turn } from 'node:timers/promises';
import {
  ARRAY_FORMATS,
  ARRAY_HEADER_BYTES,
  arrayHeader,
  type ArrayFormat,
} from '../core/formats/arrayFile.js';
import { RnnLensError } from '../core/problems.js';
import { Pipeline } from '../core/pipeline.js';
import {
  quantitiesOf,
  quantitySize,
  type Direction,
  type Quantity,
  type RnnConfig,
} from '../core/rnn/config.js';
import { quantityOf } from '../core/rnn/stack.js';
import { readingOf } from '../core/session/reading.js';
import { runText } from './input.js';
import { loadEngine } from '../kernel/load.js';
import { markedInput, type MarkupChoice } from './markedInput.js';
import { loadModel } from './modelFolders.js';
import { isSameFile, writeFileWhole } from './outputFile.js';

/** What to write: one quantity of one layer and direction for every step of a text, [N, units]. */
export interface StatesOptions {
  readonly model: string;
  readonly layer: number;
  readonly direction: string;
  readonly quantity: string;
  readonly out: string;
  readonly markup: MarkupChoice;
}

/**
 * Runs a text through a model and writes states as .npy or .safetensors; memory does not grow with the text. Throws
 * RnnLensError for options that do not fit; then, as when the run fails, what was at `out` stays.
 */
export async function states(file: string, options: StatesOptions): Promise<void> {
  const format = formatOf(options.out);
  if (isSameFile(file, options.out))
    throw new RnnLensError('--out {0} is the file that is read: it would be lost.', options.out);
  const { model, manifest } = await loadModel(options.model);
  const pipeline = new Pipeline(model, loadEngine());
  const { rnn } = pipeline.model.architecture;
  const place = placeOf(rnn, options);
  const units = quantitySize(rnn, place.quantity);
  await writeFileWhole(options.out, async (write) => {
    write(new Uint8Array(ARRAY_HEADER_BYTES[format]));
    let rows = 0;
    const marked = markedInput(file, options.markup, manifest);
    const parts = runText(file, pipeline, readingOf(manifest), { withoutHeads: true }, marked);
    for await (const { run } of parts) {
      const values = quantityOf(run.trace, place.layer, place.direction, place.quantity);
      write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      rows += values.length / units;
      // So that the command can be ended at any time.
      await turn();
    }
    write(arrayHeader(format, nameOf(place), [rows, units]), 0);
  });
}

interface Place {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
}

/** The place in a network that the options name. */
function placeOf(rnn: RnnConfig, options: StatesOptions): Place {
  const directions: readonly Direction[] = rnn.bidirectional ? ['forward', 'backward'] : ['forward'];
  const layers = Array.from({ length: rnn.layers }, (_, layer) => String(layer));
  return {
    quantity: oneOf('--quantity', options.quantity, quantitiesOf(rnn.cell)),
    direction: oneOf('--direction', options.direction, directions),
    layer: Number(oneOf('--layer', String(options.layer), layers)),
  };
}

/** PyTorch's name of the sequence. */
function nameOf({ quantity, layer, direction }: Place): string {
  return `${quantity}_l${layer}${direction === 'backward' ? '_reverse' : ''}`;
}

function formatOf(out: string): ArrayFormat {
  const format = ARRAY_FORMATS.find((ending) => out.endsWith(`.${ending}`));
  if (format) return format;
  throw new RnnLensError(
    '--out {0} must end in {1}.',
    out,
    ARRAY_FORMATS.map((ending) => `.${ending}`).join(' or '),
  );
}

function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new RnnLensError(
    '{0} {1} does not fit this model: choose from {2}.',
    option,
    value,
    choices.join(', '),
  );
}

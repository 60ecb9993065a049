import { ARRAY_FORMATS, type ArrayFormat } from '../core/formats/arrayFile.js';
import { RnnLensError } from '../core/problems.js';
import { folderSink, runCommand, type BulkOptions } from './bulk/command.js';
import { inputsOf, type Input } from './bulk/inputs.js';
import { TextReader } from './bulk/pieces.js';
import { placeOf } from './bulk/place.js';
import { arrayBody, FileSink, type Sink } from './bulk/sinks.js';
import type { EncodingChoice } from './decoding.js';
import type { MarkupOptions } from './markedInput.js';
import { loadModel } from './modelFolders.js';
import { isSameFile } from './outputFile.js';

/** What to write: one quantity of one layer and direction for every step of a text, [N, units]. */
export interface StatesOptions extends Omit<BulkOptions, 'eightBit'> {
  readonly layer: number;
  readonly direction: string;
  readonly quantity: string;
  /** A file for one input, or a folder. */
  readonly out: string;
  /** Of files in a folder; null for the ending of `out`. */
  readonly format: ArrayFormat | null;
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/**
 * Runs texts through a model and writes states as .npy, .safetensors or .hdf5; memory does not grow with the text. Throws
 * RnnLensError for options that do not fit; then, as when a run fails, what was at `out` stays. Resolves to whether
 * all inputs went through.
 */
export async function states(files: readonly string[], options: StatesOptions): Promise<boolean> {
  const { out, format, encoding, markup } = options;
  const single = format ?? fileFormatOf(out);
  if (format === null && files.length === 1 && isSameFile(files[0], out))
    throw new RnnLensError('--out {0} is the file that is read: it would be lost.', out);
  const loaded = await loadModel(options.model);
  const place = placeOf(loaded.model.architecture.rnn, options);
  const body = arrayBody(single, place);
  const inputs = format === null ? onlyOne(files) : inputsOf(files);
  const sink: Sink = format === null ? new FileSink(() => out, body) : folderSink(inputs, out, body, format);
  const reader = new TextReader(loaded, { encoding, markup, isNamed: false });
  const command = { loaded, inputs, task: { kind: 'states', place }, sink, unit: 'steps' } as const;
  return runCommand({ ...command, read: reader.read.bind(reader) }, { ...options, eightBit: false });
}

/** One file is written: of one input. */
function onlyOne(files: readonly string[]): readonly Input[] {
  if (files.length === 1) return [{ file: files[0], name: files[0] }];
  throw new RnnLensError(
    'Several inputs need a folder: give --format {0} and --out DIR.',
    ARRAY_FORMATS.join('|'),
  );
}

function fileFormatOf(out: string): ArrayFormat {
  const format = ARRAY_FORMATS.find((ending) => out.endsWith(`.${ending}`));
  if (format) return format;
  const endings = ARRAY_FORMATS.map((ending) => `.${ending}`).join(', ');
  throw new RnnLensError('--out {0} must end in {1}, or be a folder with --format.', out, endings);
}

import { RnnLensError } from '../core/problems.js';
import { loadTagger, runCommand, textSink, type BulkOptions } from './bulk/command.js';
import { checkFormat, defaultFormat, framingOf, type Format } from './bulk/formats.js';
import { inputsOf } from './bulk/inputs.js';
import { readConlluPieces, TextReader } from './bulk/pieces.js';
import type { EncodingChoice } from './decoding.js';
import type { MarkupOptions } from './markedInput.js';

/** How to tag, and what to write. */
export interface TagOptions extends BulkOptions {
  /** null for that of the model's task. */
  readonly format: Format | null;
  /** A folder for a file an input; null for standard output. */
  readonly out: string | null;
  /** Whether numbers of sentences and places in the input are written. */
  readonly positions: boolean;
  /** Whether tables say what comes second, and the entropy. */
  readonly certainty: boolean;
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/**
 * Says what a model says about running text: tags of words, classes of units, the surprisal of characters. Resolves to
 * whether all inputs went through.
 */
export async function tagText(files: readonly string[], options: TagOptions): Promise<boolean> {
  const { out, positions, certainty, encoding, markup } = options;
  const loaded = await loadTagger(options);
  const { manifest } = loaded;
  const format = options.format ?? defaultFormat(manifest);
  checkFormat(manifest, format);
  if (certainty && format !== 'tsv')
    throw new RnnLensError('--certainty adds columns to tables: choose --format tsv.');
  const inputs = inputsOf(files);
  const isNamed = out === null && inputs.length > 1;
  const framing = framingOf(manifest, format, { positions, certainty });
  const sink = textSink(inputs, out, framing, format, isNamed);
  const reader = new TextReader(loaded, { encoding, markup, isNamed });
  const task = { kind: 'tag', format, positions, certainty } as const;
  const unit = manifest.task === 'language-model' ? 'characters' : 'tokens';
  const read = reader.read.bind(reader);
  return runCommand({ loaded, inputs, task, sink, unit, read }, options);
}

/** Tags the words of CoNLL-U files: writes each with what the model says in its columns. */
export async function tagConllu(files: readonly string[], options: TagOptions): Promise<boolean> {
  const loaded = await loadTagger(options);
  const { manifest } = loaded;
  if (manifest.task !== 'tagging')
    throw new RnnLensError('"{0}" is no tagger (its task is {1}).', manifest.name, manifest.task);
  const inputs = inputsOf(files, (name) => name.endsWith('.conllu'));
  const framing = framingOf(manifest, 'conllu', { positions: true });
  const sink = textSink(inputs, options.out, { ...framing, document: () => '' }, 'conllu', false);
  const read = (input: (typeof inputs)[number], number: number) =>
    readConlluPieces(input, number, options.encoding);
  const task = { kind: 'tag', format: 'conllu', positions: true, certainty: false } as const;
  return runCommand({ loaded, inputs, task, sink, unit: 'lines', read }, options);
}

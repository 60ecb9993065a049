import type { GoldData } from '../core/evaluate/goldExamples.js';
import { loadTagger, runCommand, textSink, type BulkOptions } from './bulk/command.js';
import { inputsOf, type Input } from './bulk/inputs.js';
import type { EncodingChoice } from './decoding.js';
import { goldData, type ScoreFormat } from './scores.js';

/** How `evaluate` runs over many files. */
export interface EvaluateOptions extends BulkOptions {
  readonly format: ScoreFormat;
  readonly out: string | null;
  readonly encoding: EncodingChoice;
}

/** Evaluates a model on gold files of the kind it was trained on; resolves to whether all could be read. */
export async function evaluate(files: readonly string[], options: EvaluateOptions): Promise<boolean> {
  const { format, out, encoding } = options;
  const loaded = await loadTagger(options);
  const data = goldData(loaded.manifest);
  const inputs = inputsOf(files, (name) => name.endsWith(endingOf(data)));
  const isNamed = out === null && inputs.length > 1;
  const framing = { head: '', tail: '', separator: '', document: () => '' };
  const sink = textSink(inputs, out, framing, format === 'json' ? 'json' : 'txt', false);
  const read = ({ file }: Input, input: number) => ({
    pieces: [{ job: { kind: 'gold', input, file, encoding, isNamed }, units: 1 }] as const,
    remarks: () => [],
  });
  const task = { kind: 'evaluate', format } as const;
  return runCommand({ loaded, inputs, task, sink, unit: 'files', read }, options);
}

/** Files of gold data in a folder; all of those formats that have no ending of their own. */
function endingOf({ format }: GoldData): string {
  if (format === 'conllu' || format === 'morphology') return '.conllu';
  return format === 'text' ? '.txt' : '';
}

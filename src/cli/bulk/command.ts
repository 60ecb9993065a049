import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { withTagSet, type LoadedModel } from '../../core/formats/modelPackage.js';
import { RnnLensError } from '../../core/problems.js';
import { readingOf } from '../../core/session/reading.js';
import type { RecurrentEngine } from '../../core/rnn/engine.js';
import { loadEngine } from '../../kernel/load.js';
import { eightBitEngine } from '../eightBit.js';
import { loadModel, modelContent } from '../modelFolders.js';
import type { Framing } from './formats.js';
import { checkNames, type Input } from './inputs.js';
import type { Task } from './jobs.js';
import { allCores, Pool } from './pool.js';
import { Progress } from './progress.js';
import { runBulk, type Pieces } from './runBulk.js';
import { FileSink, placeIn, PrintSink, textBody, type Body, type Sink } from './sinks.js';
import { Work } from './work.js';

/** What a command over many inputs was asked for. */
export interface BulkOptions {
  readonly model: string;
  readonly eightBit: boolean;
  /** Which of the model's tag sets is meant; the first if it is left out. */
  readonly tagSet?: string | undefined;
  /** null for all cores. */
  readonly threads: number | null;
}

/** One command over many inputs: what is done with each, and where it goes. */
export interface BulkCommand {
  readonly loaded: LoadedModel;
  readonly inputs: readonly Input[];
  readonly task: Task;
  readonly sink: Sink;
  /** What the line of progress counts. */
  readonly unit: string;
  read(input: Input, number: number): Pieces;
}

/** The model of a command, with the heads of its tag set; rejects with RnnLensError where there is none. */
export async function loadTagger({ model, tagSet }: BulkOptions): Promise<LoadedModel> {
  return withTagSet(await loadModel(model), tagSet);
}

/** Runs a command over its inputs; resolves to whether all went through. */
export async function runCommand(command: BulkCommand, options: BulkOptions): Promise<boolean> {
  const { loaded, inputs, task, sink, unit } = command;
  const rounded = options.eightBit ? eightBitEngine() : null;
  const engine: RecurrentEngine = (task.kind !== 'evaluate' && rounded) || loadEngine();
  const own = new Work(loaded, engine, task.kind === 'evaluate' ? rounded : null, task);
  const pool = new Pool(own, {
    threads: Math.min(options.threads ?? allCores(), task.kind === 'evaluate' ? inputs.length : Infinity),
    isHeavy: task.kind === 'evaluate',
    script: path.join(import.meta.dirname, 'bulkThread.js'),
    assignment: async () => ({
      task,
      content: await modelContent(options.model),
      eightBit: rounded !== null,
      tagSet: options.tagSet,
    }),
  });
  const { isStream } = readingOf(loaded.manifest);
  const progress = new Progress(inputs, unit);
  return runBulk({ inputs, pool, sink, progress, isStream, read: command.read });
}

/** Where text goes: standard output, or a file an input in the folder `out`. */
export function textSink(
  inputs: readonly Input[],
  out: string | null,
  framing: Framing,
  ending: string,
  isNamed: boolean,
): Sink {
  if (out === null) return new PrintSink(framing, isNamed);
  return folderSink(inputs, out, textBody(framing), ending);
}

/** A file an input in the folder `out`; throws RnnLensError where that is a file, or two inputs have one name. */
export function folderSink(inputs: readonly Input[], out: string, body: Body, ending: string): Sink {
  checkNames(inputs);
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new RnnLensError('--out {0} is a file: give a folder for what is written.', out);
  return new FileSink(placeIn(out, ending), body);
}

import {
  assembleTagger,
  taggerParameters,
  type Tagger,
  type TaggerArchitecture,
  type TaggerSymbols,
} from '../model.js';
import { outputSize, type CellKind, type RnnConfig } from '../rnn/config.js';
import { GATE_ORDER } from '../rnn/config.js';
import { RnnLensError } from '../problem.js';
import { readSafetensors, toFloat32, writeSafetensors, type TensorToWrite } from './safetensors.js';

/** First line of every model.json; a reader refuses what it does not know. */
export const MODEL_FORMAT = 'rnn-lens-model-1';

/** Files of a model's folder. */
export const MODEL_FILES = {
  manifest: 'model.json',
  weights: 'weights.safetensors',
  card: 'README.md',
} as const;

/** What was trained on, and on what terms. */
export interface DataSource {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly attribution: string;
}

/** `model.json`: everything about a model but its weights. */
export interface ModelManifest {
  readonly format: typeof MODEL_FORMAT;
  readonly name: string;
  readonly title: string;
  readonly task: 'tagging';
  readonly language: string;
  /** Which segmenter and tokenizer cuts the text. */
  readonly tokenizer: 'english';
  readonly input: { readonly wordSize: number; readonly characterRnn: RnnConfig };
  readonly rnn: RnnConfig;
  readonly labels: readonly string[];
  /** One sentence a label, in the same order. */
  readonly labelDescriptions: readonly string[];
  readonly data: DataSource;
  /** The recipe it was trained with, seed included. */
  readonly training: Readonly<Record<string, unknown>>;
  /** What `evaluate` printed for the development split. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** The headline of the scores. */
  readonly score: string;
  readonly vocabulary: { readonly words: readonly string[]; readonly characters: readonly string[] };
}

/** A model read from its folder. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly tagger: Tagger;
  readonly parameterCount: number;
  readonly sizeBytes: number;
}

export function architectureOf(manifest: Pick<ModelManifest, 'input' | 'rnn'>): TaggerArchitecture {
  return { ...manifest.input, rnn: manifest.rnn };
}

function symbolsOf(manifest: ModelManifest): TaggerSymbols {
  return { ...manifest.vocabulary, labels: manifest.labels };
}

/** Parses and checks a `model.json`; throws RnnLensError naming the field that is wrong. */
export function readManifest(json: string): ModelManifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new RnnLensError(`model.json is not valid JSON: ${(error as Error).message}`);
  }
  const fields = new Fields(value);
  if (fields.text('format') !== MODEL_FORMAT)
    throw new RnnLensError(
      `model.json: "format" is not "${MODEL_FORMAT}": made for another version of RNN Lens.`,
    );
  for (const name of ['name', 'title', 'language', 'score'] as const) fields.text(name);
  fields.oneOf('task', ['tagging']);
  fields.oneOf('tokenizer', ['english']);
  const labels = fields.texts('labels');
  if (labels.length === 0 || labels.length > 255) fields.fail('labels', 'must list 1 to 255 labels');
  if (fields.texts('labelDescriptions').length !== labels.length)
    fields.fail('labelDescriptions', 'must have one entry a label');
  fields.rnn('rnn');
  const input = fields.child('input');
  input.count('wordSize');
  input.rnn('characterRnn');
  const vocabulary = fields.child('vocabulary');
  vocabulary.texts('words');
  vocabulary.texts('characters');
  fields.child('data');
  const manifest = value as ModelManifest;
  const width = manifest.input.wordSize + outputSize(manifest.input.characterRnn);
  if (width !== manifest.rnn.inputSize)
    fields.fail(
      'rnn.inputSize',
      `is ${manifest.rnn.inputSize}, but words and characters have ${width} numbers`,
    );
  return manifest;
}

/** Typed access to fields of an unknown JSON object; every failure names the field. */
class Fields {
  private readonly object: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path = '',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.fail('', 'must be an object');
    this.object = value as Record<string, unknown>;
  }

  fail(name: string, why: string): never {
    throw new RnnLensError(`model.json: "${this.path}${name}" ${why}.`);
  }

  text(name: string): string {
    const value = this.object[name];
    return typeof value === 'string' ? value : this.fail(name, 'must be a string');
  }

  texts(name: string): readonly string[] {
    const value = this.object[name];
    const ok = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return ok ? (value as string[]) : this.fail(name, 'must be a list of strings');
  }

  oneOf(name: string, choices: readonly string[]): void {
    if (!choices.includes(this.text(name))) this.fail(name, `must be one of ${choices.join(', ')}`);
  }

  count(name: string, minimum = 1): void {
    const value = this.object[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > 1_000_000)
      this.fail(name, `must be a whole number from ${minimum}`);
  }

  child(name: string): Fields {
    return new Fields(this.object[name], `${this.path}${name}.`);
  }

  rnn(name: string): void {
    const rnn = this.child(name);
    rnn.oneOf('cell', Object.keys(GATE_ORDER) as CellKind[]);
    for (const size of ['inputSize', 'hiddenSize', 'layers']) rnn.count(size);
    rnn.count('projSize', 0);
    for (const flag of ['bidirectional', 'bias'])
      if (typeof rnn.object[flag] !== 'boolean') rnn.fail(flag, 'must be true or false');
  }
}

/** Puts a model together from its two files; throws RnnLensError naming the file and what is wrong with it. */
export function readModel(manifestJson: string, weights: Uint8Array): LoadedModel {
  const manifest = readManifest(manifestJson);
  const specs = taggerParameters(architectureOf(manifest), symbolsOf(manifest));
  const shapes = new Map(specs.map(({ name, shape }) => [name, shape]));
  let count = 0;
  try {
    const { tensors } = readSafetensors(weights);
    const tagger = assembleTagger(architectureOf(manifest), symbolsOf(manifest), (name) => {
      const entry = tensors.get(name);
      const shape = shapes.get(name) ?? [];
      if (!entry) throw new RnnLensError(`Tensor "${name}" is missing.`);
      if (entry.shape.join() !== shape.join())
        throw new RnnLensError(
          `Tensor "${name}" is [${entry.shape.join(', ')}], model.json says [${shape.join(', ')}].`,
        );
      const values = toFloat32(entry);
      if (!values.every(Number.isFinite))
        throw new RnnLensError(`Tensor "${name}" holds numbers that are not finite.`);
      count += values.length;
      return values;
    });
    return { manifest, tagger, parameterCount: count, sizeBytes: weights.length };
  } catch (error) {
    if (error instanceof RnnLensError) throw new RnnLensError(`${MODEL_FILES.weights}: ${error.message}`);
    throw error;
  }
}

/** The weights file of a model: parameters by name, in half precision. */
export function writeWeights(
  architecture: TaggerArchitecture,
  symbols: TaggerSymbols,
  find: (name: string) => Float32Array,
): Uint8Array {
  const tensors: Record<string, TensorToWrite> = {};
  for (const { name, shape } of taggerParameters(architecture, symbols))
    tensors[name] = { shape, values: find(name), dtype: 'F16' };
  return writeSafetensors(tensors, { format: 'pt' });
}

import { directionCount, stateSize, type CellKind, type RnnConfig } from '../core/rnn/config.js';

/** What the list of models shows; the engine reads the rest of `model.json`. */
export interface ModelSummary {
  readonly name: string;
  readonly title: string;
  readonly task: string;
  readonly language: string;
  readonly rnn: RnnConfig;
  readonly labels: readonly string[];
  readonly score: string;
}

const CELLS: readonly CellKind[] = ['RNN_TANH', 'RNN_RELU', 'GRU', 'LSTM'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the parts of a `model.json` that the list of models shows. Throws an Error whose message says what is
 * wrong, to be put behind the file's name.
 */
export function parseManifest(json: string, folderName: string): ModelSummary {
  const fields = objectOf(parseJson(json), 'the file');
  const name = stringOf(fields, 'name');
  if (name !== folderName) throw new Error(`"name" is "${name}", but the folder is "${folderName}"`);
  return {
    name,
    title: stringOf(fields, 'title'),
    task: stringOf(fields, 'task'),
    language: stringOf(fields, 'language'),
    rnn: rnnOf(objectOf(fields['rnn'], '"rnn"')),
    labels: labelsOf(fields['labels']),
    score: fields['score'] === undefined ? '' : stringOf(fields, 'score'),
  };
}

/** `LSTM · 1 layer × 2 directions × 256 units`. */
export function describeNetwork(rnn: RnnConfig): string {
  const counts = [
    counted(rnn.layers, 'layer'),
    counted(directionCount(rnn), 'direction'),
    counted(stateSize(rnn), 'unit'),
  ];
  return `${rnn.cell} · ${counts.join(' × ')}`;
}

/** `3.4 MB`. */
export function describeSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`it is not valid JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function objectOf(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Error(`${what} must be a JSON object`);
}

function stringOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`"${key}" must be a text`);
}

function countOf(fields: Fields, key: string, least: number): number {
  const value = fields[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`"rnn.${key}" must be a whole number of at least ${least}`);
}

function flagOf(fields: Fields, key: string): boolean {
  const value = fields[key];
  if (typeof value === 'boolean') return value;
  throw new Error(`"rnn.${key}" must be true or false`);
}

function rnnOf(fields: Fields): RnnConfig {
  const cell = CELLS.find((kind) => kind === fields['cell']);
  if (!cell) throw new Error(`"rnn.cell" must be one of ${CELLS.join(', ')}`);
  return {
    cell,
    inputSize: countOf(fields, 'inputSize', 1),
    hiddenSize: countOf(fields, 'hiddenSize', 1),
    projSize: fields['projSize'] === undefined ? 0 : countOf(fields, 'projSize', 0),
    layers: countOf(fields, 'layers', 1),
    bidirectional: flagOf(fields, 'bidirectional'),
    bias: flagOf(fields, 'bias'),
  };
}

function labelsOf(value: unknown): readonly string[] {
  const valid = Array.isArray(value) && value.length > 0 && value.every((label) => typeof label === 'string');
  if (!valid) throw new Error('"labels" must be a list of texts');
  return value as string[];
}

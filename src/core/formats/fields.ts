import { RnnLensError } from '../problems.js';
import { sentence, type Sentence } from '../sentence.js';
import { CELL_ACTIVATIONS } from '../rnn/activations.js';
import { GATE_ORDER, type CellKind } from '../rnn/config.js';

/** Parses JSON whose top is an object; throws RnnLensError naming the file. */
export function parseFields(json: string, file: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new RnnLensError('{0} is not valid JSON: {1}', file, (error as Error).message);
  }
  return new Fields(value, file);
}

/** Typed access to fields of an unknown JSON object; every failure names the file and the field. */
export class Fields {
  private readonly object: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly file: string,
    private readonly path = '',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.fail('', sentence('must be an object'));
    this.object = value as Record<string, unknown>;
  }

  /** `why` goes on after the field's name and has no full stop. */
  fail(name: string, why: Sentence): never {
    const place = name === '' ? this.path.slice(0, -1) : this.path + name;
    throw new RnnLensError('{0}: "{1}" {2}.', this.file, place, why);
  }

  has(name: string): boolean {
    return this.object[name] !== undefined;
  }

  /** The names of all fields. */
  names(): string[] {
    return Object.keys(this.object);
  }

  text(name: string): string {
    const value = this.object[name];
    return typeof value === 'string' ? value : this.fail(name, sentence('must be a string'));
  }

  texts(name: string): readonly string[] {
    const value = this.object[name];
    const ok = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return ok ? (value as string[]) : this.fail(name, sentence('must be a list of strings'));
  }

  flag(name: string): boolean {
    const value = this.object[name];
    return typeof value === 'boolean' ? value : this.fail(name, sentence('must be true or false'));
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.text(name);
    return choices.includes(value as T)
      ? (value as T)
      : this.fail(name, sentence('must be one of {0}', choices.join(', ')));
  }

  count(name: string, minimum = 1): number {
    const value = this.object[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > 1_000_000)
      this.fail(name, sentence('must be a whole number from {0}', minimum));
    return value;
  }

  /** A list of whole numbers from 0. */
  counts(name: string): readonly number[] {
    const value = this.object[name];
    return isCounts(value) ? value : this.fail(name, sentence('must be a list of whole numbers from 0'));
  }

  /** A list of such lists. */
  countLists(name: string): readonly (readonly number[])[] {
    const value = this.object[name];
    const ok = Array.isArray(value) && value.every(isCounts);
    return ok ? value : this.fail(name, sentence('must be a list of lists of whole numbers from 0'));
  }

  /** A number in [minimum, maximum]. */
  number(name: string, minimum: number, maximum: number): number {
    const value = this.object[name];
    if (typeof value !== 'number' || !(value >= minimum && value <= maximum))
      this.fail(name, sentence('must be a number from {0} to {1}', minimum, maximum));
    return value;
  }

  /** Numbers in [minimum, maximum]. */
  numbers(name: string, minimum: number, maximum: number): readonly number[] {
    const value = this.object[name];
    const fits = (item: unknown): boolean => typeof item === 'number' && item >= minimum && item <= maximum;
    return Array.isArray(value) && value.every(fits)
      ? (value as number[])
      : this.fail(name, sentence('must be a list of numbers from {0} to {1}', minimum, maximum));
  }

  /** A list of lists of such numbers. */
  numberLists(name: string, minimum: number, maximum: number): readonly (readonly number[])[] {
    const value = this.object[name];
    const fits = (item: unknown): boolean => typeof item === 'number' && item >= minimum && item <= maximum;
    return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(fits))
      ? (value as number[][])
      : this.fail(name, sentence('must be a list of lists of numbers from {0} to {1}', minimum, maximum));
  }

  child(name: string): Fields {
    return new Fields(this.object[name], this.file, `${this.path}${name}.`);
  }

  children(name: string): Fields[] {
    const value = this.object[name];
    if (!Array.isArray(value)) this.fail(name, sentence('must be a list'));
    return value.map((item, k) => new Fields(item, this.file, `${this.path}${name}[${k}].`));
  }

  /** Checks that a child is an object whose values are strings. */
  textRecord(name: string): void {
    const record = this.child(name);
    for (const key of record.names()) record.text(key);
  }

  /** Checks that a child is the shape of a recurrent network. */
  rnn(name: string): void {
    const rnn = this.child(name);
    rnn.oneOf('cell', Object.keys(GATE_ORDER) as CellKind[]);
    for (const size of ['inputSize', 'hiddenSize', 'layers']) rnn.count(size);
    rnn.count('projSize', 0);
    for (const flag of ['bidirectional', 'bias']) rnn.flag(flag);
    checkVariant(rnn);
  }
}

/** Fields that only networks of other frameworks have. */
function checkVariant(rnn: Fields): void {
  const cell = rnn.text('cell');
  const isPlain = GATE_ORDER[cell as CellKind].length === 0;
  if (rnn.has('activation') && rnn.oneOf('activation', CELL_ACTIVATIONS) !== 'relu' && cell === 'RNN_RELU')
    rnn.fail('activation', sentence('must be "relu" for the cell RNN_RELU'));
  if (rnn.has('gateActivation')) {
    rnn.oneOf('gateActivation', CELL_ACTIVATIONS);
    if (isPlain) rnn.fail('gateActivation', sentence('is for cells with gates'));
  }
  if (rnn.has('resetAfter') && !rnn.flag('resetAfter') && cell !== 'GRU')
    rnn.fail('resetAfter', sentence('can be false for the cell GRU only'));
  if (rnn.has('layerUnits')) checkLayerUnits(rnn);
}

function checkLayerUnits(rnn: Fields): void {
  const fail = (why: Sentence): never => rnn.fail('layerUnits', why);
  const units = rnn.countLists('layerUnits');
  const hidden = rnn.count('hiddenSize');
  if (rnn.count('projSize', 0) > 0) fail(sentence('cannot be given where "projSize" is'));
  if (units.length !== rnn.count('layers')) fail(sentence('must have one list a layer'));
  const directions = rnn.flag('bidirectional') ? 2 : 1;
  if (!units.every((layer) => layer.length === directions && layer.some((count) => count > 0)))
    fail(sentence('must have one number a direction in every layer, not all of them 0'));
  if (Math.max(...units.flat()) !== hidden)
    fail(sentence('must have "hiddenSize" ({0}) as its largest number', hidden));
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0);
}

import { RnnLensError } from '../../../problems.js';
import { sentence } from '../../../sentence.js';
import { elementsOf, type Constant } from '../constant.js';
import type { Follow } from '../follow.js';
import type { OnnxNode } from '../model.js';
import { size, type Size } from '../sizes.js';
import { Unfollowed } from '../unfollowed.js';
import type { Flow, Value } from '../values.js';

/** A node that is run, with the values of its inputs; null for one that is left out. */
export interface Call {
  readonly follow: Follow;
  readonly node: OnnxNode;
  readonly inputs: readonly (Value | null)[];
}

export type Operator = (call: Call) => Promise<readonly (Value | null)[]> | readonly (Value | null)[];

/** How a node is called for people. */
export function nameOf({ name, type, outputs }: OnnxNode): string {
  return `${type} "${name === '' ? (outputs.find((output) => output !== '') ?? '') : name}"`;
}

/** What a layer of a node is called. */
export function layerName({ name, outputs }: OnnxNode): string {
  return name === '' ? (outputs.find((output) => output !== '') ?? '') : name;
}

export function integerAttribute({ node }: Call, name: string, otherwise: number): number {
  return node.attributes.get(name)?.integer ?? otherwise;
}

/** A first input that must be there. */
export function inputOf(call: Call, k = 0): Value {
  const value = call.inputs.at(k);
  if (!value) throw new RnnLensError('Node {0} lacks its input {1}.', nameOf(call.node), k);
  return value;
}

/** Whole numbers: an attribute in old versions, an input in new ones; null where there is neither. */
export async function integersOf(call: Call, attribute: string, input: number): Promise<number[] | null> {
  const given = call.node.attributes.get(attribute);
  if (given) return [...given.integers];
  const value = call.inputs.at(input);
  if (!value || input >= call.inputs.length) return null;
  if (value.kind !== 'constant') throw cannot(call);
  return knownIntegers(value, call);
}

/** The longest list of whole numbers that says something about shapes. */
export const MOST_SIZES = 1 << 16;

export async function knownIntegers(value: Constant, call: Call): Promise<number[]> {
  if (elementsOf(value.shape) > MOST_SIZES) throw cannot(call);
  return [...(await value.load())];
}

/** Sizes of a constant or computed ones; null for anything else. */
export async function sizesOf(value: Value, call: Call): Promise<readonly Size[] | null> {
  if (value.kind === 'sizes') return value.sizes;
  if (value.kind !== 'constant') return null;
  return (await knownIntegers(value, call)).map(size);
}

/** The refusal of a node that is known, but not in this use. */
export function cannot({ node }: Call): Unfollowed {
  return new Unfollowed(
    sentence(
      'Between what it reads and its answer there is {0}, which cannot be run as it is used there.',
      nameOf(node),
    ),
  );
}

/** The refusal of an input that is no text. */
export function noText(call: Call, value: Value): Unfollowed {
  if (value.kind === 'unusable') return new Unfollowed(value.reason);
  if (value.kind === 'outside')
    return new Unfollowed(
      sentence('It reads "{0}", which is no list of ids: nothing to read a text with.', value.input),
    );
  return cannot(call);
}

export function asFlow(call: Call, value: Value | null | undefined): Flow {
  if (value?.kind === 'flow') return value;
  throw value ? noText(call, value) : cannot(call);
}

/** A start, end or index that may be counted from the end. */
export function clamped(value: number, length: number, lowest: number, highest: number): number {
  const positive = value < 0 ? value + length : value;
  return Math.min(highest, Math.max(lowest, positive));
}

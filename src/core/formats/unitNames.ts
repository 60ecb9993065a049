/** Names and notes that people give to units of a network, as a small JSON that may be shared: see `docs/units.md`. */
import { RnnLensError } from '../problems.js';
import { sentence } from '../sentence.js';
import { hasPlace, quantitySize, type Direction, type Quantity, type RnnConfig } from '../rnn/config.js';
import { parseFields, type Fields } from './fields.js';

/** The file beside a model's weights. */
export const UNIT_NAMES_FILE = 'units.json';

/** What the first field of the file says. */
const FORMAT = 'rnn-lens unit names 1';

/** Characters of a name and of a note at most; units of a model that may have them. */
export const LONGEST_NAME = 40;
export const LONGEST_NOTE = 500;
const MOST_UNITS = 4096;

/** A unit of a network, whatever is looked at of it: its h, c and gates are one unit. */
export interface UnitOfNetwork {
  /** From 0; in the file from 1, as people count layers. */
  readonly layer: number;
  readonly direction: Direction;
  readonly unit: number;
  /** It is one of the fewer units of a projected h, which are not those of c and the gates. */
  readonly isProjected: boolean;
}

/** A unit with a name, a note or both; with neither it says that an earlier file's are gone. */
export interface NamedUnit extends UnitOfNetwork {
  readonly name: string;
  readonly note: string;
}

/** The named units of one model, and what the model was called where they were named. */
export interface ModelUnitNames {
  readonly model: string;
  readonly units: readonly NamedUnit[];
}

/** Named units by the SHA-256 of the weights file in hexadecimal digits: a model that was trained again has other units. */
export type UnitNamesByHash = ReadonlyMap<string, ModelUnitNames>;

/** The unit that a place of a network is of. */
export function unitOfNetwork(
  rnn: RnnConfig,
  place: {
    readonly layer: number;
    readonly direction: Direction;
    readonly quantity: Quantity;
    readonly unit: number;
  },
): UnitOfNetwork {
  const { layer, direction, quantity, unit } = place;
  return { layer, direction, unit, isProjected: rnn.projSize > 0 && quantity === 'h' };
}

/** The name and note of a unit; null if it has none. */
export function namedUnit(units: readonly NamedUnit[], of: UnitOfNetwork): NamedUnit | null {
  const found = units.find((each) => isSame(each, of));
  return found && hasWords(found) ? found : null;
}

/** Reads the file; throws RnnLensError naming the file and the field that is wrong. */
export function readUnitNames(json: string, file: string = UNIT_NAMES_FILE): UnitNamesByHash {
  const fields = parseFields(json, file);
  if (fields.text('format') !== FORMAT) fields.fail('format', sentence('must be "{0}"', FORMAT));
  const weights = fields.child('weights');
  const read = weights.names().map((hash): [string, ModelUnitNames] => {
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new RnnLensError('{0}: "{1}" is no SHA-256 in small hexadecimal digits.', file, hash);
    const model = weights.child(hash);
    const units = model.children('units');
    if (units.length > MOST_UNITS) model.fail('units', sentence('must have at most {0} units', MOST_UNITS));
    return [hash, { model: model.text('model'), units: merged(units.map(readUnit), []) }];
  });
  return new Map(read);
}

function readUnit(fields: Fields): NamedUnit {
  const text = (field: string, most: number): string => {
    const words = fields.has(field) ? tidy(fields.text(field)) : '';
    return words.length > most
      ? fields.fail(field, sentence('must have at most {0} characters', most))
      : words;
  };
  return {
    layer: fields.count('layer') - 1,
    direction: fields.has('direction') ? fields.oneOf('direction', ['forward', 'backward']) : 'forward',
    unit: fields.count('unit', 0),
    isProjected: fields.has('projected') && fields.flag('projected'),
    name: text('name', LONGEST_NAME),
    note: text('note', LONGEST_NOTE),
  };
}

/** The text of the file: the same for the same names, in whatever order they were given. */
export function writeUnitNames(names: UnitNamesByHash): string {
  const entries = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  const weights = entries.map(([hash, { model, units }]) => [
    hash,
    {
      model,
      units: merged(units, []).map(({ layer, direction, unit, isProjected, name, note }) => ({
        ...{ layer: layer + 1, direction, unit },
        ...(isProjected && { projected: true }),
        ...(name !== '' && { name }),
        ...(note !== '' && { note }),
      })),
    },
  ]);
  return `${JSON.stringify({ format: FORMAT, weights: Object.fromEntries(weights) }, null, 2)}\n`;
}

/** Two files as one; where both have a unit the second one's words count. */
export function mergeUnitNames(first: UnitNamesByHash, second: UnitNamesByHash): UnitNamesByHash {
  const all = new Map(first);
  for (const [hash, { model, units }] of second)
    all.set(hash, { model, units: merged(all.get(hash)?.units ?? [], units) });
  return all;
}

/** Those of a network that it has: what a file says of others is left alone, and not shown. */
export function unitsOf(rnn: RnnConfig, units: readonly NamedUnit[]): readonly NamedUnit[] {
  return units.filter((named) => {
    const { layer, direction, unit, isProjected } = named;
    const isThere = hasPlace(rnn, { layer, direction });
    return (
      hasWords(named) && isThere && unit < quantitySize(rnn, isProjected ? 'h' : 'c', { layer, direction })
    );
  });
}

/** A name or note as it is kept: no control characters, no spaces at its ends or in rows. */
export function tidy(words: string): string {
  return words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

function merged(first: readonly NamedUnit[], second: readonly NamedUnit[]): readonly NamedUnit[] {
  const all = new Map([...first, ...second].map((unit) => [keyOf(unit), unit]));
  return [...all.values()].sort(
    (a, b) =>
      a.layer - b.layer ||
      Number(a.direction === 'backward') - Number(b.direction === 'backward') ||
      a.unit - b.unit ||
      Number(a.isProjected) - Number(b.isProjected),
  );
}

function keyOf({ layer, direction, unit, isProjected }: UnitOfNetwork): string {
  return [layer, direction, unit, isProjected].join();
}

function isSame(a: UnitOfNetwork, b: UnitOfNetwork): boolean {
  return keyOf(a) === keyOf(b);
}

function hasWords({ name, note }: NamedUnit): boolean {
  return name !== '' || note !== '';
}

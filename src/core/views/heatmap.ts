import type { Quantity } from '../rnn/config.js';
import { lutIndex, shownValue, type Scale } from './scales.js';

/** A rectangle of a heatmap, one pixel a cell. */
export interface Tile {
  /** Rows of units from this one on. */
  readonly fromRow: number;
  readonly rows: number;
  /** 1, or more where a row is lower than a pixel: then a pixel shows the strongest of its units. */
  readonly rowsEach: number;
  /** The unit of a row. */
  unitOf(row: number): number;
  readonly fromStep: number;
  readonly columns: number;
  /** 1, or more when a step is narrower than a pixel: then a column shows the strongest of its steps. */
  readonly stepsPerColumn: number;
}

/** Height of a tile in pixels. */
export function tileHeight({ rows, rowsEach }: Pick<Tile, 'rows' | 'rowsEach'>): number {
  return Math.ceil(rows / rowsEach);
}

/** Raw values of one step, `[units]`; null while they are not loaded. */
export type StepValues = (step: number) => Float32Array | null;

/** Raw values of one column, `[units]`, aggregated by signed maximum; null while no step of it is loaded. */
export function columnValues(
  tile: Pick<Tile, 'fromStep' | 'stepsPerColumn'>,
  column: number,
  valuesOf: StepValues,
): Float32Array | null {
  const first = tile.fromStep + column * tile.stepsPerColumn;
  if (tile.stepsPerColumn === 1) return valuesOf(first);
  let result: Float32Array | null = null;
  for (let step = first; step < first + tile.stepsPerColumn; step++) {
    const values = valuesOf(step);
    if (!values) continue;
    if (!result) result = values.slice();
    else keepStronger(result, values);
  }
  return result;
}

/** The raw value of one unit in a column, as `columnValues` has it. */
export function columnValue(
  tile: Pick<Tile, 'fromStep' | 'stepsPerColumn'>,
  column: number,
  unit: number,
  valuesOf: StepValues,
): number | null {
  const first = tile.fromStep + column * tile.stepsPerColumn;
  let strongest: number | null = null;
  for (let step = first; step < first + tile.stepsPerColumn; step++) {
    const value = valuesOf(step)?.[unit];
    if (value !== undefined && (strongest === null || Math.abs(value) > Math.abs(strongest)))
      strongest = value;
  }
  return strongest;
}

function keepStronger(target: Float32Array, values: Float32Array): void {
  for (let unit = 0; unit < target.length; unit++) {
    if (Math.abs(values[unit]) > Math.abs(target[unit])) target[unit] = values[unit];
  }
}

/** RGBA bytes of a tile, row-major `[tileHeight, columns, 4]`; what is not loaded stays transparent. */
export function paintTile(
  tile: Tile,
  valuesOf: StepValues,
  quantity: Quantity,
  scale: Scale,
  lut: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const height = tileHeight(tile);
  const bytes = new Uint8ClampedArray(height * tile.columns * 4);
  const pixels = new Uint32Array(bytes.buffer);
  const colours = new Uint32Array(lut.slice().buffer);
  const units = Int32Array.from({ length: tile.rows }, (_, row) => tile.unitOf(tile.fromRow + row));
  for (let column = 0; column < tile.columns; column++) {
    const values = columnValues(tile, column, valuesOf);
    if (!values) continue;
    for (let y = 0; y < height; y++) {
      const value = strongest(values, units, y * tile.rowsEach, (y + 1) * tile.rowsEach);
      pixels[y * tile.columns + column] = colours[lutIndex(scale, shownValue(quantity, value))];
    }
  }
  return bytes;
}

/** The value of largest magnitude of some units. */
function strongest(values: Float32Array, units: Int32Array, from: number, to: number): number {
  let value = values[units[from]];
  for (let row = from + 1; row < Math.min(to, units.length); row++) {
    const other = values[units[row]];
    if (Math.abs(other) > Math.abs(value)) value = other;
  }
  return value;
}

/** Units of one step by falling magnitude of the value; equal ones in unit order. */
export function unitsByMagnitude(values: Float32Array): number[] {
  return Array.from(values.keys()).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
}

/** 1-based rank of a unit by magnitude among all units of a step. */
export function magnitudeRank(values: Float32Array, unit: number): number {
  const own = Math.abs(values[unit]);
  let rank = 1;
  for (let other = 0; other < values.length; other++) {
    const magnitude = Math.abs(values[other]);
    if (magnitude > own || (magnitude === own && other < unit)) rank++;
  }
  return rank;
}

import type { Quantity } from '../rnn/config.js';
import { LUT_STEPS, type Scale } from './scales.js';

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

/** The raw value of one unit in a column: of its loaded steps the one of largest magnitude; null while none is. */
export function columnValue(
  { fromStep, stepsPerColumn }: Pick<Tile, 'fromStep' | 'stepsPerColumn'>,
  column: number,
  unit: number,
  valuesOf: StepValues,
): number | null {
  const first = fromStep + column * stepsPerColumn;
  let strongest: number | null = null;
  for (let step = first; step < first + stepsPerColumn; step++) {
    const value = valuesOf(step)?.[unit];
    if (value !== undefined && (strongest === null || Math.abs(value) > Math.abs(strongest)))
      strongest = value;
  }
  return strongest;
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
  const { columns } = tile;
  const bytes = new Uint8ClampedArray(height * columns * 4);
  const pixels = new Uint32Array(bytes.buffer);
  const colours = new Uint32Array(lut.slice().buffer);
  const units = Int32Array.from({ length: tile.rows }, (_, row) => tile.unitOf(tile.fromRow + row));
  const rows = new Float32Array(height);
  for (let column = 0; column < columns; column++) {
    const steps = loadedSteps(tile, column, valuesOf);
    if (steps.length === 0) continue;
    strongestRows(rows, steps, units, tile.rowsEach);
    paintColumn(pixels.subarray(column), columns, rows, { quantity, scale, colours });
  }
  return bytes;
}

function loadedSteps(
  { fromStep, stepsPerColumn }: Tile,
  column: number,
  valuesOf: StepValues,
): Float32Array[] {
  const steps: Float32Array[] = [];
  const first = fromStep + column * stepsPerColumn;
  for (let step = first; step < first + stepsPerColumn; step++) {
    const values = valuesOf(step);
    if (values) steps.push(values);
  }
  return steps;
}

/** The value of largest magnitude of each row's units and of all steps; the first picture is painted before this is compiled. */
function strongestRows(
  rows: Float32Array,
  steps: readonly Float32Array[],
  units: Int32Array,
  rowsEach: number,
): void {
  const [first] = steps;
  for (let y = 0, row = 0; y < rows.length; y++) {
    const end = Math.min(units.length, row + rowsEach);
    let value = first[units[row]];
    for (; row < end; row++) {
      const unit = units[row];
      for (let k = 0; k < steps.length; k++) {
        const other = steps[k][unit];
        if (Math.abs(other) > Math.abs(value)) value = other;
      }
    }
    rows[y] = value;
  }
}

interface ColumnLook {
  readonly quantity: Quantity;
  readonly scale: Scale;
  /** RGBA, a number each. */
  readonly colours: Uint32Array;
}

/** Sets every `stride`-th pixel; the same numbers as `lutIndex` gives, without a call for each of a million. */
function paintColumn(
  pixels: Uint32Array,
  stride: number,
  rows: Float32Array,
  { quantity, scale, colours }: ColumnLook,
): void {
  const isDiverging = scale.kind === 'diverging';
  const { limit } = scale;
  for (let y = 0, at = 0; y < rows.length; y++, at += stride) {
    const shown = quantity === 'c' ? Math.tanh(rows[y]) : rows[y];
    const share = isDiverging ? (shown / limit + 1) / 2 : shown / limit;
    pixels[at] = colours[Math.round(Math.min(1, Math.max(0, share)) * (LUT_STEPS - 1))];
  }
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

import { paintTile, tileHeight } from '../../../src/core/views/heatmap.js';
import type { UnitOrder } from '../../../src/core/views/geometry.js';
import type { Scale } from '../../../src/core/views/scales.js';
import type { Direction, Quantity } from '../../../src/core/rnn/config.js';
import type { StateCache } from '../../data/stateCache.js';

/** What the pictures of a direction are painted from, besides the values. */
export interface TileLook {
  readonly states: StateCache;
  readonly order: UnitOrder | null;
  readonly rowsEach: number;
  readonly stepsEach: number;
  readonly quantity: Quantity;
  readonly scale: Scale;
  readonly lut: Uint8ClampedArray;
}

/** The picture of a stretch of steps: a pixel a column, a pixel a row or some of them. */
interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly look: TileLook;
  /** The answers its values came from, null where none was here: other answers are other values. */
  readonly windows: readonly (object | null)[];
}

/** Columns of a tile where a step is a pixel or less, and where columns are wider: about a fourth of what is in sight. */
const NARROW_COLUMNS = 256;
const WIDE_COLUMNS = 16;
/** More than are in sight at once in both directions. */
const MOST_TILES = 32;

/** How many columns a tile has. */
export function tileColumns(stepsEach: number, columnPx: number): number {
  return stepsEach > 1 || columnPx < 2 ? NARROW_COLUMNS : WIDE_COLUMNS;
}

/** Pictures of all units of a text in tiles, kept while neither values nor look are others: moving through it paints little anew. */
export class HeatmapTiles {
  /** In the order of use. */
  private readonly tiles = new Map<string, Tile>();

  /** The picture of the columns from a step on, `[units / rowsEach, columns]` pixels; what is not loaded is transparent. */
  at(direction: Direction, fromStep: number, columns: number, look: TileLook): HTMLCanvasElement {
    const key = `${direction} ${fromStep} ${columns}`;
    const windows = look.states.windows(fromStep, fromStep + columns * look.stepsEach);
    let tile = this.tiles.get(key);
    if (!tile || !isSame(tile.look, look) || !areSame(tile.windows, windows)) {
      const canvas = tile?.canvas ?? document.createElement('canvas');
      paint(canvas, fromStep, columns, look);
      tile = { canvas, look, windows };
    }
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    for (const oldest of this.tiles.keys()) {
      if (this.tiles.size <= MOST_TILES) break;
      this.tiles.delete(oldest);
    }
    return tile.canvas;
  }
}

function paint(canvas: HTMLCanvasElement, fromStep: number, columns: number, look: TileLook): void {
  const { states, order, rowsEach, stepsEach, quantity, scale, lut } = look;
  const unitOf = (row: number) => (order ? order.units[row] : row);
  const tile = {
    fromRow: 0,
    rows: states.units,
    rowsEach,
    unitOf,
    fromStep,
    columns,
    stepsPerColumn: stepsEach,
  };
  const pixels = paintTile(tile, (step) => states.values(step), quantity, scale, lut);
  canvas.width = columns;
  canvas.height = tileHeight(tile);
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, columns, canvas.height), 0, 0);
}

function isSame(a: TileLook, b: TileLook): boolean {
  return (
    a.states === b.states &&
    a.order === b.order &&
    a.rowsEach === b.rowsEach &&
    a.stepsEach === b.stepsEach &&
    a.quantity === b.quantity &&
    a.scale.kind === b.scale.kind &&
    a.scale.limit === b.scale.limit &&
    a.lut === b.lut
  );
}

function areSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, k) => item === b[k]);
}

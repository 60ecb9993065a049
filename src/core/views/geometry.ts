import type { Direction } from '../rnn/config.js';
import { columnX, stepAt, type Columns } from './columns.js';

/** The row of one unit above the texture: the selected one's and the pinned ones', each a line over the text. */
export interface UnitRow {
  readonly direction: Direction;
  readonly unit: number;
  readonly top: number;
  readonly height: number;
}

/** The texture of all units of one direction. */
export interface Block {
  readonly direction: Direction;
  readonly units: number;
  /** Top edge of the first row; it may lie above what is seen of the block. */
  readonly top: number;
  /** Under a pixel where the units are many and all are fitted. */
  readonly rowPx: number;
  /** What is seen of it, from the top of the viewport. */
  readonly seenTop: number;
  readonly seenBottom: number;
  readonly order: UnitOrder | null;
}

/** An order of units, and back; null is that of the model. */
export interface UnitOrder {
  /** `[units]`: the unit of each row. */
  readonly units: Int32Array;
  /** `[units]`: the row of each unit. */
  readonly rows: Int32Array;
}

/** Where the parts of the heatmap are, in CSS pixels from the top left of its viewport. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Names and numbers of units stand left of this. */
  readonly gutterPx: number;
  /** Height of the steps' text above the columns. */
  readonly rulerPx: number;
  /** From `gutterPx`. */
  readonly columns: Columns;
  readonly rows: readonly UnitRow[];
  /** From top to bottom: one, or both directions. */
  readonly blocks: readonly Block[];
}

/** What is laid out from top to bottom. */
export interface RowsContent {
  readonly height: number;
  readonly rulerPx: number;
  readonly lines: readonly Pick<UnitRow, 'direction' | 'unit'>[];
  readonly blocks: readonly Pick<Block, 'direction' | 'units' | 'order'>[];
  /** How many times as high as where all units fit. */
  readonly zoom: number;
  /** How far the texture is scrolled. */
  readonly offsetY: number;
}

const GAP_PX = 8;
/** Cells are as high at most: large enough to print numbers in, not a flag; of a handful of units they are read from afar. */
const MOST_ROW_PX = 34;
const HANDFUL_ROW_PX = 72;
/** So many units are a handful. */
export const HANDFUL = 4;

/** Height of a unit's own row: 40 px where there is room, less in a low viewport. */
export function unitRowHeight(viewportPx: number): number {
  return Math.max(18, Math.min(40, Math.round(viewportPx / 14)));
}

/** Top of the texture of all units. */
export function bodyTop({
  height,
  rulerPx,
  lines,
}: Pick<RowsContent, 'height' | 'rulerPx' | 'lines'>): number {
  return rulerPx + lines.length * unitRowHeight(height) + (lines.length > 0 ? GAP_PX : 0);
}

/** Height of the texture of all units together with the gap between two blocks: all that is scrolled. */
export function bodyLength(content: Omit<RowsContent, 'offsetY'>): number {
  const { blocks } = content;
  const units = blocks.reduce((sum, block) => sum + block.units, 0);
  return units * rowHeight(content) + (blocks.length - 1) * GAP_PX;
}

function rowHeight(content: Omit<RowsContent, 'offsetY'>): number {
  const { height, blocks, zoom } = content;
  const units = blocks.reduce((sum, block) => sum + block.units, 0);
  const room = Math.max(1, height - bodyTop(content) - (blocks.length - 1) * GAP_PX);
  const most = Math.max(
    MOST_ROW_PX,
    Math.min(HANDFUL_ROW_PX, (HANDFUL * HANDFUL_ROW_PX) / Math.max(1, units)),
  );
  return Math.min(most, (room / Math.max(1, units)) * zoom);
}

/** Lays out rows and blocks; all units fit at a zoom of 1. */
export function layoutRows(content: RowsContent): Pick<Geometry, 'rows' | 'blocks'> {
  const { height, rulerPx, lines, offsetY } = content;
  const linePx = unitRowHeight(height);
  const rows = lines.map((line, k) => ({ ...line, top: rulerPx + k * linePx, height: linePx }));
  const seenFrom = bodyTop(content);
  const rowPx = rowHeight(content);
  let top = seenFrom - offsetY;
  const blocks = content.blocks.map((block) => {
    const bottom = top + block.units * rowPx;
    const seen = { seenTop: Math.max(seenFrom, top), seenBottom: Math.min(height, bottom) };
    const laidOut = { ...block, top, rowPx, ...seen };
    top = bottom + GAP_PX;
    return laidOut;
  });
  return { rows, blocks };
}

/** Left edge of a step's column. */
export function stepX({ gutterPx, columns }: Geometry, step: number): number {
  return gutterPx + columnX(columns, step);
}

/** Width of a step's column. */
export function stepWidth(geometry: Geometry, step: number): number {
  return stepX(geometry, step + 1) - stepX(geometry, step);
}

/** Steps `[from, to)` of which at least a part is in sight. */
export function visibleSteps({ columns }: Geometry): readonly [number, number] {
  return [columns.from, columns.to];
}

/** The row of a unit in a block. */
export function rowOf({ order }: Pick<Block, 'order'>, unit: number): number {
  return order ? order.rows[unit] : unit;
}

/** The unit of a row in a block. */
export function unitOf({ order }: Pick<Block, 'order'>, row: number): number {
  return order ? order.units[row] : row;
}

/** Top edge of a unit's row in its block. */
export function unitY(block: Block, unit: number): number {
  return block.top + rowOf(block, unit) * block.rowPx;
}

/** Rows `[from, to)` of a block of which at least a part is in sight. */
export function visibleRows({ top, rowPx, units, seenTop, seenBottom }: Block): readonly [number, number] {
  if (seenBottom <= seenTop) return [0, 0];
  const from = Math.max(0, Math.floor((seenTop - top) / rowPx + 1e-6));
  return [from, Math.min(units, Math.ceil((seenBottom - top) / rowPx - 1e-6))];
}

/** A unit under the pointer, and of which direction. */
export type UnitAt = Pick<UnitRow, 'direction' | 'unit'>;

/** The unit whose row is at a height, its own or one of the texture; null where there is none. */
export function unitAt({ rows, blocks }: Geometry, y: number): UnitAt | null {
  const line = rows.find(({ top, height }) => y >= top && y < top + height);
  if (line) return { direction: line.direction, unit: line.unit };
  const block = blocks.find(({ seenTop, seenBottom }) => y >= seenTop && y < seenBottom);
  if (!block) return null;
  const row = Math.min(block.units - 1, Math.floor((y - block.top) / block.rowPx));
  return { direction: block.direction, unit: unitOf(block, row) };
}

/** What is at a point: a step, and the unit whose row it is (null in the text). */
export function cellAt(
  geometry: Geometry,
  x: number,
  y: number,
): { readonly step: number; readonly at: UnitAt | null } | null {
  const step = x < geometry.gutterPx ? null : stepAt(geometry.columns, x - geometry.gutterPx);
  if (step === null || y < 0 || y >= geometry.height) return null;
  if (y < geometry.rulerPx) return { step, at: null };
  const at = unitAt(geometry, y);
  return at && { step, at };
}

/** Rows of a block whose units get a label, so that labels stand at least `minimumPx` apart. */
export function labelledRows(block: Block, minimumPx: number): number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  const step = steps.find((candidate) => candidate * block.rowPx >= minimumPx) ?? 2000;
  const [from, to] = visibleRows(block);
  const first = Math.ceil(from / step) * step;
  return Array.from(
    { length: Math.max(0, Math.ceil((to - first) / step)) },
    (_, index) => first + index * step,
  );
}

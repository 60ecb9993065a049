import { labelledRows, unitOf, unitY, type Block, type UnitRow } from '../../../src/core/views/geometry.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import { t } from '../../sentences/text.js';
import type { Frame } from './heatmapPaint.js';

const MARGIN_PX = 8;
/** A gutter of this width has room for words. */
const WIDE_PX = 80;
const NUMBER_PX = 12;
/** Two lines of words in a unit's row. */
const LINE_PX = 15;

/** Draws what stands left of the columns: numbers of units, and which direction a block is of. */
export function paintGutter(context: CanvasRenderingContext2D, frame: Frame): void {
  const { geometry, theme } = frame;
  context.textBaseline = 'middle';
  for (const row of geometry.rows) {
    const isSelected = row.unit === frame.selected.unit && row.direction === frame.selected.direction;
    context.fillStyle = isSelected ? theme.accent : theme.foreground;
    context.font = `bold ${NUMBER_PX + 1}px ${theme.font}`;
    context.textAlign = 'left';
    const name = frame.nameOf(row.unit, row.direction);
    const middle = row.top + row.height / 2;
    const isTwo = name !== null && geometry.gutterPx >= WIDE_PX && row.height >= 2 * LINE_PX;
    context.fillText(nameOf(frame, row), MARGIN_PX, isTwo ? middle - LINE_PX / 2 : middle);
    if (!isTwo) continue;
    context.font = `${NUMBER_PX}px ${theme.font}`;
    context.fillStyle = theme.foreground;
    const room = geometry.gutterPx - 2 * MARGIN_PX;
    context.fillText(cut(context, name, room), MARGIN_PX, middle + LINE_PX / 2);
  }
  for (const block of geometry.blocks) paintBlockGutter(context, frame, block);
}

/** An arrow: of two directions one wants to know which. */
export function arrow(direction: Direction): string {
  return direction === 'forward' ? '→' : '←';
}

/** As much of a name as there is room for. */
function cut(context: CanvasRenderingContext2D, name: string, room: number): string {
  const letters = [...name];
  const fits = (count: number): string =>
    count < letters.length ? `${letters.slice(0, count).join('')}…` : name;
  let count = letters.length;
  while (count > 1 && context.measureText(fits(count)).width > room) count--;
  return fits(count);
}

function nameOf({ directed, geometry }: Frame, { unit, direction }: UnitRow): string {
  const number = geometry.gutterPx >= WIDE_PX ? t('gutter.unit', { unit: String(unit) }) : String(unit);
  return directed ? `${arrow(direction)} ${number}` : number;
}

function paintBlockGutter(context: CanvasRenderingContext2D, frame: Frame, block: Block): void {
  const { theme, selected } = frame;
  if (block.seenBottom - block.seenTop < NUMBER_PX) return;
  const words = paintDirection(context, frame, block);
  const right = frame.geometry.gutterPx - MARGIN_PX;
  context.textAlign = 'right';
  const own =
    block.direction === selected.direction ? unitY(block, selected.unit) + block.rowPx / 2 : -Infinity;
  context.fillStyle = theme.accent;
  context.font = `bold ${NUMBER_PX}px ${theme.monoFont}`;
  const inSight = (y: number) => y > block.seenTop + 4 && y < block.seenBottom - 4;
  if (inSight(own)) context.fillText(String(selected.unit), right, own);
  context.fillStyle = theme.dim;
  context.font = `${NUMBER_PX}px ${theme.monoFont}`;
  for (const row of labelledRows(block, 26)) {
    const y = block.top + (row + 0.5) * block.rowPx;
    if (!inSight(y) || Math.abs(y - own) <= NUMBER_PX + 2) continue;
    const unit = String(unitOf(block, row));
    const isUnderWords =
      Math.abs(y - words.y) < NUMBER_PX && right - context.measureText(unit).width < words.right + 2;
    if (!isUnderWords) context.fillText(unit, right, y);
  }
}

/** Says which direction a block is of, where there are two; answers where its words are. */
function paintDirection(
  context: CanvasRenderingContext2D,
  { geometry, theme, directed }: Frame,
  block: Block,
): { readonly y: number; readonly right: number } {
  const isWide = geometry.gutterPx >= WIDE_PX;
  context.textAlign = 'left';
  if (directed && (isWide || geometry.blocks.length > 1)) {
    context.fillStyle = theme.foreground;
    context.font = `bold ${NUMBER_PX + 1}px ${theme.font}`;
    context.fillText(arrow(block.direction), MARGIN_PX, block.seenTop + 8);
  }
  if (!directed || !isWide) return { y: -Infinity, right: 0 };
  const words = t('gutter.reads', { direction: block.direction });
  const y = block.seenTop + 26;
  context.fillStyle = theme.dim;
  context.font = `${NUMBER_PX}px ${theme.font}`;
  context.fillText(words, MARGIN_PX, y);
  return { y, right: MARGIN_PX + context.measureText(words).width };
}

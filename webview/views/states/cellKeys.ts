import { movedIndex } from '../../a11y.js';
import type { Direction } from '../../../src/core/rnn/config.js';
import type { Heatmap } from './heatmap.js';
import type { Place } from './heatmapPaint.js';
import type { Context } from '../view.js';

/** Keys that go through the steps, as those of a list that lies on its side. */
const ACROSS: Readonly<Record<string, string>> = {
  ArrowLeft: 'ArrowUp',
  ArrowRight: 'ArrowDown',
  Home: 'Home',
  End: 'End',
};

/** Rows that keys go by. */
const ROWS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };

/** Keys that make the texture higher or lower. */
const ZOOMS: Readonly<Record<string, number>> = { '+': 1.25, '=': 1.25, '-': 0.8 };

/** The keyboard's cell cursor in a heatmap: keys move it, and what it is on is spoken. */
export class CellKeys {
  private toSay = false;

  constructor(
    private readonly context: Context,
    private readonly heatmap: Heatmap,
    private readonly words: (cell: Place) => string,
  ) {
    heatmap.element.addEventListener('keydown', (event) => this.key(event));
  }

  /** Speaks the keyboard's cell, as soon as its value is here. */
  say(): void {
    const { selection } = this.heatmap;
    const { cell } = selection;
    const isHere = cell.step !== null && this.heatmap.states().values(cell.step) !== null;
    if (!this.toSay || selection.isWaiting || !isHere) return;
    this.toSay = false;
    this.context.live.say(this.words(cell));
  }

  private key(event: KeyboardEvent): void {
    if (!this.context.store.state.panel?.run || event.altKey || event.metaKey) return;
    const { step, unit, direction } = this.heatmap.selection.cell;
    if (event.key === 'Enter') {
      event.preventDefault();
      // Its own sentence says what happened.
      return this.context.pin(unit);
    }
    if (event.key === ' ' && step !== null) this.heatmap.selection.select(step, true);
    else if (ZOOMS[event.key]) this.heatmap.zoom(ZOOMS[event.key]);
    else if (event.key === '0') this.heatmap.fit();
    else if (!this.moveStep(event.key, step) && !this.moveUnit(event.key, unit, direction)) return;
    event.preventDefault();
    this.toSay = true;
    this.say();
  }

  private moveStep(key: string, step: number | null): boolean {
    if (step === null) return false;
    const next = movedIndex(ACROSS[key] ?? '', step, this.context.data.stepCount, 1);
    if (next !== null) this.heatmap.selection.select(next, false);
    return next !== null;
  }

  private moveUnit(key: string, unit: number, direction: Direction): boolean {
    const rows = ROWS[key];
    if (rows === undefined) return false;
    const next = this.heatmap.neighbour(unit, direction, rows);
    if (next) this.context.store.dispatch({ type: 'unit', ...next });
    return true;
  }
}

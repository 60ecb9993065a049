import { movedIndex } from '../../a11y.js';
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

/** Units that PageUp and PageDown go by. */
const UNIT_PAGE = 10;

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
    const { step, unit } = this.heatmap.selection.cell;
    if (event.key === 'Enter') {
      event.preventDefault();
      // Its own sentence says what happened.
      return this.context.pin(unit);
    }
    if (event.key === ' ' && step !== null) this.heatmap.selection.select(step, true);
    else if (!this.moveStep(event.key, step) && !this.moveUnit(event.key, unit)) return;
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

  private moveUnit(key: string, unit: number): boolean {
    const next = movedIndex(key, unit, this.heatmap.states().units, UNIT_PAGE);
    if (next !== null) this.context.store.dispatch({ type: 'unit', unit: next });
    return next !== null;
  }
}

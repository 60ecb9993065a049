import type { StatePlace } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { UnitOrder } from '../../../src/core/views/geometry.js';
import type { RunData } from '../../data/data.js';
import type { State, TokenStretch } from '../../state/store.js';

/** By what units are put in order: what they do over the text, or how high they are in what is selected. */
export type OrderBy = 'similar' | 'selection';

/**
 * The orders of units by what they do over the text. Once known an order stays as it is while one types or goes on to other
 * words, until it is asked for again: a picture whose rows change places cannot be read.
 */
export class UnitOrders {
  private readonly known = new Map<string, UnitOrder>();
  /** What was selected when an order by it was asked for, by run. */
  private readonly selected = new Map<string, TokenStretch>();

  /** `changed` is called when orders are asked for anew. */
  constructor(
    private readonly data: RunData,
    private readonly changed: () => void,
  ) {}

  /** The order of the units of a place; null while it is not known. */
  of(run: PanelRun, place: StatePlace, by: OrderBy): UnitOrder | null {
    return this.known.get(keyOf(run, place, by)) ?? null;
  }

  /** Tokens `[from, to)` that an order by the selection is of; null where none was asked for. */
  selection(run: PanelRun): TokenStretch | null {
    return this.selected.get(runKey(run)) ?? null;
  }

  /** Asks for the order of a place if it is not known, in the name of who is drawing. */
  want({ selection, stretch }: State, run: PanelRun, place: StatePlace, by: OrderBy): void {
    const key = keyOf(run, place, by);
    // Before the run is complete there is nothing to order by.
    if (this.known.has(key) || run.shapes === null || run.stale || run.tokenCount === 0) return;
    const token = selection?.token ?? 0;
    const now = stretch ?? ([token, token + 1] as const);
    const inside = this.selection(run) ?? now;
    if (by === 'selection') this.selected.set(runKey(run), inside);
    const params = by === 'selection' ? { ...place, inside } : place;
    const question = { method: 'unitOrder', params } as const;
    const answer = this.data.cache.want(question);
    // One of the text before an edit would stay for good.
    if (!answer || !this.data.cache.isAnswered(question)) return;
    const { units } = answer;
    const rows = new Int32Array(units.length);
    units.forEach((unit, row) => (rows[unit] = row));
    this.known.set(key, { units, rows });
  }

  /** All orders are asked for anew. */
  anew(): void {
    this.known.clear();
    this.selected.clear();
    this.changed();
  }
}

function runKey({ documentUri, model }: PanelRun): string {
  return JSON.stringify([documentUri, model.name]);
}

function keyOf(run: PanelRun, { layer, direction, quantity }: StatePlace, by: OrderBy): string {
  return JSON.stringify([runKey(run), by, layer, direction, quantity]);
}

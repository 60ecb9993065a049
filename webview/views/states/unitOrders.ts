import type { StatePlace } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { UnitOrder } from '../../../src/core/views/geometry.js';
import type { RunData } from '../../data/data.js';

/**
 * The orders of units by what they do over the text. Once known an order stays as it is while one types, until it is asked
 * for again: a picture whose rows change places cannot be read.
 */
export class UnitOrders {
  private readonly known = new Map<string, UnitOrder>();

  /** `changed` is called when orders are asked for anew. */
  constructor(
    private readonly data: RunData,
    private readonly changed: () => void,
  ) {}

  /** The order of the units of a place; null while it is not known. */
  of(run: PanelRun, place: StatePlace): UnitOrder | null {
    return this.known.get(keyOf(run, place)) ?? null;
  }

  /** Asks for the order of a place if it is not known, in the name of who is drawing. */
  want(run: PanelRun, place: StatePlace): void {
    const key = keyOf(run, place);
    // Before the run is complete there is nothing to order by.
    if (this.known.has(key) || run.shapes === null || run.stale) return;
    const question = { method: 'unitOrder', params: place } as const;
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
    this.changed();
  }
}

function keyOf({ documentUri, model }: PanelRun, { layer, direction, quantity }: StatePlace): string {
  return JSON.stringify([documentUri, model.name, layer, direction, quantity]);
}

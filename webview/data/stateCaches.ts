import type { RnnConfig } from '../../src/core/rnn/config.js';
import { shownValue } from '../../src/core/views/scales.js';
import type { PanelQuestion } from '../../src/protocol/panel.js';
import type { QueryCache } from './queryCache.js';
import { lineOf } from './questions.js';
import { StateCache, type StateOptions } from './stateCache.js';

/** The states that are looked at, by layer, direction, quantity and size of a page, and how large they are. */
export class StateCaches {
  private readonly known = new Map<string, StateCache>();
  /** Largest |shown value| that came so far, by line. */
  private readonly largest = new Map<string, number>();

  constructor(private readonly cache: QueryCache) {}

  of(rnn: RnnConfig, of: StateCache['of'], options: StateOptions): StateCache {
    const key = JSON.stringify([of.layer, of.direction, of.quantity, options.largestPage]);
    const known = this.known.get(key);
    if (known) return known;
    const states = new StateCache(this.cache, rnn, of, options, (line) => this.largest.get(line) ?? 0);
    this.known.set(key, states);
    return states;
  }

  /** Values `[n, units]` of steps came. */
  arrived(question: PanelQuestion & { readonly method: 'states' }, values: Float32Array): void {
    const line = lineOf(question)!;
    let largest = this.largest.get(line) ?? 0;
    for (const raw of values) {
      const magnitude = Math.abs(shownValue(question.params.quantity, raw));
      if (magnitude > largest) largest = magnitude;
    }
    this.largest.set(line, largest);
  }

  clear(): void {
    this.known.clear();
    this.largest.clear();
  }
}

import type { RnnConfig } from '../../src/core/rnn/config.js';
import { shownValue } from '../../src/core/views/scales.js';
import type { PanelQuestion } from '../../src/protocol/panel.js';
import type { QueryCache } from './queryCache.js';
import { lineOf } from './questions.js';
import { StateCache, type StateOptions } from './stateCache.js';

/** The states that are looked at, by question, layer, direction, quantity and size of a page, and how large they are. */
export class StateCaches {
  private readonly known = new Map<string, StateCache>();
  /** Largest |shown value| that came so far, by line. */
  private readonly largest = new Map<string, number>();

  constructor(private readonly cache: QueryCache) {}

  of(rnn: RnnConfig, of: StateCache['of'], options: StateOptions): StateCache {
    const key = JSON.stringify([options.method, of.layer, of.direction, of.quantity, options.largestPage]);
    const known = this.known.get(key);
    if (known) return known;
    const states = new StateCache(this.cache, rnn, of, options, (line) => this.largest.get(line) ?? 0);
    this.known.set(key, states);
    return states;
  }

  /** Values `[n, units]` of steps came. */
  arrived(question: PanelQuestion & { readonly method: 'states' }, values: Float32Array): void {
    const line = lineOf(question)!;
    const largest = largestOf(values);
    // What is shown of a larger value is no smaller.
    const shown = Math.abs(shownValue(question.params.quantity, largest));
    this.largest.set(line, Math.max(this.largest.get(line) ?? 0, shown));
  }

  clear(): void {
    this.known.clear();
    this.largest.clear();
  }
}

/** Largest magnitude of some values. By index: an iterator takes several times as long, and a window has 250,000 values. */
function largestOf(values: Float32Array): number {
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    const magnitude = Math.abs(values[k]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

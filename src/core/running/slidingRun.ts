import type { HeadConfig } from '../heads/head.js';
import type { FloatArray } from '../math/matrix.js';
import type { Model } from '../model/model.js';
import type { Offsets } from '../rnn/direction.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { LastSteps } from '../rnn/lastSteps.js';
import type { Trace } from '../rnn/stack.js';
import { zeroState } from '../rnn/state.js';
import { slidingWindows, type FilledWindows, type SequenceWindow } from '../tokens/windows.js';
import { headRows, type HeadRows, type NetworkRun } from './runHeads.js';

/** Windows that are run together: their traces are in memory at once. */
const WINDOWS_AT_ONCE = 64;

export interface SlidingOptions {
  readonly outputOnly: boolean;
  readonly withoutHeads: boolean;
}

/** What came of tokens that were each read in a window of their own: the last step of each, and what each head reads. */
export interface SlidingRun {
  trace(x: FloatArray): Trace;
  /** In the order of the heads, a row a token; empty without heads. */
  readonly heads: readonly HeadRows[];
}

/** The head reads what its window came to. */
const OF_WINDOW: Pick<HeadConfig, 'level' | 'pooling'> = { level: 'segment', pooling: 'last' };

/** Runs each token with those before it in its segment, as far as the window reaches. */
export function runSliding(
  model: Model,
  engine: RecurrentEngine,
  window: SequenceWindow,
  tokens: readonly string[],
  offsets: Offsets,
  { outputOnly, withoutHeads }: SlidingOptions,
  run: (windows: FilledWindows) => NetworkRun,
): SlidingRun {
  const { rnn, heads } = model.architecture;
  const count = tokens.length;
  const last = new LastSteps(rnn, count, outputOnly);
  const parts = heads.map((): FloatArray[] => []);
  for (let from = 0; from < count; from += WINDOWS_AT_ONCE) {
    const ran = run(slidingWindows(tokens, offsets, window, from, Math.min(count, from + WINDOWS_AT_ONCE)));
    last.add(ran.trace);
    if (withoutHeads) continue;
    const { values } = headRows(model, engine, ran)(OF_WINDOW);
    for (const part of parts) part.push(values);
  }
  return {
    trace: (x) => last.trace(offsets, x, zeroState(rnn, offsets.length - 1)),
    heads: withoutHeads ? [] : parts.map((part) => ({ values: joined(part), rows: count })),
  };
}

function joined(parts: readonly FloatArray[]): FloatArray {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

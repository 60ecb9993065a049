import type { Offsets } from '../rnn/direction.js';
import type { StepLayout } from './steps.js';

/** The symbol of a vocabulary that stands where nothing does: no text has it as a token. */
export const PADDING = '\u0000';

/** The symbol that was before each text when the network was trained: no text has it as a token, either. */
export const START = '\u0002';

/**
 * How many steps a network reads at a time; shorter ones are filled up with the symbol `PADDING`, which is read as any
 * other. Where it slides, each token has a window of its own that ends with it; else a segment is one window.
 */
export interface SequenceWindow {
  readonly steps: number;
  readonly padding: 'before' | 'after';
  readonly slides: boolean;
  /** Where it slides: `START` is read before the first token of a segment, as far as the window reaches. */
  readonly hasStart?: boolean;
}

/** Some segments filled up to a window each. */
export interface FilledWindows {
  readonly tokens: readonly string[];
  readonly offsets: Offsets;
  /** Which of the tokens each of the text's is, [N] */
  readonly places: Uint32Array;
}

/** Segments of tokens, each filled up to one window; of a longer one that is not cut, all is read. */
export function fillWindows(
  tokens: readonly string[],
  offsets: Offsets,
  { steps, padding }: SequenceWindow,
): FilledWindows {
  const filled: string[] = [];
  const places = new Uint32Array(tokens.length);
  const windowOffsets = new Uint32Array(offsets.length);
  for (let segment = 0; segment + 1 < offsets.length; segment++) {
    const [from, to] = [offsets[segment], offsets[segment + 1]];
    const pads = new Array<string>(Math.max(0, steps - (to - from))).fill(PADDING);
    const first = filled.length + (padding === 'before' ? pads.length : 0);
    const own = tokens.slice(from, to);
    filled.push(...(padding === 'before' ? [...pads, ...own] : [...own, ...pads]));
    for (let t = from; t < to; t++) places[t] = first + t - from;
    windowOffsets[segment + 1] = filled.length;
  }
  return { tokens: filled, offsets: windowOffsets, places };
}

/** The layout of the text's own tokens among the steps of filled windows. */
export function layoutOfPlaces(
  { offsets, tokenStarts, tokenEnds }: StepLayout,
  places: Uint32Array,
): StepLayout {
  return {
    offsets,
    tokenStarts: places.map((place) => tokenStarts[place]),
    tokenEnds: places.map((place) => tokenEnds[place]),
  };
}

/** A window for each token in [from, to): it and those of its segment before it, one after the other. */
export function slidingWindows(
  tokens: readonly string[],
  offsets: Offsets,
  window: SequenceWindow,
  from: number,
  to: number,
): FilledWindows {
  const all: string[] = [];
  const starts = new Uint32Array(to - from + 1);
  let segment = 0;
  for (let t = from; t < to; t++) {
    while (offsets[segment + 1] <= t) segment++;
    const first = t + 1 - window.steps;
    if (window.hasStart && first < offsets[segment]) all.push(START);
    all.push(...tokens.slice(Math.max(offsets[segment], first), t + 1));
    starts[t - from + 1] = all.length;
  }
  return fillWindows(all, starts, window);
}

import { stretchOf, type Chosen, type StepStretch } from './chosen.js';

/** Where the keyboard is. */
export interface KeyPlace {
  readonly step: number | null;
  readonly steps: number;
  /** Where a stretch began that Shift and arrows make longer; null while none is being made. */
  readonly anchor: number | null;
  readonly chosen: Chosen;
  /** Of the threshold. */
  readonly limits: readonly [low: number, high: number];
}

/** What a key did; what is left out stays as it was. */
export interface KeyDone {
  readonly anchor: number | null;
  readonly step?: number;
  /** The editor goes there too. */
  readonly reveal?: boolean;
  readonly brush?: StepStretch | null;
  readonly threshold?: number;
}

/** Steps of the threshold, as shares of its limit. */
const STEP = 0.05;
const SMALL_STEP = 0.01;

/** What a key does in the plot; null for one that does nothing. */
export function plotKey(event: KeyboardEvent, place: KeyPlace): KeyDone | null {
  if (event.altKey || event.metaKey || event.ctrlKey) return null;
  const { step, anchor, chosen, limits } = place;
  if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    const by = (event.shiftKey ? SMALL_STEP : STEP) * limits[1] * (event.key === 'ArrowUp' ? 1 : -1);
    const threshold = Math.round(100 * (chosen.threshold + by)) / 100;
    return { anchor, threshold: Math.max(limits[0], Math.min(limits[1], threshold)) };
  }
  if (event.key === 'Escape') return chosen.brush ? { anchor: null, brush: null } : null;
  if (step === null) return null;
  if (event.key === ' ') return { anchor: null, step, reveal: true };
  const next = nextStep(event.key, place, step);
  if (next === null) return null;
  if (!event.shiftKey) return { anchor: null, step: next };
  const start = anchor ?? step;
  return { anchor: start, step: next, brush: stretchOf(start, next) };
}

function nextStep(key: string, { steps }: KeyPlace, step: number): number | null {
  const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity }[key];
  return by === undefined ? null : Math.max(0, Math.min(steps - 1, step + by));
}

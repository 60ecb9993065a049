import type { Stretch } from './ribbon.js';

/** Where the keyboard is. */
export interface KeyPlace {
  readonly step: number;
  readonly steps: number;
  /** Steps in sight. */
  readonly seen: Stretch;
  /** Where a stretch began that Shift and arrows make longer; null while none is being made. */
  readonly anchor: number | null;
}

/** What a key did. */
export interface KeyDone {
  readonly step: number;
  readonly reveal: boolean;
  readonly anchor: number | null;
  /** null: none any more; left out: as it was. */
  readonly stretch?: Stretch | null;
}

/** What a key does in the plot or in the text below it; null for one that does nothing. */
export function trajectoryKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  { step, steps, seen, anchor }: KeyPlace,
): KeyDone | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  const { key, shiftKey } = event;
  if (key === ' ' || key === 'Enter') return { step, reveal: true, anchor: null };
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: step - 1,
    ArrowRight: step + 1,
    Home: seen[0],
    End: seen[1] - 1,
  };
  if (!Object.hasOwn(targets, key)) return null;
  const next = Math.max(0, Math.min(steps - 1, targets[key]));
  if (!shiftKey) return { step: next, reveal: false, anchor: null };
  const from = anchor ?? step;
  return {
    ...{ step: next, reveal: false, anchor: from },
    stretch: [Math.min(from, next), Math.max(from, next) + 1],
  };
}

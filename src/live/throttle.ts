/** A function that runs at once and then at most every `intervalMs`, the last call never lost. */
export interface Throttled {
  (): void;
  /** Drops a run that is still to come. */
  dispose(): void;
}

/** Limits how often `action` runs: the first call at once, later ones together at the end of the interval. */
export function throttle(action: () => void, intervalMs: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let again = false;
  const run = () => {
    again = false;
    timer = setTimeout(() => {
      timer = null;
      if (again) run();
    }, intervalMs);
    action();
  };
  const call = () => {
    if (timer === null) run();
    else again = true;
  };
  const dispose = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    again = false;
  };
  return Object.assign(call, { dispose });
}

/** A function that runs some time after it was first called, or at once. */
export interface Trailing extends Throttled {
  /** Runs within this time, or the usual one; an earlier call's time is kept if that is over sooner. */
  (withinMs?: number): void;
  /** Runs now, and not again for the calls so far. */
  now(): void;
}

/** Runs `action` once `delayMs` after the first of any number of calls. */
export function trailing(action: () => void, delayMs: number): Trailing {
  /** By the time they were set to; the first to ring clears the others. */
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  const dispose = () => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  };
  const now = () => {
    dispose();
    action();
  };
  const call = (withinMs = delayMs) => {
    if (!timers.has(withinMs)) timers.set(withinMs, setTimeout(now, withinMs));
  };
  return Object.assign(call, { dispose, now });
}

/** Runs `action` when calls have rested for `restMs`, or `mostMs` after the first of them if they never rest. */
export function resting(action: () => void, restMs: number, mostMs: number): Throttled {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let most: ReturnType<typeof setTimeout> | undefined;
  const dispose = () => {
    clearTimeout(rest);
    clearTimeout(most);
    most = undefined;
  };
  const run = () => {
    dispose();
    action();
  };
  const call = () => {
    clearTimeout(rest);
    rest = setTimeout(run, restMs);
    most ??= setTimeout(run, mostMs);
  };
  return Object.assign(call, { dispose });
}

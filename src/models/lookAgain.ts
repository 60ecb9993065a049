/** What is looked at, and how often: its state as a text, empty where nothing is there. */
export interface LookedAt {
  state(): Promise<string>;
  readonly everyMs: number;
}

/** Ends the looking; `now` looks at once. */
export interface Looking {
  now(): void;
  dispose(): void;
}

/**
 * Calls back when something is not as it was when it was last looked at, now and again for as long as there is anything.
 * Watchers of file systems miss what happens in folders that have only just come, for good.
 */
export function lookAgain({ state, everyMs }: LookedAt, changed: () => void): Looking {
  let known: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looks = 0;
  const now = (): void => {
    clearTimeout(timer);
    const look = ++looks;
    void state().then((seen) => {
      // Another look began meanwhile, or it is over.
      if (look !== looks) return;
      if (known !== null && seen !== known) changed();
      known = seen;
      if (seen !== '') timer = setTimeout(now, everyMs);
    });
  };
  const dispose = (): void => {
    clearTimeout(timer);
    looks++;
  };
  now();
  return { now, dispose };
}

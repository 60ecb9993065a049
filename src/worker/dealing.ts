/** Someone who works on groups of segments; rejects when it cannot go on. */
export type RunOne<G, R> = (group: G) => Promise<R>;

/** The one who deals, and who has to do what nobody else does. */
export interface Dealer<G, R> {
  /** Awaited before each group; rejects when the work is cancelled. */
  readonly turn: () => Promise<void>;
  readonly run: (group: G) => R;
}

/**
 * Deals groups to the dealer and some helpers in the order of the list, each taking the next as soon as it is free,
 * and hands each group's result on once, as it comes. What a failing helper had goes to the others. Nobody waits for a
 * helper: when all is dealt out, the dealer does what is still out itself, and what comes first counts. The dealer's
 * own failure ends everything.
 */
export async function deal<G, R>(
  groups: readonly G[],
  dealer: Dealer<G, R>,
  helpers: readonly RunOne<G, R>[],
  done: (group: G, result: R) => void,
): Promise<void> {
  const waiting = [...groups].reverse();
  /** Given to somebody and without a result, the longest out first. */
  const out = new Set<G>();
  const finish = (group: G, result: R): void => {
    if (out.delete(group)) done(group, result);
  };
  const help = async (run: RunOne<G, R>): Promise<void> => {
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      out.add(group);
      let result: R;
      try {
        result = await run(group);
      } catch {
        if (out.delete(group)) waiting.push(group);
        return;
      }
      finish(group, result);
    }
  };
  const own = async (): Promise<void> => {
    while (waiting.length > 0 || out.size > 0) {
      await dealer.turn();
      const group = waiting.pop() ?? out.values().next().value;
      if (group === undefined) return;
      out.add(group);
      finish(group, dealer.run(group));
    }
  };
  // A helper's own failure does not count, that of handing its result on does.
  const failed = new Promise<never>((_, reject) => {
    for (const run of helpers) help(run).catch(reject);
  });
  try {
    await Promise.race([own(), failed]);
  } finally {
    // What still comes is handed to nobody.
    out.clear();
    waiting.length = 0;
  }
}

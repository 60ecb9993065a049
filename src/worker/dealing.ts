/** Someone who works on groups of segments; rejects when it cannot go on. */
export type RunOne<G, R> = (group: G) => Promise<R>;

/**
 * Deals groups to several workers in the order of the list, each taking the next as soon as it is free, and hands
 * results on as they come. What a failing worker had goes to the first one, whose failure ends everything.
 */
export async function deal<G, R>(
  groups: readonly G[],
  workers: readonly RunOne<G, R>[],
  done: (group: G, result: R) => void,
): Promise<void> {
  const waiting = [...groups].reverse();
  const work = async (run: RunOne<G, R>, mayFail: boolean): Promise<void> => {
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop())
      try {
        done(group, await run(group));
      } catch (error) {
        if (!mayFail) throw error;
        waiting.push(group);
        return;
      }
  };
  const [first, ...others] = workers;
  await Promise.all([work(first, false), ...others.map((run) => work(run, true))]);
  // A worker may have failed after the first one had nothing left to do.
  await work(first, false);
}

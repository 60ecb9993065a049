/** Calls `work` once for any number of calls, when `schedule` gets to it. */
export function once(schedule: (work: () => void) => unknown, work: () => void): () => void {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    schedule(() => {
      isComing = false;
      work();
    });
  };
}

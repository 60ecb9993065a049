/** Checkpoints that are kept of a training: as many as a timeline has room for. */
export const MOST_CHECKPOINTS = 64;

/**
 * Which checkpoints go when there are more than may be kept: those between the multiples of a power of two that leaves few
 * enough. The first, the last and the best stay.
 */
export function superfluous(
  checkpoints: readonly number[],
  best: number | null,
  most = MOST_CHECKPOINTS,
): number[] {
  if (checkpoints.length <= most) return [];
  const last = checkpoints[checkpoints.length - 1];
  const isKept = (stride: number) => (k: number) => k % stride === 0 || k === last || k === best;
  let stride = 1;
  while (checkpoints.filter(isKept(stride)).length > Math.max(3, most * 0.75)) stride *= 2;
  return checkpoints.filter((k) => !isKept(stride)(k));
}

/**
 * Area under the ROC curve of `values` for telling rows with `inside` 1 from those with 0: the chance that an
 * inside row is higher than an outside one, ties counted half. 0.5 if one of the two kinds is missing.
 */
export function areaUnderCurve(values: ArrayLike<number>, inside: Uint8Array): number {
  const positives = inside.reduce((sum, one) => sum + one, 0);
  const [high, low] = [new Float32Array(positives), new Float32Array(inside.length - positives)];
  let [p, n] = [0, 0];
  inside.forEach((one, k) => {
    if (one) high[p++] = values[k];
    else low[n++] = values[k];
  });
  if (p === 0 || n === 0) return 0.5;
  high.sort();
  low.sort();
  let [below, notAbove, sum] = [0, 0, 0];
  for (const value of high) {
    while (below < n && low[below] < value) below++;
    while (notAbove < n && low[notAbove] <= value) notAbove++;
    sum += (below + notAbove) / 2;
  }
  return sum / (p * n);
}

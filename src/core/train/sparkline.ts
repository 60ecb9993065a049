const BARS = '▁▂▃▄▅▆▇█';

/** A curve as one line of bars, the lowest value the lowest bar. */
export function sparkline(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = high > low ? (BARS.length - 1) / (high - low) : 0;
  return values.map((value) => BARS[Math.round((value - low) * scale)]).join('');
}

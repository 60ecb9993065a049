import type { Round } from './workloads.js';

/** The value below which a share `p` of the values lies; NaN for none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The least processor time a unit took in any of the rounds, ms; null where it is not known. */
export function leastCpuMs(rounds: readonly Round[]): number | null {
  const times = rounds.map(({ cpuMs, ms, units }) => (cpuMs === undefined ? NaN : cpuMs / ms.length / units));
  const least = Math.min(...times);
  return Number.isNaN(least) ? null : least;
}

/** Milliseconds a unit (token, step, call) took in each round: the median of the round's times. */
export function msPerUnit(rounds: readonly Round[]): number[] {
  return rounds.map(({ ms, units }) => median(ms) / units);
}

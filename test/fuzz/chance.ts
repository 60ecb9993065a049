/** Numbers that are the same for the same seed (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to 1, not included. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to `count`, not included; 0 where that is 0. */
  below(count: number): number {
    return Math.floor(this.next() * Math.max(1, count));
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

/** Milliseconds of this process's CPU since `from` (`process.cpuUsage()`): a busy machine makes nothing slower. */
export function cpuMs(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

/** A seed for input `k` of a run. */
export function chanceOf(seed: number, k: number): Chance {
  return new Chance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(k + 1, 0x85ebca6b));
}

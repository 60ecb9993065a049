/** A small cache that forgets what was not asked for longest. */
export class RecentCache<Key, Value> {
  private readonly entries = new Map<Key, Value>();

  constructor(private readonly capacity: number) {
    if (capacity < 1) {
      throw new RangeError(`A cache needs room for one entry at least, not for ${capacity}.`);
    }
  }

  get size(): number {
    return this.entries.size;
  }

  /** The value of a key, which becomes the most recent one. */
  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  set(key: Key, value: Value): this {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.capacity) {
      // A map keeps the order of insertion: the first key is the oldest.
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest);
    }
    return this;
  }
}

interface Station {
  readonly name: string;
  readonly minutes: number;
}

/** Names of the stations that can be reached in time, the nearest first. */
export function reachable(stations: readonly Station[], limit: number): string[] {
  return stations
    .filter((station) => station.minutes <= limit)
    .sort((a, b) => a.minutes - b.minutes)
    .map((station) => station.name);
}

const stations: Station[] = [
  { name: 'Harbour', minutes: 12 },
  { name: 'Old Market', minutes: 7 },
  { name: 'Observatory', minutes: 31 },
];

const cache = new RecentCache<number, string[]>(2);
for (const limit of [10, 20, 10, 40]) {
  const known = cache.get(limit) ?? reachable(stations, limit);
  cache.set(limit, known);
  console.log(`${limit} minutes: ${known.join(', ')}`);
}

/** Who has what in sight: every part of the panel owns the questions whose answers it shows. */
import type { PanelQuestion } from '../../src/protocol/panel.js';
import { isAnsweredAlong } from '../../src/protocol/panel.js';
import { keyOf, lineOf, rangeOf, withRange, type ItemRange } from './questions.js';

/** How a range is asked for. */
export interface Paging {
  /** Items asked for at once. */
  readonly pageSize: number;
  /** Items around what is in sight that are in sight soon. */
  readonly margin: number;
  /** Numbers of one item. */
  readonly itemSize: number;
}

/** A question whose answer is in sight; `paging` of those about ranges. */
export interface Wanted {
  readonly question: PanelQuestion;
  readonly paging: Paging | null;
}

/** Numbers of a range that is told with every edit: what takes longer to run and to send is asked for. */
const LARGEST_SIGHT = 50_000;

/** What the parts of the panel have in sight. */
export class Owners {
  private readonly wants = new Map<string, Map<string, Wanted>>();
  private looking: string | null = null;

  /** What is wanted during `work` is all that the owner has in sight from now on. */
  look<T>(owner: string, work: () => T): T {
    const outer = this.looking;
    this.looking = owner;
    this.wants.delete(owner);
    try {
      return work();
    } finally {
      this.looking = outer;
    }
  }

  /** The owner and its parts (`owner/part`) show nothing any more; true if they did. */
  release(owner: string): boolean {
    const own = [...this.wants.keys()].filter((name) => name === owner || name.startsWith(`${owner}/`));
    for (const name of own) this.wants.delete(name);
    return own.length > 0;
  }

  /** Nobody shows anything any more. */
  clear(): void {
    this.wants.clear();
  }

  /** One more question of the part that looks; outside a look nobody has anything in sight. */
  add(wanted: Wanted): void {
    if (this.looking === null) return;
    const own = this.wants.get(this.looking) ?? new Map<string, Wanted>();
    this.wants.set(this.looking, own);
    own.set(keyOf(wanted.question), wanted);
  }

  /** Everything in sight; a question of several owners comes several times. */
  *all(): Iterable<Wanted> {
    for (const own of this.wants.values()) yield* own.values();
  }

  /**
   * What the host is to tell with the next edit: ranges with their margins, those that touch as one; nothing of
   * what takes long. `count` is the number of items there are of what a question asks a range of.
   */
  sight(count: (question: PanelQuestion) => number): PanelQuestion[] {
    const single = new Map<string, PanelQuestion>();
    const lines = new Map<string, { readonly wanted: Wanted; readonly ranges: ItemRange[] }>();
    for (const wanted of this.all()) {
      const { question, paging } = wanted;
      if (!isAnsweredAlong(question.method)) continue;
      const range = rangeOf(question);
      if (!range || !paging) {
        single.set(keyOf(question), question);
        continue;
      }
      const line = lineOf(question)!;
      const ranges = lines.get(line)?.ranges ?? [];
      ranges.push(clipped(range, paging.margin, count(question)));
      lines.set(line, { wanted, ranges });
    }
    const ranged = [...lines.values()].flatMap(({ wanted: { question, paging }, ranges }) =>
      joined(ranges)
        .filter(({ from, to }) => (to - from) * (paging?.itemSize ?? 1) <= LARGEST_SIGHT)
        .map((range) => withRange(question, range)),
    );
    return [...ranged, ...single.values()];
  }
}

/** The part of a range that exists, with a margin around it. */
export function clipped({ from, to }: ItemRange, margin: number, count: number): ItemRange {
  const [start, end] = [Math.max(0, from), Math.min(count, to)];
  if (start >= end) return { from: start, to: start };
  return { from: Math.max(0, start - margin), to: Math.min(count, end + margin) };
}

/** Ranges in ascending order, those that touch as one, without empty ones. */
function joined(ranges: readonly ItemRange[]): ItemRange[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from >= to) continue;
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

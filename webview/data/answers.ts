/** Answers that are kept: of the text as it is now, and until their successors are here those of the text before. */
import type { AnswerTo, PanelQuestion, QuestionName } from '../../src/protocol/panel.js';
import { answeredRange, keyOf, lineOf, type ItemRange } from './questions.js';

type Answer = AnswerTo<QuestionName>;

/** An answer that is kept, and what it answers. */
export interface Kept {
  readonly key: string;
  readonly question: PanelQuestion;
  readonly answer: Answer;
  /** Of questions about a range: of what, and which part of it is here. */
  readonly line: string | null;
  readonly range: ItemRange | null;
  readonly bytes: number;
  /** The number of the look that wanted it last. */
  look: number;
}

/** What is kept at most, besides what is in sight. */
export interface KeptLimits {
  readonly bytes: number;
  readonly answers: number;
}

/** More than is in sight at once. */
const OUTDATED_KEPT = 64;

/** Answers by question; those about ranges are found by item, too. The least recently wanted go first. */
export class Answers {
  /** In the order of use. */
  private readonly kept = new Map<string, Kept>();
  /** The current answers about ranges, by what they are ranges of; the newest first. */
  private readonly lines = new Map<string, Kept[]>();
  /** Of a text before an edit, the newest first. */
  private outdated: readonly Kept[] = [];
  private bytes = 0;
  private look = 0;
  /** The last answer that was found by item: the next item is mostly on it, too. */
  private last: Kept | null = null;

  constructor(private readonly limits: KeptLimits) {}

  /** How many current ones there are, and what they take together. */
  get size(): KeptLimits {
    return { answers: this.kept.size, bytes: this.bytes };
  }

  /** Whether a question is answered of the text as it is now. */
  has(key: string): boolean {
    return this.kept.has(key);
  }

  /** The answer, or the one of the text before; null if there is neither. */
  get(key: string): Answer | null {
    return (this.kept.get(key) ?? this.outdated.find((old) => old.key === key))?.answer ?? null;
  }

  /** The answer about the range an item is in, as `get`. */
  at(line: string, item: number): Answer | null {
    if (this.last?.line !== line || !covers(this.last, item)) {
      const isIt = (kept: Kept) => kept.line === line && covers(kept, item);
      this.last = this.lines.get(line)?.find(isIt) ?? this.outdated.find(isIt) ?? null;
    }
    return this.last?.answer ?? null;
  }

  /** What of a range is not answered of the text as it is now, in ascending order. */
  gaps(line: string, { from, to }: ItemRange): ItemRange[] {
    const here = [...(this.lines.get(line) ?? [])].sort((a, b) => a.range!.from - b.range!.from);
    const gaps: ItemRange[] = [];
    let at = from;
    for (const { range } of here) {
      if (range!.to <= at) continue;
      if (range!.from >= to) break;
      if (range!.from > at) gaps.push({ from: at, to: range!.from });
      at = range!.to;
    }
    if (at < to) gaps.push({ from: at, to });
    return gaps;
  }

  /** Keeps an answer in place of the one before. */
  put(question: PanelQuestion, answer: Answer): void {
    const key = keyOf(question);
    this.drop((kept) => kept.key === key);
    const [line, range] = [lineOf(question), answeredRange(question, answer)];
    const kept: Kept = { key, question, answer, line, range, bytes: bytesOf(answer), look: this.look };
    this.kept.set(key, kept);
    this.bytes += kept.bytes;
    if (line !== null) this.lines.set(line, [kept, ...(this.lines.get(line) ?? [])]);
    this.last = null;
    this.evict();
  }

  /** From now on what is touched is in sight, and all else is not. */
  beginLook(): void {
    this.look++;
  }

  /** An answer is in sight. */
  touch(key: string): void {
    const kept = this.kept.get(key);
    if (kept) this.use(kept);
  }

  /** A part of a line is in sight. */
  touchRange(line: string, { from, to }: ItemRange): void {
    for (const kept of this.lines.get(line) ?? [])
      if (kept.range!.from < to && kept.range!.to > from) this.use(kept);
  }

  /** The text is another one: answers for which `isOld` holds are outdated, and only those in sight are still shown. */
  age(isOld: (kept: Kept) => boolean): void {
    const old = [...this.kept.values()].filter(isOld);
    const seen = old.filter(({ look }) => look === this.look).reverse();
    this.drop(isOld);
    this.outdated = [...seen, ...this.outdated].slice(0, OUTDATED_KEPT);
  }

  /** Forgets current answers; with `outdated` those of the text before, too. */
  drop(isGone: (kept: Kept) => boolean, outdated = false): void {
    for (const kept of this.kept.values()) if (isGone(kept)) this.remove(kept);
    if (outdated) this.outdated = this.outdated.filter((kept) => !isGone(kept));
    this.last = null;
  }

  /** Forgets outdated answers whose successors are not on their way; true if some are left. */
  keepOutdated(isAwaited: (kept: Kept) => boolean): boolean {
    if (this.outdated.length === 0) return false;
    this.outdated = this.outdated.filter(isAwaited);
    this.last = null;
    return this.outdated.length > 0;
  }

  private use(kept: Kept): void {
    kept.look = this.look;
    this.kept.delete(kept.key);
    this.kept.set(kept.key, kept);
  }

  private remove(kept: Kept): void {
    this.kept.delete(kept.key);
    this.bytes -= kept.bytes;
    if (kept.line === null) return;
    const rest = this.lines.get(kept.line)!.filter((other) => other !== kept);
    if (rest.length > 0) this.lines.set(kept.line, rest);
    else this.lines.delete(kept.line);
  }

  private evict(): void {
    const { bytes, answers } = this.limits;
    for (const kept of this.kept.values()) {
      if (this.kept.size <= answers && this.bytes <= bytes) return;
      if (kept.look !== this.look) this.remove(kept);
    }
  }
}

function covers({ range }: Kept, item: number): boolean {
  return range !== null && item >= range.from && item < range.to;
}

/** What a value takes in memory, roughly. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength + 64;
  let bytes = 32;
  for (const part of Object.values(value)) bytes += bytesOf(part);
  return bytes;
}

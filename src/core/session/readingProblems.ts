import { UNKNOWN as UNKNOWN_OF, unknownOf } from '../tokens/unknown.js';
import type { Model } from '../model/model.js';
import {
  PROBLEM_CODES,
  noProblems,
  type Problem,
  type ProblemCode,
  type ProblemCounts,
} from '../problems.js';
import { MAX_UNIT_TOKENS } from '../text/limits.js';
import { wordsLeftOut, type SegmentRules } from '../text/segmenter.js';
import { numbersOf, symbolsOfToken } from '../tokens/steps.js';
import { charactersOf } from '../tokens/words.js';
import type { Reading } from './reading.js';

const CODE = Object.fromEntries(PROBLEM_CODES.map((code, k) => [code, k])) as Record<ProblemCode, number>;

/** A code unit that the vocabulary knows by itself, one it does not know, one that must be looked at with its token. */
const [KNOWN, UNKNOWN, TOGETHER] = [1, 2, 3];

/** Finds what a model does not read as it is written. */
export class ReadingProblems {
  private readonly units = new Uint8Array(0x10000);

  constructor(
    private readonly model: Pick<Model, 'architecture' | 'vocabularies'>,
    private readonly reading: Reading,
  ) {}

  /** Counts of one segment; tokens are at places in `text`. A segment that is full counts as cut. */
  of(text: string, starts: ArrayLike<number>, ends: ArrayLike<number>): ProblemCounts {
    const counts = noProblems();
    const { rules } = this.reading;
    counts[CODE.segmentsCut] += this.fullness(starts, ends);
    for (let t = 0; t < starts.length; t++) {
      // A surrogate pair may have moved the cut by one.
      const isLong = ends[t] - starts[t] >= rules.limits.tokenUtf16 - 1;
      if (isLong && t + 1 < starts.length && starts[t + 1] === ends[t]) counts[CODE.tokensCut]++;
      this.addToken(counts, text, starts[t], ends[t]);
    }
    return counts;
  }

  /** The same of a segment whose text goes on to the next one: with the words that are left out behind its tokens. */
  ofSegment({ text, starts, ends }: Cut): ProblemCounts {
    const counts = this.of(text, starts, ends);
    for (let t = 0; t < ends.length; t++)
      counts[CODE.wordsLeftOut] += this.leftOutIn(
        text,
        ends[t],
        t + 1 < starts.length ? starts[t + 1] : text.length,
      );
    return counts;
  }

  /** Counts of a text without a token. */
  ofGap(text: string): ProblemCounts {
    const counts = noProblems();
    counts[CODE.wordsLeftOut] = this.leftOutIn(text, 0, text.length);
    return counts;
  }

  private leftOutIn(text: string, from: number, to: number): number {
    return wordsLeftOut(this.reading.rules, text, from, to);
  }

  /** Counts of a text each of whose code points is read by itself. */
  ofCharacters(text: string): ProblemCounts {
    const counts = noProblems();
    const { characters } = this.model.vocabularies;
    for (let at = 0; at < text.length; at++) {
      const kind = this.kindOf(text.charCodeAt(at));
      if (kind === UNKNOWN) counts[CODE.symbolsUnknown]++;
      if (kind !== TOGETHER) continue;
      const codePoint = text.codePointAt(at)!;
      if (codePoint > 0xffff) at++;
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) counts[CODE.surrogatesLone]++;
      else if (characters.id(String.fromCodePoint(codePoint)) === 0) counts[CODE.symbolsUnknown]++;
    }
    return counts;
  }

  /** 1 if a segment has reached its limit: what comes next belonged to it. Pieces of a stream are not cut off. */
  fullness(starts: ArrayLike<number>, ends: ArrayLike<number>): number {
    const { rules, isStream } = this.reading;
    return Number(!isStream && isFull(rules, starts, ends));
  }

  /** Problems with what there is to say of them; without those that do not occur. */
  list(counts: ArrayLike<number>): Problem[] {
    const { limits } = this.reading.rules;
    const values = { segmentsCut: [limits.tokens], tokensCut: [limits.tokenUtf16] } as Partial<
      Record<ProblemCode, number[]>
    >;
    return PROBLEM_CODES.flatMap((code, k) =>
      counts[k] > 0 ? [{ code, count: counts[k], values: values[code] ?? [] }] : [],
    );
  }

  private addToken(counts: ProblemCounts, text: string, start: number, end: number): void {
    const { input, rnn } = this.model.architecture;
    if (input.kind === 'symbols') {
      const isUnknown =
        unknownOf(input, this.model.vocabularies, text.slice(start, end)) !== UNKNOWN_OF.nothing;
      counts[CODE.wordsUnknown] += Number(isUnknown);
      return;
    }
    if (input.kind === 'vectors') {
      const { unreadable, leftOut } = numbersOf(text.slice(start, end), rnn.inputSize);
      counts[CODE.numbersUnreadable] += unreadable;
      counts[CODE.numbersLeftOut] += leftOut;
      return;
    }
    let unknown = 0;
    for (let at = start; at < end; at++) {
      const kind = this.kindOf(text.charCodeAt(at));
      if (kind === TOGETHER) return this.addTogether(counts, text.slice(start, end));
      if (kind === UNKNOWN) unknown++;
    }
    counts[CODE.symbolsUnknown] += unknown;
  }

  /** A token with characters that are more than one code unit, or that compose with one another. */
  private addTogether(counts: ProblemCounts, form: string): void {
    const lone = form.match(/\p{Surrogate}/gu)?.length ?? 0;
    counts[CODE.surrogatesLone] += lone;
    counts[CODE.symbolsUnknown] += Math.max(0, this.unknownIn(form) - lone);
  }

  private kindOf(unit: number): number {
    this.units[unit] ||= this.find(String.fromCharCode(unit));
    return this.units[unit];
  }

  private find(character: string): number {
    const isPart = /[\p{Surrogate}\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u.test(character);
    if (isPart || character.normalize('NFC') !== character) return TOGETHER;
    return this.unknownIn(character) > 0 ? UNKNOWN : KNOWN;
  }

  /** How many characters of a form the vocabulary does not know, as the network looks them up. */
  private unknownIn(form: string): number {
    const { architecture, vocabularies } = this.model;
    const { input } = architecture;
    const lower = input.kind === 'words' && input.lowerCase ? form.toLowerCase() : form;
    const symbols = input.kind === 'words' ? charactersOf(lower) : symbolsOfToken(form);
    return symbols.reduce((count, symbol) => count + Number(vocabularies.characters.id(symbol) === 0), 0);
  }
}

function isFull({ limits }: SegmentRules, starts: ArrayLike<number>, ends: ArrayLike<number>): boolean {
  if (starts.length === 0) return false;
  const span = ends[ends.length - 1] - starts[0];
  return starts.length > limits.tokens - MAX_UNIT_TOKENS || span >= limits.utf16;
}

/** A segment's text, to the next one's start, and where its tokens are in it. */
interface Cut {
  readonly text: string;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

/** Adds up the problems of a text that is edited. */
export class ProblemTally {
  private readonly counts = noProblems();

  constructor(private readonly problems: ReadingProblems) {}

  /** The same problems counted anew, from nothing. */
  anew(): ProblemTally {
    return new ProblemTally(this.problems);
  }

  /** The problems so far; what is added to either is not the other's. */
  copy(): ProblemTally {
    const tally = this.anew();
    tally.sum(this.counts, 1);
    return tally;
  }

  add(segment: Cut): void {
    this.sum(this.problems.ofSegment(segment), 1);
  }

  remove(segment: Cut): void {
    this.sum(this.problems.ofSegment(segment), -1);
  }

  /** The text before the first segment has become another. */
  replaceHead(removed: string, inserted: string): void {
    this.sum(this.problems.ofGap(removed), -1);
    this.sum(this.problems.ofGap(inserted), 1);
  }

  /** A piece of a text that is read character by character has taken the place of another. */
  replaceCharacters(removed: string, inserted: string): void {
    this.sum(this.problems.ofCharacters(removed), -1);
    this.sum(this.problems.ofCharacters(inserted), 1);
  }

  /** All problems; `last` is the last segment: it may be full, but nothing was cut off. */
  list(last?: Cut): Problem[] {
    const counts = this.counts.slice();
    if (last) counts[CODE.segmentsCut] -= this.problems.fullness(last.starts, last.ends);
    return this.problems.list(counts);
  }

  private sum(counts: ProblemCounts, sign: 1 | -1): void {
    counts.forEach((count, k) => (this.counts[k] += sign * count));
  }
}

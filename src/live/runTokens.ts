import { firstIndex, shiftRange, shiftTokens, tokenAt, type ShiftedToken } from './editMap.js';
import type { EngineText } from './engineText.js';
import type { TokenMirror } from './tokenMirror.js';

/** A labelled token or segment where it is in the current text. */
export interface Mark {
  /** The token; of a segment its first one. */
  readonly token: number;
  /** Index into the model's labels. */
  readonly label: number;
  readonly probability: number;
  /** UTF-16 offsets in the current text. */
  readonly start: number;
  readonly end: number;
}

/** The tokens of a run: asked in today's offsets, and answered only for those that no edit touched. */
export class RunTokens {
  constructor(
    private readonly mirror: TokenMirror,
    private readonly text: EngineText,
  ) {}

  /** Labelled tokens in `[from, to)` of the current text that no edit touched; of classifiers with their segment's. */
  marksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    for (const { token, start, end } of this.within(from, to))
      if (this.isTagged(token)) marks.push({ token, ...this.labelOf(token), start, end });
    return marks;
  }

  /** Labelled segments with a token in `[from, to)` of the current text; none that an edit touched. */
  segmentMarksIn(from: number, to: number): Mark[] {
    const marks: Mark[] = [];
    let last = -1;
    for (const { token } of this.within(from, to)) {
      const segment = this.segmentOf(token);
      if (segment === last) continue;
      last = segment;
      const range = shiftRange(this.text.edits, ...this.offsetsOf(segment));
      if (!range || !this.isTagged(token)) continue;
      const [start, end] = range;
      marks.push({ token: this.mirror.firstTokenOf(segment), ...this.labelOf(token), start, end });
    }
    return marks;
  }

  /** The tokens at least partly in `[from, to)` of the current text that no edit touched, ascending. */
  within(from: number, to: number): ShiftedToken[] {
    const { starts, ends } = this.mirror;
    return shiftTokens(this.text.edits, starts, ends, from, to);
  }

  /** The token at an offset of the current text, or null. */
  at(offset: number): number | null {
    return tokenAt(this.text.edits, this.mirror.starts, this.mirror.ends, offset);
  }

  /** Where a token is now, or null if an edit touched it. */
  rangeOf(token: number): readonly [number, number] | null {
    const { starts, ends, tokenCount } = this.mirror;
    if (token < 0 || token >= tokenCount) return null;
    return shiftRange(this.text.edits, starts.at(token), ends.at(token));
  }

  /** Whether the engine said something of a token (of a classifier: of its segment). */
  isTagged(token: number): boolean {
    return this.mirror.labels.isKnown(this.mirror.rowOf(token));
  }

  /** Label and probability of a token, or (classifiers) of its segment. */
  labelOf(token: number): { readonly label: number; readonly probability: number } {
    return this.mirror.labels.of(this.mirror.rowOf(token));
  }

  /** The segment a token is in. */
  segmentOf(token: number): number {
    return this.mirror.segmentOf(token);
  }

  /** Whether a token is the first of its segment. */
  startsSegment(token: number): boolean {
    return this.mirror.firstTokenOf(this.segmentOf(token)) === token;
  }

  /** The token as it was when the model read it; once edits are followed, what stands in its place. */
  textOf(token: number): string {
    return this.text.read(this.mirror.starts.at(token), this.mirror.ends.at(token));
  }

  /** What stands from one token to before another one, as `textOf`; both are there. */
  textBetween(fromToken: number, toToken: number): string {
    return this.text.read(...this.offsetsBetween(fromToken, toToken));
  }

  /** What stands around a token, and where in that it is (UTF-16 offsets), as `textOf`. */
  around(
    token: number,
    before: number,
    after: number,
  ): { readonly text: string; readonly start: number; readonly end: number } {
    const [start, end] = this.offsetsBetween(token, token + 1);
    const from = Math.max(0, start - before);
    return { text: this.text.read(from, end + after), start: start - from, end: end - from };
  }

  /** UTF-16 offsets of tokens `[fromToken, toToken)`, at least one, in the text the engine read last. */
  offsetsBetween(fromToken: number, toToken: number): readonly [number, number] {
    const { starts, ends } = this.mirror;
    return [starts.at(fromToken), ends.at(toToken - 1)];
  }

  /** The text the engine read last, to the end of its last token. */
  wholeText(): string {
    const { tokenCount, ends } = this.mirror;
    return tokenCount === 0 ? '' : this.text.read(0, ends.at(tokenCount - 1));
  }

  /** The token that begins at an offset of the text the engine read last, or the first one behind it. */
  firstFrom(offset: number): number {
    const { starts, tokenCount } = this.mirror;
    return firstIndex(tokenCount, (token) => starts.at(token) >= offset);
  }

  /** The segment as `textOf`, from its first to its last token. */
  textOfSegment(segment: number): string {
    return this.text.read(...this.offsetsOf(segment));
  }

  /** 1-based line and column of a token in the text the engine read last. */
  positionOf(token: number): readonly [number, number] {
    return this.text.positionOf(this.mirror.starts.at(token));
  }

  /** Where a segment was in the text the engine read last, from its first to its last token. */
  private offsetsOf(segment: number): readonly [number, number] {
    const { starts, ends } = this.mirror;
    return [starts.at(this.mirror.firstTokenOf(segment)), ends.at(this.mirror.firstTokenOf(segment + 1) - 1)];
  }
}

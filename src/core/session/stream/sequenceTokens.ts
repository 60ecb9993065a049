import { ChunkedArray } from '../chunks/chunkedArray.js';
import { ChunkedText } from '../chunks/chunkedText.js';
import type { ContentChange } from '../editedText.js';
import type { SegmentedText } from '../../text/segmented.js';

/** UTF-16 offsets of some tokens of a text, `[T]`. */
export interface TokenOffsets {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Tokens `[from, to)` are replaced by others. */
export interface ReplacedTokens extends TokenOffsets {
  readonly from: number;
  readonly to: number;
}

/** A text that is one sequence and where its tokens are; an edit costs the same however long it is. */
export class SequenceTokens {
  private readonly text: ChunkedText;
  private starts: ChunkedArray<Uint32Array>;
  private ends: ChunkedArray<Uint32Array>;

  constructor(text: string | ChunkedText, { starts, ends }: TokenOffsets) {
    this.text = typeof text === 'string' ? new ChunkedText(text) : text;
    this.starts = ChunkedArray.of(starts);
    this.ends = ChunkedArray.of(ends);
  }

  /** The tokens as they are now; edits of either are not the other's. */
  copy(): SequenceTokens {
    const none = new Uint32Array(0);
    const tokens = new SequenceTokens(this.text.copy(), { starts: none, ends: none });
    [tokens.starts, tokens.ends] = [this.starts.copy(), this.ends.copy()];
    return tokens;
  }

  get count(): number {
    return this.starts.length;
  }

  get lengthUtf16(): number {
    return this.text.length;
  }

  /** UTF-16 offset of a token's first code unit; the text's length for one behind the last. */
  startOf(token: number): number {
    return token < this.count ? this.starts.at(token) : this.lengthUtf16;
  }

  /** UTF-16 offset behind a token; NaN for one that is not there. */
  endOf(token: number): number {
    return this.ends.at(token);
  }

  /** The last token that begins at or before an offset; -1 if none does. */
  lastStartingBy(offsetUtf16: number): number {
    return this.starts.lastAtMost(offsetUtf16);
  }

  /** The last token that ends at or before an offset; -1 if none does. */
  lastEndingBy(offsetUtf16: number): number {
    return this.ends.lastAtMost(offsetUtf16);
  }

  /** A token's text; empty for one that is not there. */
  textOf(token: number): string {
    return this.text.read(this.starts.at(token), this.ends.at(token));
  }

  /** Code units `[start, end)` of the text. */
  read(start: number, end: number): string {
    return this.text.read(start, end);
  }

  /** Where all tokens are, as one segment. */
  flat(): SegmentedText {
    const { count } = this;
    return {
      starts: this.starts.read(0, new Uint32Array(count)),
      ends: this.ends.read(0, new Uint32Array(count)),
      segmentOffsets: count > 0 ? Uint32Array.of(0, count) : Uint32Array.of(0),
    };
  }

  /** Follows a change of the text and what it made of the tokens; new offsets are those after it. */
  edit({ startUtf16, endUtf16, inserted }: ContentChange, { from, to, starts, ends }: ReplacedTokens): void {
    this.text.splice(startUtf16, endUtf16, inserted);
    const cuts = [{ from, removed: to - from, moved: inserted.length - (endUtf16 - startUtf16) }];
    this.starts.splice(cuts, () => starts);
    this.ends.splice(cuts, () => ends);
  }
}

/**
 * Tokens of a text, grouped into segments. All offsets are UTF-16 code units into the document, so that
 * `text.slice(starts[t], ends[t])` is token `t`; token numbers are the key everything downstream uses.
 */
export interface SegmentedText {
  /** First code unit of each token, `[T]`, ascending. */
  readonly starts: Uint32Array;
  /** One past the last code unit of each token, `[T]`. */
  readonly ends: Uint32Array;
  /** First token of each segment, then T: `[S + 1]`. No segment is empty. */
  readonly segmentOffsets: Uint32Array;
}

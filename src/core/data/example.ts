/** A segment with its gold labels. */
export interface Example {
  readonly tokens: readonly string[];
  /**
   * For each head a label for each of its rows (steps, tokens, or the one segment); null where there is none. Nothing
   * for heads whose labels do not exclude one another.
   */
  readonly labels: readonly (readonly (string | null)[])[];
  /** For each head whose labels do not exclude one another all labels of each of its rows; null where they are not known. */
  readonly sets?: readonly (readonly (readonly string[] | null)[])[];
}

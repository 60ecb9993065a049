/** A segment with its gold labels. */
export interface Example {
  readonly tokens: readonly string[];
  /** For each head a label for each of its rows (steps, tokens, or the one segment); null where there is none. */
  readonly labels: readonly (readonly (string | null)[])[];
}

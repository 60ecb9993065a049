/** What stands at a place of a sentence. */
export type SentenceValue = string | number;

/** A sentence for a person as a value: English text, the key of its translations, with `{0}`, `{1}` … for its values. */
export interface Sentence {
  readonly text: string;
  readonly values: readonly SentenceValue[];
}

/** A sentence's text with its values in their places; a place without a value stays as it is. */
export function fill(text: string, values: readonly SentenceValue[]): string {
  return text.replace(/\{(\d+)\}/g, (place, number) => String(values[Number(number)] ?? place));
}

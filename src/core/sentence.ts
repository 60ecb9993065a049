/** What stands at a place of a sentence as it is. */
export type SentenceValue = string | number;

/** What can stand at a place: a value, or a sentence that is translated by itself, such as the reason of a failure. */
export type SentencePart = SentenceValue | Sentence;

/** A sentence for a person as a value: English text, the key of its translations, with `{0}`, `{1}` … for its values. */
export interface Sentence {
  readonly text: string;
  readonly values: readonly SentencePart[];
}

/** A sentence, or a part of one that has translations of its own; `text` must be a literal, as it is a key. */
export function sentence(text: string, ...values: readonly SentencePart[]): Sentence {
  return { text, values };
}

/** A sentence's text with its values in their places; a place without a value stays as it is. */
export function fill(text: string, values: readonly SentencePart[]): string {
  return text.replace(/\{(\d+)\}/g, (place, number) => filled(values[Number(number)] ?? place));
}

function filled(part: SentencePart): string {
  return typeof part === 'object' ? fill(part.text, part.values) : String(part);
}

/** Says a sentence in a language by its English text, with values in its places. */
export type Say = (text: string, ...values: readonly SentenceValue[]) => string;

/** Sentences as they are written. */
export const inEnglish: Say = (text, ...values) => fill(text, values);

/** The sentence an error carries as a value, also one that came from another script or over a channel. */
export function sentenceIn(error: unknown): Sentence | undefined {
  const { sentence: carried } = (error ?? {}) as { readonly sentence?: unknown };
  return isSentence(carried) ? carried : undefined;
}

function isSentence(value: unknown): value is Sentence {
  const { text, values } = (value ?? {}) as Partial<Record<keyof Sentence, unknown>>;
  return typeof text === 'string' && Array.isArray(values) && values.every(isPart);
}

function isPart(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || isSentence(value);
}

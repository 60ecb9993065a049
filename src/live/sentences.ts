import { fill, sentenceIn, type Sentence, type SentencePart, type SentenceValue } from '../core/sentence.js';

/** Finds a sentence in the display language by its English text, and fills its places. */
export type Translate = (text: string, ...values: SentenceValue[]) => string;

let translate: Translate = (text, ...values) => fill(text, values);
let numbers: Intl.NumberFormat | null = null;
let language = 'en';

/** Sentences and numbers of a display language (BCP 47) from now on; English before. VS Code's `l10n.t` is a translator. */
export function useTranslator(translator: Translate, locale: string): void {
  translate = translator;
  language = locale;
  numbers = null;
}

/** The door for every sentence outside the panel that a person can read: `{0}`, `{1}` … are places for `values`. */
export function t(text: string, ...values: SentenceValue[]): string {
  return translate(text, ...values);
}

/** Whether sentences are in Korean. */
export function isKorean(): boolean {
  return /^ko\b/.test(language);
}

/** `one` or `other` by a count, which is `{0}` in both. */
export function plural(count: number, one: string, other: string, ...values: SentenceValue[]): string {
  // The first of a process takes longer (some 30 ms) than all else that is done while a window opens.
  numbers ??= new Intl.NumberFormat(language);
  return t(count === 1 ? one : other, numbers.format(count), ...values);
}

/** What an error says in the display language: those that carry their sentence as a value, others as they are. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const sentence = sentenceIn(error);
  return sentence ? said(sentence) : error.message;
}

function said(part: Sentence): string;
function said(part: SentencePart): SentenceValue;
function said(part: SentencePart): SentenceValue {
  return typeof part === 'object' ? t(part.text, ...part.values.map((value) => said(value))) : part;
}

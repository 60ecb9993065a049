import { RnnLensError } from '../core/problems.js';
import { readsProse } from '../core/session/reading.js';
import { languageOfFile, markupOf } from '../core/text/markup/languages.js';
import type { Markup } from '../core/text/markup/markup.js';
import { MarkedInput } from '../core/text/markup/markedInput.js';

/** `--markup`: whether files of Markdown, HTML and code are read as the prose in them. */
export const MARKUP_CHOICES = ['auto', 'none'] as const;
export type MarkupChoice = (typeof MARKUP_CHOICES)[number];

/** How the languages of files are found. */
export interface MarkupOptions {
  readonly choice: MarkupChoice;
  /** VS Code's language id of all inputs; null for what a file's name says. */
  readonly language: string | null;
}

/** Throws RnnLensError for a language whose documents nobody knows how to read. */
export function checkLanguage(language: string | null): void {
  if (language === null || language === PLAIN || markupOf(language)) return;
  throw new RnnLensError(
    '--language does not know "{0}": give the language id of an editor, such as markdown, html, python or {1}.',
    language,
    PLAIN,
  );
}
const PLAIN = 'plaintext';

/** The markup of a file that a model does not read; null where all of it is text, or the model reads all that is written. */
export function markupOfInput(
  file: string,
  { choice, language }: MarkupOptions,
  manifest: Parameters<typeof readsProse>[0],
): Markup | null {
  return choice === 'none' || !readsProse(manifest) ? null : markupOf(language ?? languageOfFile(file));
}

/** How a file is read by a model; null as for `markupOfInput`. */
export function markedInput(...of: Parameters<typeof markupOfInput>): MarkedInput | null {
  const markup = markupOfInput(...of);
  return markup && new MarkedInput(markup);
}

import { RnnLensError } from '../core/problems.js';
import { readsProse } from '../core/session/reading.js';
import { languageOfFile, markupOf } from '../core/text/markup/languages.js';
import type { Markup } from '../core/text/markup/markup.js';
import { STRETCH_WINDOW_UTF16, stretchAt, type Stretch } from '../core/text/markup/stretch.js';

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

/** How a file is read by a model; null where all of it is text, or the model reads all that is written. */
export function markedInput(
  file: string,
  { choice, language }: MarkupOptions,
  manifest: Parameters<typeof readsProse>[0],
): MarkedInput | null {
  if (choice === 'none' || !readsProse(manifest)) return null;
  const markup = markupOf(language ?? languageOfFile(file));
  return markup && new MarkedInput(markup);
}

interface PlacedStretch {
  readonly stretch: Stretch;
  /** Where it begins in the file, and in what is read. */
  readonly start: number;
  readonly readStart: number;
}

/** What is read of a file that comes in pieces, with the way back for offsets that are asked in order. */
export class MarkedInput {
  /** UTF-16 code units that are not read. */
  leftOut = 0;
  private buffer = '';
  private state: string;
  private start = 0;
  private readStart = 0;
  private readonly placed: PlacedStretch[] = [];

  constructor(private readonly markup: Markup) {
    this.state = markup.initial;
  }

  /** Takes the next piece in; what can be read by now. */
  push(piece: string): string {
    this.buffer += piece;
    return this.take(STRETCH_WINDOW_UTF16);
  }

  /** What is left to read. */
  end(): string {
    return this.take(1);
  }

  /** Offsets of what is read, ascending and not before those asked last, as the file's; `side` is of which side of it. */
  toFile(offsets: Uint32Array, side: 'start' | 'end'): Uint32Array {
    let k = 0;
    return offsets.map((offset) => {
      const unit = side === 'start' ? offset : offset - 1;
      while (k + 1 < this.placed.length && this.placed[k + 1].readStart <= unit) k++;
      const { stretch, start, readStart } = this.placed[k];
      return start + (side === 'start' ? stretch.startOf(unit - readStart) : stretch.endOf(unit - readStart));
    });
  }

  /** Nothing before an offset of what is read is asked any more. */
  forget(offset: number): void {
    const next = this.placed.findIndex(({ stretch, readStart }) => readStart + stretch.read.length > offset);
    this.placed.splice(0, next < 0 ? Math.max(0, this.placed.length - 1) : next);
  }

  private take(enough: number): string {
    let [at, read] = [0, ''];
    while (this.buffer.length - at >= enough) {
      const stretch = stretchAt(this.markup, this.buffer, at, this.state);
      this.placed.push({ stretch, start: this.start, readStart: this.readStart });
      at += stretch.text.length;
      read += stretch.read;
      this.state = stretch.endState;
      this.start += stretch.text.length;
      this.readStart += stretch.read.length;
      this.leftOut += stretch.text.length - stretch.keptUtf16;
    }
    this.buffer = this.buffer.slice(at);
    return read;
  }
}

import { visibleText } from '../../../src/core/views/format.js';
import { HANDFUL } from '../../../src/core/views/geometry.js';
import type { ColumnWidths } from '../../../src/core/views/columns.js';
import type { ColumnMode } from '../../state/choices.js';

/** Beside a word in its column. */
const PADDING_PX = 14;
const LEAST_WORD_PX = 24;
const MOST_WORD_PX = 150;
/** A word's column until the word is here. */
const MEAN_WORD_PX = 52;
/** Texts of so many steps are as long as their words; of longer ones nobody knows all. */
const MOST_KNOWN = 1_000;
/** Where there are so few units their cells are wide enough for a number. */
const FEW_UNITS = 8;

const OVERVIEW_PX = 0.5;
const LARGE_PX = 64;
const EVEN_WORD_PX = 22;
const SYMBOL_PX = 15;
const FEW_UNITS_PX = 40;
/** A handful of units has large cells, and larger numbers in them. */
const HANDFUL_PX = 80;

/** What is read at the steps. */
export interface StepTexts {
  readonly steps: number;
  readonly units: number;
  /** They are single symbols, which are all about as wide. */
  readonly symbols: boolean;
  /** null while it is loading. */
  textOf(step: number): string | null;
}

/** Widths of texts in a font, measured once each. */
export class TextWidths {
  private readonly known = new Map<string, number>();
  private readonly context = document.createElement('canvas').getContext('2d');
  private font = '';

  /** Sets the font, as the canvas writes it. */
  use(font: string): void {
    if (font === this.font) return;
    this.font = font;
    this.known.clear();
  }

  /** CSS pixels. */
  of(text: string): number {
    let width = this.known.get(text);
    if (width === undefined) {
      if (this.context) this.context.font = this.font;
      width = this.context?.measureText(text).width ?? text.length * 7;
      // Whoever scrolls through a book needs no memory of all its words.
      if (this.known.size > 5_000) this.known.clear();
      this.known.set(text, width);
    }
    return width;
  }
}

/** The widths of the columns of a text. */
export function columnWidths(mode: ColumnMode, texts: StepTexts, widths: TextWidths): ColumnWidths {
  const { steps, units, symbols } = texts;
  if (mode === 'overview') return { steps, stepPx: OVERVIEW_PX };
  if (mode === 'large') return { steps, stepPx: LARGE_PX };
  const cellPx = units <= HANDFUL ? HANDFUL_PX : units <= FEW_UNITS ? FEW_UNITS_PX : 0;
  if (symbols) return { steps, stepPx: Math.max(SYMBOL_PX, Math.min(FEW_UNITS_PX, cellPx)) };
  if (mode === 'even') return { steps, stepPx: Math.max(EVEN_WORD_PX, cellPx) };
  const least = Math.max(LEAST_WORD_PX, cellPx);
  const widthOf = (step: number): number => {
    const text = texts.textOf(step);
    if (text === null) return MEAN_WORD_PX;
    return Math.min(MOST_WORD_PX, Math.max(least, Math.ceil(widths.of(visibleText(text)) + PADDING_PX)));
  };
  return { steps, stepPx: meanWidth(steps, widthOf), widthOf };
}

function meanWidth(steps: number, widthOf: (step: number) => number): number {
  if (steps === 0 || steps > MOST_KNOWN) return MEAN_WORD_PX;
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += widthOf(step);
  return sum / steps;
}

import { isOn } from '../../core/heads/probabilities.js';
import { surprisalBits } from '../../core/views/probabilities.js';
import { classStyle, surprisalStep, surprisalStyle, tagStyle, type MarkStyle } from './markStyles.js';
import type { Run } from '../../live/run.js';
import type { Mark } from '../../live/runTokens.js';
import type { OffsetWindow } from './visibleWindow.js';

/** A mark and its place, UTF-16 offsets in the current text. */
export interface PlacedMark {
  readonly style: MarkStyle;
  readonly start: number;
  readonly end: number;
}

/** The marks of a run in some windows of the current text, ascending; models without labels mark nothing. */
export function placedMarks(run: Run, windows: readonly OffsetWindow[]): PlacedMark[] {
  switch (run.model.task) {
    case 'tagging':
      return windows.flatMap(([from, to]) =>
        run.tokens
          .marksIn(from, to)
          .filter(({ label }) => !isBackground(run, label))
          .map((mark) => tagMark(run, mark)),
      );
    case 'classification':
      return classMarks(run, windows);
    case 'language-model':
      return windows.flatMap(([from, to]) => surprisalMarks(run, run.tokens.marksIn(from, to)));
    case 'states':
      return [];
  }
}

/** Of most tokens some models say that there is nothing to say. */
function isBackground({ model: { heads, labels } }: Run, label: number): boolean {
  const background = heads[0]?.background;
  return background !== undefined && labels[label] === background;
}

function tagMark(run: Run, { label, start, end }: Mark): PlacedMark {
  return { style: tagStyle(run.model.labels[label] ?? '', label, run.stale), start, end };
}

/** Lines are marked as a whole, a document at its first line, other units where they are. */
function classMarks(run: Run, windows: readonly OffsetWindow[]): PlacedMark[] {
  const { labels } = run.model;
  const { unit } = run.source;
  const marks = windows.flatMap(([from, to]) => run.tokens.segmentMarksIn(from, to));
  // A segment that begins in one window and ends in another is in both.
  const [head] = run.model.heads;
  const distinct = marks.filter(
    ({ token, label, probability }, k) =>
      marks[k - 1]?.token !== token && (!head || isOn(head, label, probability)),
  );
  return distinct.map(({ label: index, probability, start, end }) => {
    const ofText = { label: labels[index] ?? '', index, classes: labels.length, probability };
    const style = classStyle(ofText, unit === 'line' || unit === 'document', run.stale);
    return { style, start, end: unit === 'document' ? start : end };
  });
}

/** Neighbours on one step of the scale are one mark: a page of characters is thousands of them. */
function surprisalMarks(run: Run, symbols: readonly Mark[]): PlacedMark[] {
  const marks: { style: MarkStyle; start: number; end: number }[] = [];
  for (const { token, probability, start, end } of symbols) {
    const step = surprisalStep(surprisalBits(probability));
    if (step < 0 || isLineBreak(run.tokens.textOf(token))) continue;
    const style = surprisalStyle(step, run.stale);
    const last = marks.at(-1);
    if (last && last.style === style && last.end === start) last.end = end;
    else marks.push({ style, start, end });
  }
  return marks;
}

function isLineBreak(symbol: string): boolean {
  return symbol === '\n' || symbol === '\r';
}

import { parseColor, type Rgb } from '../../../src/core/views/colors.js';
import { abbreviate, visibleSymbol } from '../../../src/core/views/format.js';
import { tagColour } from '../../../src/core/views/tagPalette.js';
import { stepsAreSymbols, tokenKind } from '../../../src/core/views/task.js';
import { labelLetters, TRAJECTORY_MARKS, type TrajectoryMark } from '../../../src/core/views/trajectory.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { isDark } from '../../theme.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import type { ShownPoint } from './points.js';

/** Of a word at its point. */
const MOST_LETTERS = 10;

/** What stands at a point. */
export interface PointMark {
  readonly text: string;
  readonly colour: string;
  /** What it means, for the table and the live region; empty where the text says it. */
  readonly meaning: string;
}

/** The marks that say something of a run and of the steps in sight. */
export function offeredMarks({ model }: PanelRun, points: readonly ShownPoint[]): readonly TrajectoryMark[] {
  const hasLabels = model.task === 'tagging' || model.task === 'classification';
  const offered: Readonly<Record<TrajectoryMark, boolean>> = {
    label: hasLabels,
    text: model.tokenizer !== 'lines',
    time: true,
    depth: points.some(({ depth }) => depth > 0),
    quotation: points.some(({ isQuoted }) => isQuoted),
  };
  return TRAJECTORY_MARKS.filter((mark) => offered[mark]);
}

/** What stands at each of the points in sight. */
export function marksOf(
  context: Context,
  run: PanelRun,
  by: TrajectoryMark,
  points: readonly ShownPoint[],
): readonly PointMark[] {
  const theme = context.theme();
  const between = shades(theme.dim, theme.accent);
  const plain = { colour: theme.foreground, meaning: '' };
  if (by === 'label') return labelMarks(context, run, points);
  if (by === 'text')
    return points.map(({ read }) => ({ text: abbreviate(visibleSymbol(read), MOST_LETTERS), ...plain }));
  if (by === 'time')
    return points.map((_, k) => {
      const text = String(Math.floor((10 * k) / points.length));
      return { text, colour: between(k / Math.max(1, points.length - 1)), meaning: '' };
    });
  if (by === 'quotation')
    return points.map(({ isQuoted }) => ({
      text: isQuoted ? '“' : '·',
      colour: isQuoted ? theme.accent : theme.dim,
      meaning: '',
    }));
  const deepest = Math.max(1, ...points.map(({ depth }) => depth));
  return points.map(({ depth }) => ({
    text: depth < 10 ? String(depth) : '+',
    colour: between(depth / deepest),
    meaning: String(depth),
  }));
}

function labelMarks(
  { data, theme }: Context,
  { model }: PanelRun,
  points: readonly ShownPoint[],
): readonly PointMark[] {
  const letters = labelLetters(model.labels);
  const kind = isDark(theme()) ? 'dark' : 'light';
  return points.map(({ token, isBetween }) => {
    const row = isBetween ? null : data.row(token);
    if (!row || Number.isNaN(row.probability)) return { text: '·', colour: theme().dim, meaning: '' };
    const name = model.labels[row.label] ?? '?';
    return { text: letters[row.label] ?? '•', colour: tagColour(name, row.label)[kind], meaning: name };
  });
}

/** What the marks in sight mean, in one sentence. */
export function marksSentence(run: PanelRun, by: TrajectoryMark, marks: readonly PointMark[]): string {
  const { model } = run;
  const meanings = new Map(marks.filter(({ meaning }) => meaning !== '').map((m) => [m.text, m.meaning]));
  const letters = [...meanings].map(([letter, label]) => t('trajectory.letter', { letter, label })).join(', '); // prettier-ignore
  return t('trajectory.marks', { mark: by, task: model.task, noun: nounOf(run), letters });
}

/** What a step is called. */
function nounOf(run: PanelRun): string {
  const kind = stepsAreSymbols(run) ? 'character' : tokenKind(run.model.tokenizer);
  return t('token.name', { kind });
}

/** Colours from one to another, by a share. */
function shades(from: string, to: string): (share: number) => string {
  const [a, b] = [parseColor(from), parseColor(to)];
  return (share) => {
    if (!a || !b) return to;
    const rgb = a.map((channel, k) => Math.round(channel + share * (b[k] - channel))) as unknown as Rgb;
    return `rgb(${rgb.join(' ')})`;
  };
}

import { nearestIndex } from '../../../src/core/views/trainingCurves.js';
import { formatCount } from '../../../src/core/views/format.js';
import type { TrainingCourse } from '../../../src/protocol/training.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Shown } from './shown.js';
import { areaText, isLoss, lossText, scoreValue, sizeText, stepOf, unitText } from './words.js';

/** A row of the table: the checkpoint, whether it can be read, and what stands in the other cells. */
interface Row {
  readonly checkpoint: number;
  readonly isKept: boolean;
  readonly cells: readonly string[];
}

/** The curves in numbers: a row an epoch, whose checkpoint is read with one click. */
export class CourseTable {
  readonly element = h('div', {
    class: 'unit-table train-table',
    tabindex: 0,
    role: 'region',
    'aria-label': t('train.table'),
  });
  private key = '';

  constructor(private readonly read: (checkpoint: number) => void) {}

  render(shown: Shown): void {
    const rows = rowsOf(shown);
    const names = namesOf(shown);
    const key = JSON.stringify([names, rows, shown.checkpoint]);
    if (key === this.key) return;
    this.key = key;
    const wasAt = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset['checkpoint']
      : null;
    this.element.replaceChildren(
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, t('train.table')),
        h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, ...rows.map((row) => this.row(row, row.checkpoint === shown.checkpoint))),
      ),
    );
    if (wasAt !== null) this.element.querySelector<HTMLElement>(`[data-checkpoint="${wasAt}"]`)?.focus();
  }

  private row({ checkpoint, isKept, cells }: Row, isShown: boolean): HTMLElement {
    const text = String(checkpoint);
    return h(
      'tr',
      { class: isShown ? 'selected' : null },
      h('th', { scope: 'row' }, isKept ? checkpointLink(checkpoint, text, this.read) : text),
      ...cells.map((cell) => h('td', { class: 'number' }, cell)),
    );
  }
}

/** A number of a checkpoint that reads the text with it. */
export function checkpointLink(
  checkpoint: number,
  text: string,
  read: (checkpoint: number) => void,
): HTMLElement {
  const title = t('train.tableRead', { checkpoint });
  const link = h('button', { type: 'button', class: 'link', title, 'data-checkpoint': checkpoint }, text);
  link.addEventListener('click', () => read(checkpoint));
  return link;
}

/** The whole course as rows of cells, with its names first: what is copied or saved. */
export function courseRows(shown: Shown): readonly (readonly string[])[] {
  const plain = (cell: string) => cell.replace('−', '-').replace(/,(?=\d{3})/g, '');
  return [
    namesOf(shown),
    ...rowsOf(shown).map(({ checkpoint, cells }) => [String(checkpoint), ...cells.map(plain)]),
  ];
}

function namesOf({ training: { measure }, unitCourse }: Shown): readonly string[] {
  return [
    t('train.tableCheckpoint'),
    t('train.tableStep'),
    t('train.tableTraining'),
    t('train.tableUnseen'),
    ...(isLoss(measure) ? [] : [t('train.scoreName', { measure })]),
    t('train.learningRate'),
    t('train.gradientNorm'),
    ...(unitCourse ? [t('train.tableUnit'), t('train.tableArea'), t('train.tableChance')] : []),
  ];
}

function rowsOf(shown: Shown): readonly Row[] {
  const { training, course, unitCourse } = shown;
  const { measure, checkpoints } = training;
  const kept = new Set(checkpoints);
  const epochs = course?.epochs ?? [];
  const numbers = [...new Set([...checkpoints, ...epochs.map(({ epoch }) => epoch + 1)])].sort(
    (a, b) => a - b,
  );
  const byNumber = new Map(epochs.map((report) => [report.epoch + 1, report]));
  return numbers.map((checkpoint) => {
    const report = byNumber.get(checkpoint);
    const unseen = report?.developmentLoss ?? (isLoss(measure) ? report?.score : undefined);
    const cells = [
      formatCount(stepOf(training, checkpoint)),
      lossText(report?.loss ?? NaN),
      lossText(unseen ?? NaN),
      ...(isLoss(measure) ? [] : [scoreValue(measure, report?.score ?? NaN)]),
      ...spanCells(course, stepOf(training, checkpoint - 1), stepOf(training, checkpoint)),
      ...(unitCourse ? areaCells(shown, checkpoint) : []),
    ];
    return { checkpoint, isKept: kept.has(checkpoint), cells };
  });
}

/** The last learning rate and the largest norm of the steps after `from` up to `to`. */
function spanCells(course: TrainingCourse | null, from: number, to: number): readonly [string, string] {
  let [rate, norm] = [NaN, NaN];
  course?.steps.forEach((step, k) => {
    if (step <= from || step > to) return;
    rate = course.learningRate[k];
    norm = Math.max(Number.isNaN(norm) ? 0 : norm, course.gradientNorm[k]);
  });
  return [sizeText(rate), sizeText(norm)];
}

function areaCells({ training, unitCourse }: Shown, checkpoint: number): readonly string[] {
  const k = unitCourse ? nearestIndex(unitCourse.checkpoints, checkpoint) : -1;
  if (!unitCourse || k < 0 || unitCourse.checkpoints[k] !== checkpoint) return ['', '', ''];
  return [
    unitText(unitCourse.best[k], training),
    areaText(unitCourse.auc[k]),
    areaText(unitCourse.chance[k]),
  ];
}

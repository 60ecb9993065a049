import { isOn } from '../../../src/core/heads/probabilities.js';
import {
  formatBits,
  formatCount,
  formatProbability,
  shownText,
  visibleSymbol,
} from '../../../src/core/views/format.js';
import { rankClasses, surprisalBits } from '../../../src/core/views/probabilities.js';
import { UNKNOWN } from '../../../src/core/tokens/unknown.js';
import { NO_LABEL } from '../../../src/core/views/certainty.js';
import { tokenKind } from '../../../src/core/views/task.js';
import { tagColour } from '../../../src/core/views/tagPalette.js';
import type { SortKey } from '../../../src/core/views/tokenOrder.js';
import { EDITS_HEAD } from '../../../src/core/morphology/labelSet.js';
import type { ModelDescription } from '../../../src/protocol/engine.js';
import type { TokenRow } from '../../data/data.js';
import { bar, h } from '../../dom.js';
import { isDark } from '../../theme.js';
import { labelParts, swatch } from '../probabilities/classTable.js';
import type { Context } from '../view.js';
import type { TableRow } from './tableRows.js';
import { t } from '../../sentences/text.js';

/** Surprisal that fills its bar: rarer than one in a thousand. */
const FULL_BITS = 10;

/** A column of the table: its class, its heading, and what it can be sorted by. */
export interface Column {
  readonly kind:
    'index' | 'text' | 'tag' | 'probability' | 'runner-up' | 'entropy' | 'details' | 'confidence';
  readonly title: string;
  /** The heading where there is least room; the whole one if absent. */
  readonly short?: string;
  readonly by: SortKey;
  /** A first press begins with the largest: what is least certain is what people look for. */
  readonly largestFirst: boolean;
  /** Larger numbers are smaller ones of `by`. */
  readonly isReversed?: boolean;
}

/** The columns of a model's table; `details` only where a row has some. */
export function columnsOf(model: ModelDescription, hasDetails: boolean): readonly Column[] {
  const { task } = model;
  const kind = tokenKind(model.tokenizer);
  const isWriter = task === 'language-model';
  const hasEdits = model.heads.some(({ name }) => name === EDITS_HEAD);
  const up = { largestFirst: false };
  const down = { largestFirst: true };
  const number = t('tags.number', { task });
  const columns: Column[] = [
    { kind: 'index', title: t('tags.index', { kind }), by: 'token', ...up },
    { kind: 'text', title: t('tags.text', { kind }), by: 'text', ...up },
    { kind: 'tag', title: t('tags.tag', { task: model.predictsNext ? 'next' : task }), by: 'tag', ...up },
    // What surprises most was least probable.
    {
      kind: 'probability',
      title: number,
      short: t('tags.numberShort', { task }),
      by: 'probability',
      ...up,
      isReversed: isWriter,
    },
    { kind: 'runner-up', title: t('tags.runnerUp', { task }), by: 'runnerUp', ...down },
    { kind: 'entropy', title: t('tags.entropy'), by: 'entropy', ...down },
  ];
  if (hasDetails) columns.push({ kind: 'details', title: detailsTitle(model), by: 'details', ...up });
  if (hasDetails && hasEdits)
    columns.push({ kind: 'confidence', title: t('tags.confidence'), by: 'confidence', ...up });
  return columns;
}

/** What columns need to know beside their own titles, for a tooltip. */
export function columnMeaning({ kind }: Column, model: ModelDescription): string | null {
  const { task } = model;
  if (kind === 'probability' && task === 'language-model')
    return t('tags.surprisalMeaning', { full: FULL_BITS });
  if (kind === 'runner-up') return t('tags.runnerUpMeaning', { task });
  if (kind === 'entropy')
    return t('tags.entropyMeaning', { most: Math.log2(model.labels.length).toFixed(2) });
  return kind === 'confidence' ? t('tags.confidenceMeaning') : null;
}

function detailsTitle(model: ModelDescription): string {
  if (model.language === 'ko') return t('tags.morphemes');
  return model.heads.length > 1 ? model.heads[1].name.toUpperCase() : t('tags.details');
}

/** What a row shows of its token; cells of the columns in order. */
export function rowCells(
  context: Context,
  model: ModelDescription,
  columns: readonly Column[],
  shown: TableRow & { readonly row: TokenRow },
  selected: boolean,
): HTMLElement[] {
  const { row, certainty, segmentText } = shown;
  const [tag, probability] = labelCells(context, model, row, selected);
  const cells: Record<Column['kind'], () => HTMLElement> = {
    index: () => cell('index', startMark(row, model.segment), formatCount(row.token + 1)),
    text: () => (segmentText === null ? textCell(row, model) : cell('text', segmentText)),
    tag: () => tag,
    probability: () => probability,
    'runner-up': () => runnerUpCell(context, model, certainty),
    entropy: () => numberCell('entropy', certainty?.entropy ?? NaN, (bits) => bits.toFixed(2)),
    details: () => cell('details', row.details),
    confidence: () => numberCell('confidence', certainty?.confidence ?? NaN, formatProbability),
  };
  return columns.map(({ kind }) => cells[kind]());
}

/** The second most probable label; nothing where there is none. */
function runnerUpCell(
  context: Context,
  model: ModelDescription,
  certainty: TableRow['certainty'],
): HTMLElement {
  if (!certainty || certainty.runnerUp === NO_LABEL) return cell('runner-up');
  const label = h('span', { class: 'runner-up-label' }, ...labelParts(context, model, certainty.runnerUp));
  const number = h('span', { class: 'number' }, formatProbability(certainty.runnerUpProbability));
  return cell('runner-up', label, number);
}

function numberCell(kind: string, value: number, format: (value: number) => string): HTMLElement {
  return cell(kind, Number.isNaN(value) ? null : h('span', { class: 'number' }, format(value)));
}

/** The token; a mark under it says that the model does not know it. */
function textCell({ text, unknown }: TokenRow, { tokenizer }: ModelDescription): HTMLElement {
  const shown = shownText(text, tokenizer);
  if (unknown === UNKNOWN.nothing) return cell('text', shown);
  const title = t('tags.unknown', { what: unknown === UNKNOWN.word ? 'word' : 'characters' });
  const element = cell('text', h('span', { class: 'unknown', title }, shown));
  element.ariaLabel = t('tags.unknownShort', { text: shown });
  return element;
}

/** Cells of a token whose row is not loaded; the problem says why, if there is one. */
export function waitingCells(
  columns: readonly Column[],
  token: number | null,
  problem: string | null,
): HTMLElement[] {
  const texts: Partial<Record<Column['kind'], string>> = {
    index: token === null ? '' : formatCount(token + 1),
    text: problem ?? '…',
  };
  return columns.map(({ kind }) => cell(kind, texts[kind] ?? ''));
}

/** The colour of a classifier's row, which joins the rows of one segment; null for what has no class yet. */
export function groupColour(context: Context, model: ModelDescription, row: TokenRow): string | null {
  if (model.task !== 'classification' || Number.isNaN(row.probability)) return null;
  const colour = tagColour(model.labels[row.label] ?? '', row.label);
  return colour[isDark(context.theme()) ? 'dark' : 'light'];
}

function startMark(row: TokenRow, segment: string): HTMLElement | null {
  if (!row.startsSegment) return null;
  const name = t('segment.name', { segment });
  const hidden = h('span', { class: 'visually-hidden' }, ` ${t('tags.starts', { segment: name })} `);
  return h('span', { class: 'mark', title: t('tags.startsHere', { segment: name }) }, '¶', hidden);
}

function labelCells(
  context: Context,
  model: ModelDescription,
  row: TokenRow,
  selected: boolean,
): readonly [HTMLElement, HTMLElement] {
  if (model.task === 'language-model') return expectedCells(model, row);
  if (model.task === 'classification' && !row.startsSegment)
    return runningCells(context, model, row, selected);
  const tagged = !Number.isNaN(row.probability);
  const name = tagged ? (model.labels[row.label] ?? '?') : '';
  const [head] = model.heads;
  const isBelow = tagged && head !== undefined && !isOn(head, row.label, row.probability);
  const text = isBelow ? t('tags.below', { label: name }) : name || '…';
  const tag = cell('tag', tagged ? swatch(context, name, row.label) : null, text);
  tag.title = tagged ? (model.labelDescriptions[row.label] ?? '') : '';
  if (isBelow) tag.title = `${t('tags.belowTitle')} ${tag.title}`.trim();
  return [tag, probabilityCell(row.probability)];
}

/** What was expected in a character's place, and how surprising the character was. */
function expectedCells(model: ModelDescription, row: TokenRow): readonly [HTMLElement, HTMLElement] {
  const bits = surprisalBits(row.probability);
  if (Number.isNaN(bits)) {
    const nothing = row.token === 0 ? '–' : '…';
    const cells = [cell('tag', nothing), cell('probability', nothing)] as const;
    if (row.token === 0) cells[1].title = t('tags.nothingBefore');
    return cells;
  }
  const expected = model.labels[row.label] ?? '?';
  const hit = expected === row.text;
  const mark = hit ? h('span', { class: 'hit', title: t('tags.asExpected') }, ' ✓') : null;
  const number = h('span', { class: 'number' }, formatBits(bits));
  const surprisal = cell('probability', number, bar(bits / FULL_BITS));
  // Where it ends it goes on.
  surprisal.classList.toggle('over', bits > FULL_BITS);
  surprisal.title = t('tags.surprisal', { p: formatProbability(row.probability), bits: FULL_BITS });
  return [cell('tag', h('span', { class: 'mono' }, visibleSymbol(expected)), mark), surprisal];
}

/** Inside of a segment: nothing but the selected token's own distribution, which is of the text up to it. */
function runningCells(
  context: Context,
  model: ModelDescription,
  row: TokenRow,
  selected: boolean,
): readonly [HTMLElement, HTMLElement] {
  const classes = selected ? context.data.classes(row.token) : null;
  const best = classes && rankClasses(classes.probabilities, 'probability')[0];
  if (!best) return [cell('tag'), cell('probability')];
  const name = model.labels[best.label] ?? '?';
  const tag = cell('tag', swatch(context, name, best.label), t('tags.soFar', { label: name }));
  tag.title = `${t('tags.soFarTitle')} ${classes.note}`.trim();
  return [tag, probabilityCell(best.probability)];
}

function probabilityCell(probability: number): HTMLElement {
  const number = h('span', { class: 'number' }, formatProbability(probability));
  return cell('probability', number, bar(probability));
}

/** A cell of the table. */
export function cell(kind: string, ...children: (Node | string | null)[]): HTMLElement {
  return h('div', { role: 'gridcell', class: `cell ${kind}` }, ...children);
}

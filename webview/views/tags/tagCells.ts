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
import { tokenKind } from '../../../src/core/views/task.js';
import { tagColour } from '../../../src/core/views/tagPalette.js';
import type { ModelDescription } from '../../../src/protocol/engine.js';
import type { TokenRow } from '../../data/data.js';
import { bar, h } from '../../dom.js';
import { isDark } from '../../theme.js';
import { swatch } from '../probabilities/classTable.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** Surprisal that fills its bar: rarer than one in a thousand. */
const FULL_BITS = 10;

/** A column of the table: its class, and its heading. */
export interface Column {
  readonly kind: 'index' | 'text' | 'tag' | 'details' | 'probability';
  readonly title: string;
}

/** The columns of a model's table; `details` only where a row has some. */
export function columnsOf(model: ModelDescription, hasDetails: boolean): readonly Column[] {
  const { task } = model;
  const kind = tokenKind(model.tokenizer);
  const index: Column = { kind: 'index', title: t('tags.index', { kind }) };
  const text: Column = { kind: 'text', title: t('tags.text', { kind }) };
  const tag: Column = { kind: 'tag', title: t('tags.tag', { task }) };
  const details: Column[] = hasDetails ? [{ kind: 'details', title: detailsTitle(model) }] : [];
  return [
    index,
    text,
    tag,
    ...details,
    { kind: 'probability', title: t('tags.number', { task, full: FULL_BITS }) },
  ];
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
  row: TokenRow,
  selected: boolean,
): HTMLElement[] {
  const [tag, probability] = labelCells(context, model, row, selected);
  const cells: Record<Column['kind'], () => HTMLElement> = {
    index: () => cell('index', startMark(row, model.segment), formatCount(row.token + 1)),
    text: () => textCell(row, model),
    tag: () => tag,
    details: () => cell('details', row.details),
    probability: () => probability,
  };
  return columns.map(({ kind }) => cells[kind]());
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
  token: number,
  problem: string | null,
): HTMLElement[] {
  const texts: Partial<Record<Column['kind'], string>> = {
    index: formatCount(token + 1),
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

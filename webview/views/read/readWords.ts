import { isOn } from '../../../src/core/heads/probabilities.js';
import { UNKNOWN } from '../../../src/core/tokens/unknown.js';
import { formatProbability, shownText, visibleSymbol } from '../../../src/core/views/format.js';
import { isDoubtful, morphemesOf, surpriseShade } from '../../../src/core/views/reading.js';
import { tagColour, tagEmphasis } from '../../../src/core/views/tagPalette.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { TokenRow } from '../../data/data.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { isDark } from '../../theme.js';
import type { Context } from '../view.js';

/** What words are drawn from. */
export interface ReadLook {
  readonly run: PanelRun;
  /** Something stands under the words. */
  readonly labels: boolean;
  /** Labels that are not shown. */
  readonly hidden: ReadonlySet<number>;
}

/** Identifier of a token's word. */
export function wordId(token: number): string {
  return `read-${token}`;
}

/** The token of a word; the inverse of `wordId`. */
export function tokenOfWord(word: Element): number {
  return Number(word.id.slice(wordId(0).length - 1));
}

/** What is said of a token in place of its label: nothing of symbols, and of what is not read yet. */
export function labelOf({ model }: PanelRun, { label, probability }: TokenRow): string {
  if (model.task === 'language-model' || Number.isNaN(probability)) return '';
  const name = model.labels[label] ?? '?';
  const [head] = model.heads;
  return head && !isOn(head, label, probability) ? t('tags.below', { label: name }) : name;
}

/** The lines of tokens `rows`, each beginning where one of the document does; `next` follows, null at the end. */
export function readLines(
  context: Context,
  look: ReadLook,
  rows: readonly TokenRow[],
  around: { readonly before: TokenRow | null; readonly next: TokenRow | null },
): HTMLElement[] {
  const lines: HTMLElement[] = [];
  let before = around.before;
  rows.forEach((row, index) => {
    const isNew = before === null || before.line !== row.line;
    if (isNew || lines.length === 0) {
      const gap = before !== null && row.line > before.line + 1;
      lines.push(h('div', { class: gap ? 'read-line gap' : 'read-line' }));
    }
    const next = rows[index + 1] ?? around.next;
    const isJoined = !isNew && before !== null && before.column + before.text.length === row.column;
    lines[lines.length - 1].append(word(context, look, row, { isJoined, ends: next?.startsSegment ?? true }));
    before = row;
  });
  return lines;
}

/** Where a token stands. */
interface Place {
  /** Nothing is between it and the one before. */
  readonly isJoined: boolean;
  /** It is the last one of its segment. */
  readonly ends: boolean;
}

function word(context: Context, look: ReadLook, row: TokenRow, place: Place): HTMLElement {
  const { run } = look;
  const { model } = run;
  const element = h('span', {
    id: wordId(row.token),
    class: 'read-word',
    role: 'option',
    'aria-selected': 'false',
    'aria-posinset': row.token + 1,
    'aria-setsize': run.tokenCount,
  });
  if (model.task === 'language-model') return symbol(element, model.tokenizer, row);
  element.classList.toggle('joined', place.isJoined);
  const form = h('span', { class: 'form' }, shownText(row.text, model.tokenizer));
  if (row.unknown !== UNKNOWN.nothing) {
    form.classList.add('unknown');
    form.title = t('tags.unknown', { what: row.unknown === UNKNOWN.word ? 'word' : 'characters' });
  }
  element.append(form);
  const isHidden = look.hidden.has(row.label) || Number.isNaN(row.probability);
  if (!isHidden) underline(context, form, model.labels[row.label] ?? '', row.label);
  if (model.task === 'classification') {
    if (place.ends && !isHidden) element.append(classAtEnd(look, row));
    return element;
  }
  const doubtful = !isHidden && isDoubtful(model.task, row.probability);
  element.classList.toggle('doubtful', doubtful);
  if (!look.labels) {
    if (doubtful) form.append(doubt());
    return element;
  }
  element.append(isHidden ? h('span', { class: 'read-label' }, '\u00a0') : label(look, row, doubtful));
  if (row.details !== '') element.append(details(model.language, row.details));
  return element;
}

/** One symbol of a language model: plain text, the darker the more surprising. */
function symbol(element: HTMLElement, tokenizer: PanelRun['model']['tokenizer'], row: TokenRow): HTMLElement {
  const isBreak = /[\r\n]/.test(row.text);
  element.append(isBreak ? visibleSymbol(row.text) : row.text);
  // What cannot be seen has a name nevertheless.
  if (row.text.trim() === '') element.ariaLabel = shownText(row.text, tokenizer);
  element.classList.add('symbol', `shade-${surpriseShade(row.probability)}`);
  element.classList.toggle('break', isBreak);
  element.classList.toggle('doubtful', isDoubtful('language-model', row.probability));
  return element;
}

function underline(context: Context, form: HTMLElement, name: string, index: number): void {
  form.style.borderBottomColor = tagColour(name, index)[isDark(context.theme()) ? 'dark' : 'light'];
  form.classList.add(tagEmphasis(name));
}

function label({ run }: ReadLook, row: TokenRow, doubtful: boolean): HTMLElement {
  const meaning = run.model.labelDescriptions[row.label] ?? '';
  const title = t('read.labelTitle', { meaning, p: formatProbability(row.probability) }).trim();
  const faint = tagEmphasis(run.model.labels[row.label] ?? '') === 'faint';
  return h(
    'span',
    { class: faint ? 'read-label faint' : 'read-label', title },
    labelOf(run, row),
    doubtful && doubt(),
  );
}

function classAtEnd({ run }: ReadLook, row: TokenRow): HTMLElement {
  const doubtful = isDoubtful(run.model.task, row.probability);
  const text = `${labelOf(run, row)} ${formatProbability(row.probability)}`;
  const title = run.model.labelDescriptions[row.label] || null;
  return h(
    'span',
    { class: doubtful ? 'read-class doubtful' : 'read-class', title },
    text,
    doubtful && doubt(),
  );
}

function doubt(): HTMLElement {
  const spoken = h('span', { class: 'visually-hidden' }, ` ${t('read.unsure')}`);
  return h('span', { class: 'doubt' }, h('span', { 'aria-hidden': 'true' }, ' ?'), spoken);
}

/** Morphemes as boxes, with their tags where these are told; what else stands beside a label as a line. */
function details(language: string, text: string): HTMLElement {
  if (language !== 'ko') return h('span', { class: 'read-details' }, text);
  const boxes = morphemesOf(text).map(({ form, tag }) =>
    h('span', { class: 'morpheme' }, form, tag !== '' && h('span', { class: 'morpheme-tag' }, tag)),
  );
  return h('span', { class: 'morphemes' }, ...boxes);
}

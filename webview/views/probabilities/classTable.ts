import { isOn, isSigmoid, onLabels } from '../../../src/core/heads/probabilities.js';
import {
  entropyBits,
  probabilitySum,
  rankClasses,
  type RankedClass,
} from '../../../src/core/views/probabilities.js';
import { formatProbability, visibleSymbol } from '../../../src/core/views/format.js';
import { tagColour } from '../../../src/core/views/tagPalette.js';
import type { ClassRow, HeadDescription, ModelDescription } from '../../../src/protocol/engine.js';
import { bar, h } from '../../dom.js';
import { isDark } from '../../theme.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** Symbols of a vocabulary that are listed: the rest is summed up. */
const MOST_SYMBOLS = 20;

/** A coloured square that stands beside a label's text. */
export function swatch(context: Context, label: string, index: number): HTMLElement {
  const element = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  element.style.backgroundColor = tagColour(label, index)[isDark(context.theme()) ? 'dark' : 'light'];
  return element;
}

/** A label as it is shown: symbols of a language model by their visible forms, without a colour of their own. */
export function labelParts(context: Context, model: ModelDescription, label: number): (Node | string)[] {
  const name = model.labels[label] ?? '?';
  if (model.task === 'language-model') return [h('span', { class: 'mono' }, visibleSymbol(name))];
  return [swatch(context, name, label), name];
}

/** What is marked in a table of classes, and what that means in words. */
export interface Chosen {
  readonly label: number;
  readonly meaning: string;
}

/** Table of all classes (of a vocabulary the most probable ones), and a line with their sum. */
export function classTable(
  context: Context,
  model: ModelDescription,
  { probabilities, note }: ClassRow,
  order: 'probability' | 'model',
  chosen: Chosen | null,
): HTMLElement[] {
  const ofSymbols = model.task === 'language-model';
  const ranked = rankClasses(probabilities, ofSymbols ? 'probability' : order);
  const rows = ofSymbols ? ranked.slice(0, MOST_SYMBOLS) : ranked;
  const body = h('tbody', {}, ...rows.map((row) => classRow(context, model, row, chosen)));
  const table = h('table', { class: 'classes' }, tableHead(ofSymbols, hasMeaning(model)), body);
  const shown = rows.length < ranked.length ? rows : null;
  const [head] = model.heads;
  const sum = head && isSigmoid(head) ? independentLine(head, probabilities) : sumLine(probabilities, shown);
  const parts = [table, h('p', { class: 'note sum' }, sum)];
  return note ? [...parts, h('p', { class: 'note class-note' }, note)] : parts;
}

/** Labels of imported models say nothing but their names; those of language models say which one came. */
function hasMeaning({ task, labelDescriptions }: ModelDescription): boolean {
  return task === 'language-model' || labelDescriptions.some((description) => description !== '');
}

function tableHead(ofSymbols: boolean, withMeaning: boolean): HTMLElement {
  const columns = [
    t(ofSymbols ? 'classes.next' : 'classes.class'),
    ...(withMeaning ? [t('classes.meaning')] : []),
    t('classes.share'),
    t('classes.probability'),
  ];
  return h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name))));
}

function classRow(
  context: Context,
  model: ModelDescription,
  { label, probability }: RankedClass,
  chosen: Chosen | null,
): HTMLElement {
  const [head] = model.heads;
  const isOnItself = head !== undefined && isSigmoid(head) && isOn(head, label, probability);
  const isChosen = head && isSigmoid(head) ? isOnItself : chosen?.label === label;
  const meaning = isOnItself ? t('classes.on') : (chosen?.meaning ?? '');
  const mark = isChosen ? h('span', { class: 'visually-hidden' }, ` (${meaning})`) : null;
  const sign =
    isChosen && model.task === 'language-model'
      ? h('span', { class: 'hit' }, ` ${t('classes.cameNext')}`)
      : null;
  return h(
    'tr',
    { class: isChosen ? 'chosen' : null },
    h('th', { scope: 'row' }, ...labelParts(context, model, label), mark),
    hasMeaning(model) ? h('td', { class: 'meaning' }, model.labelDescriptions[label] ?? '', sign) : null,
    h('td', { class: 'bar-cell' }, bar(probability)),
    h('td', { class: 'number' }, formatProbability(probability)),
  );
}

/** Labels that do not exclude one another: how many there are, and are on. */
function independentLine(head: HeadDescription, classes: Float32Array): string {
  return t('classes.independent', { n: classes.length, on: onLabels(head, classes).length });
}

function sumLine(classes: Float32Array, shown: readonly RankedClass[] | null): string {
  const sum = probabilitySum(classes).toFixed(4);
  const most = Math.log2(classes.length).toFixed(2);
  const all = { n: classes.length, sum, most, entropy: entropyBits(classes).toFixed(2) };
  if (!shown) return t('classes.sum', all);
  const part = shown.reduce((total, { probability }) => total + probability, 0);
  return t('classes.sumOfSome', { ...all, shown: shown.length, part: part.toFixed(4) });
}

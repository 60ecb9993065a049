import { isSigmoid, onLabels } from '../../core/heads/probabilities.js';
import { UNKNOWN } from '../../core/tokens/unknown.js';
import { explainTag, morphemeTag } from '../../core/morphology/koreanTags.js';
import { formatBits, formatValue } from '../../core/views/format.js';
import { shownName } from '../../core/views/scales.js';
import { surprisalBits } from '../../core/views/probabilities.js';
import type { ClassRow, HeadDescription, ModelDescription, UnitPlace } from '../../protocol/engine.js';
import { chart, code, escapeMarkdown, symbolCode, topClasses, type Bar } from './markdown.js';
import { unitName } from './unitPlaces.js';
import { surprisalRange, surprisalStep } from './markStyles.js';
import { isKorean, t } from '../../live/sentences.js';

type DescribedModel = Pick<ModelDescription, 'title' | 'language' | 'labels' | 'labelDescriptions' | 'heads'>;

/** What every hover says. */
interface CommonContent {
  readonly model: DescribedModel;
  readonly stale: boolean;
  /** The unit that colours the text. */
  readonly unit?: UnitContent | undefined;
}

/** A unit that colours the text, and its value at the token. */
export interface UnitContent {
  readonly place: UnitPlace;
  /** What people call it, and what they noted; may be empty. */
  readonly name: string;
  readonly note: string;
  /** As it is shown: of c tanh(c); NaN where it is not known. */
  readonly value: number;
}

/** What a further head says of a whole segment. */
export interface FurtherClasses {
  readonly head: HeadDescription;
  readonly row: ClassRow;
}

/** A token and its tag. */
export interface TagContent extends CommonContent {
  readonly token: string;
  /** Index into the model's labels. */
  readonly label: number;
  readonly probability: number;
  /** Of all tags; null if the engine could not be asked: then only the tag's own is known. */
  readonly classes: ClassRow | null;
  /** Of the sentence the token is in. */
  readonly further?: readonly FurtherClasses[];
  /** Morphemes (`서울/nq + 이/jp`) or a second tag; may be empty. */
  readonly details: string;
  /** What of it is not in the model's vocabulary. */
  readonly unknown: number;
}

/** A classified text, and the token of it that is pointed at. */
export interface ClassContent extends CommonContent {
  /** Of the text, of which only the start is shown. */
  readonly text: string;
  readonly label: number;
  readonly probability: number;
  /** Of the whole text; null if the engine could not be asked. */
  readonly whole: ClassRow | null;
  readonly further?: readonly FurtherClasses[];
  /** The token, and the classes of the text up to it. */
  readonly token: string;
  readonly prefix: ClassRow | null;
}

/** A symbol in the eyes of a language model. */
export interface SurpriseContent extends CommonContent {
  readonly symbol: string;
  /** NaN for the first symbol: nothing was read before it. */
  readonly probability: number;
  /** What could have come at its place; null if that is not known. */
  readonly expected: ClassRow | null;
  /** What may come after it. */
  readonly next: ClassRow | null;
}

const SHOWN_CLASSES = 5;
const SHOWN_TEXT = 60;

/** The hover of a tagged token as Markdown; everything that comes from the text or a model is escaped. */
export function tagHover(content: TagContent): string {
  const { model, token, label, probability, classes, details } = content;
  const heading = verdict(code(token), model, label);
  const bars = classes
    ? topBars(model.labels, classes)
    : [{ name: model.labels[label] ?? '?', value: probability }];
  const parts = [
    heading,
    ...unknownLines(content),
    ...detailLines(model, details),
    chart(bars),
    noteOf(classes),
  ];
  return paragraphs(content, [...parts, ...furtherParts(content.further)]);
}

/** That a word is not in the vocabulary: what is said of it is said by its characters, or by what is around it. */
function unknownLines({ unknown }: TagContent): string[] {
  if (unknown === UNKNOWN.word) return [t("_Not in the model's vocabulary: it goes by its characters._")];
  if (unknown === UNKNOWN.characters)
    return [t("_Some of its characters are not in the model's vocabulary._")];
  return [];
}

function furtherParts(further: readonly FurtherClasses[] = []): string[] {
  return further.flatMap(({ head, row }) => [
    `${escapeMarkdown(headName(head))}${onNames(head, row)}`,
    chart(topBars(head.labels, row)),
  ]);
}

/** `**joy**, **love**`: the labels of a head that are on. */
function onNames(head: HeadDescription, { probabilities }: ClassRow): string {
  const likeliest = topClasses(probabilities, 1);
  const on = isSigmoid(head) ? onLabels(head, probabilities) : likeliest;
  if (on.length > 0) return on.map((label) => `**${escapeMarkdown(head.labels[label] ?? '?')}**`).join(', ');
  return t('no label is on; the likeliest is {0}', escapeMarkdown(head.labels[likeliest[0]] ?? '?'));
}

/** The hover of a classified text: the classes of all of it, and of what was read up to the token. */
export function classHover(content: ClassContent): string {
  const { model, text, label, probability, whole, token, prefix } = content;
  const name = model.labels[label] ?? '?';
  const start = text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}…` : text;
  const parts = [
    classVerdict(content, code(start)),
    chart(whole ? topBars(model.labels, whole) : [{ name, value: probability }]),
    noteOf(whole),
    ...furtherParts(content.further),
  ];
  if (prefix)
    parts.push(t('Read up to {0}:', code(token)), chart(topBars(model.labels, prefix)), noteOf(prefix));
  return paragraphs(content, parts);
}

/** The hover of a symbol: how surprising it was, what was expected instead, and what is expected after it. */
export function surpriseHover(content: SurpriseContent): string {
  const { symbol, probability, expected, next, model } = content;
  const parts: string[] = [];
  if (Number.isNaN(probability))
    parts.push(t('{0}: the first symbol, nothing was read before it.', symbolCode(symbol)));
  else parts.push(surpriseSentence(symbol, probability));
  if (expected && !Number.isNaN(probability))
    parts.push(t('Expected at this place:'), chart(topBars(model.labels, expected, symbolName)));
  if (next) parts.push(t('Expected after it:'), chart(topBars(model.labels, next, symbolName)));
  return paragraphs(content, parts);
}

function surpriseSentence(symbol: string, probability: number): string {
  const bits = surprisalBits(probability);
  const values = [
    symbolCode(symbol),
    escapeMarkdown(formatBits(bits)),
    escapeMarkdown(probability.toPrecision(2)),
    escapeMarkdown(surprisalRange(surprisalStep(bits))),
  ];
  return surprisalStep(bits) < 0
    ? t('{0}: surprisal **{1} bits** (probability {2}; no colour: {3})', ...values)
    : t('{0}: surprisal **{1} bits** (probability {2}; colour: {3})', ...values);
}

function topBars(
  labels: readonly string[],
  { probabilities }: ClassRow,
  nameOf: (label: string, index: number) => string = (label) => label,
): Bar[] {
  const top = topClasses(probabilities, SHOWN_CLASSES);
  return top.map((index) => ({
    name: nameOf(labels[index] ?? '?', index),
    value: probabilities[index] ?? 0,
  }));
}

/** A language model's label 0 stands for all symbols it does not know. */
function symbolName(label: string, index: number): string {
  return index === 0 ? t('unknown') : label;
}

/** `dog is **NOUN**: noun`, of something that is Markdown already. */
function verdict(what: string, model: DescribedModel, label: number): string {
  const name = escapeMarkdown(model.labels[label] ?? '?');
  return t('{0} is **{1}**{2}', what, name, meaning(model, label));
}

/** The verdict on a text; where labels do not exclude one another, all that are on. */
function classVerdict({ model, label, whole }: ClassContent, what: string): string {
  const [head] = model.heads;
  if (!whole || !head || !isSigmoid(head)) return verdict(what, model, label);
  return t('{0}: {1}', what, onNames(head, whole));
}

/** `: noun`, in Korean, too, where the model's language is Korean. */
function meaning({ language, labels, labelDescriptions }: DescribedModel, label: number): string {
  const description = labelDescriptions[label] ?? '';
  const name = labels[label] ?? '';
  const korean = language === 'ko' ? explainTag(name, 'ko') : name;
  const own = korean === name || korean === description ? '' : korean;
  // In Korean once is enough: tags by the names of the treebank, others by what the model says.
  const parts = (isKorean() && own !== '' ? [own] : [own, description]).filter((part) => part !== '');
  return parts.length > 0 ? `: ${parts.map(escapeMarkdown).join(' · ')}` : '';
}

/** Morphemes one by one with what their tags mean, or the second tag with its own. */
function detailLines({ heads }: DescribedModel, details: string): string[] {
  if (details === '') return [];
  const morphemes = readShown(details);
  if (morphemes) return [`**${escapeMarkdown(details)}**`, morphemes.map(morphemeLine).join('\n')];
  const head = heads.slice(1).find(({ labels }) => labels.includes(details));
  return [`${escapeMarkdown(headName(head))}**${escapeMarkdown(details)}**${headMeaning(head, details)}`];
}

function headName(head: HeadDescription | undefined): string {
  return head ? `${head.name.toUpperCase()} ` : '';
}

function headMeaning(head: HeadDescription | undefined, label: string): string {
  const description = head?.labelDescriptions[head.labels.indexOf(label)] ?? '';
  return description === '' ? '' : `: ${escapeMarkdown(description)}`;
}

interface ShownMorpheme {
  readonly form: string;
  readonly tag: string;
}

/** The parts of `서울/nq + 이/jp`; null if it is something else. A form may hold a slash, a tag does not. */
function readShown(details: string): ShownMorpheme[] | null {
  const morphemes: ShownMorpheme[] = [];
  for (const part of details.split(/(?<=\/[a-zA-Z]+) \+ /)) {
    const match = /^(.+)\/([a-zA-Z]+)$/su.exec(part);
    if (!match || !morphemeTag(match[2])) return null;
    morphemes.push({ form: match[1], tag: match[2] });
  }
  return morphemes;
}

function morphemeLine({ form, tag }: ShownMorpheme): string {
  const languages = isKorean() ? (['ko'] as const) : (['ko', 'en'] as const);
  const names = languages.map((language) => escapeMarkdown(explainTag(tag, language)));
  return `- ${code(form)} ${escapeMarkdown(tag)}: ${names.join(' · ')}`;
}

function noteOf(row: ClassRow | null): string {
  return row && row.note !== '' ? `_${escapeMarkdown(t(row.note))}_` : '';
}

/** `Coloured by layer 1 → unit 76 (c) **in quotes**: tanh(c) 0.913`, and the note. */
function unitParts(unit: UnitContent | undefined): string[] {
  if (!unit) return [];
  const { place, name, note, value } = unit;
  const called = name === '' ? '' : ` **${escapeMarkdown(name)}**`;
  const shown = Number.isFinite(value)
    ? t(': {0} {1}', escapeMarkdown(shownName(place.quantity)), escapeMarkdown(formatValue(value)))
    : '';
  const line = t('Coloured by {0}{1}{2}', escapeMarkdown(unitName(place)), called, shown);
  return [line, ...(note === '' ? [] : [`_${escapeMarkdown(note)}_`])];
}

function paragraphs({ model, stale, unit }: CommonContent, parts: readonly string[]): string {
  const old = stale ? t('The text was edited since it was tagged: tag it again for current results.') : '';
  return [...parts, ...unitParts(unit), old, `RNN Lens · ${escapeMarkdown(model.title)}`]
    .filter((part) => part !== '')
    .join('\n\n');
}

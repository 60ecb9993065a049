import { ACTIVATIONS, HEAD_LEVELS, POOLINGS, type HeadConfig } from '../heads/head.js';
import type { InputConfig } from '../tokens/input.js';
import { TASKS, type Architecture, type Task } from '../model/model.js';
import type { SequenceWindow } from '../tokens/windows.js';
import type { Operation } from '../operations/operation.js';
import { checkNetwork } from './manifestNetwork.js';
import type { TagSet } from '../model/tagSets.js';
import type { ModelSymbols } from '../tokens/vocabulary.js';
import type { RnnConfig } from '../rnn/config.js';
import { RnnLensError } from '../problems.js';
import { sentence, type Sentence } from '../sentence.js';
import { SEGMENT_UNITS, TOKENIZERS, type SegmentUnit, type Tokenizer } from '../text/segmentation.js';
import { isSurfaceKind } from '../text/surface.js';
import { parseFields, type Fields } from './fields.js';

/** First line of every model.json; a reader refuses what it does not know. */
export const MODEL_FORMAT = 'rnn-lens-model-2';

/** Files of a model's folder. */
export const MODEL_FILES = {
  manifest: 'model.json',
  weights: 'weights.safetensors',
  card: 'README.md',
} as const;

/** What was trained on, and on what terms. */
export interface DataSource {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly attribution: string;
}

/** A head, and what its labels mean. */
export interface ManifestHead extends HeadConfig {
  /** One sentence a label, in the same order. */
  readonly labelDescriptions: readonly string[];
}

/** `model.json`: everything about a model but its weights. */
export interface ModelManifest {
  readonly format: typeof MODEL_FORMAT;
  readonly name: string;
  readonly title: string;
  readonly task: Task;
  /** Of a tagger: a token's label is what comes next. */
  readonly predictsNext?: boolean;
  readonly language: string;
  /** How text is cut into tokens, and what is run as one sequence. */
  readonly tokenizer: Tokenizer;
  readonly segment: SegmentUnit;
  readonly input: InputConfig;
  /** Of the tokenizer `whitespace`: what else is between words, and whether words without a row are left out. */
  readonly words?: { readonly separators: string; readonly leavesOutUnknown: boolean };
  readonly window?: SequenceWindow;
  readonly stem?: readonly Operation[];
  readonly rnn: RnnConfig;
  readonly body?: readonly Operation[];
  /** The first is the one that is shown where there is room for one; none for the task `states`. */
  readonly heads: readonly ManifestHead[];
  /** Conventions that the model learned side by side, each with heads of its own; the first is the default. */
  readonly tagSets?: readonly TagSet[];
  readonly data: DataSource;
  /** The recipe it was trained with, seed included. */
  readonly training: Readonly<Record<string, unknown>>;
  /** What `evaluate` printed for the development split. */
  readonly scores: Readonly<Record<string, unknown>>;
  /** The headline of the scores. */
  readonly score: string;
  readonly vocabulary: ModelSymbols;
}

/** The network a manifest describes. */
export function architectureOf(manifest: ModelManifest): Architecture {
  const { input, stem, rnn, body, window, heads } = manifest;
  return { input, rnn, heads, ...(stem && { stem }), ...(body && { body }), ...(window && { window }) };
}

/** Labels of the head that is shown where there is room for one; empty for a model without heads. */
export function mainLabels({ heads }: Pick<ModelManifest, 'heads'>): {
  readonly labels: readonly string[];
  readonly labelDescriptions: readonly string[];
} {
  const [{ labels, labelDescriptions } = { labels: [], labelDescriptions: [] }] = heads;
  return { labels, labelDescriptions };
}

/** Parses and checks a `model.json`; throws RnnLensError naming the field that is wrong. */
export function readManifest(json: string): ModelManifest {
  const fields = parseFields(json, MODEL_FILES.manifest);
  if (fields.text('format') !== MODEL_FORMAT)
    throw new RnnLensError(
      '{0}: "format" is not "{1}": made for another version of RNN Lens.',
      MODEL_FILES.manifest,
      MODEL_FORMAT,
    );
  for (const name of ['name', 'title', 'language', 'score']) fields.text(name);
  const task = fields.oneOf('task', TASKS);
  fields.oneOf('tokenizer', TOKENIZERS);
  fields.oneOf('segment', SEGMENT_UNITS);
  fields.rnn('rnn');
  checkInput(fields.child('input'));
  checkHeads(fields);
  if (fields.has('tagSets')) checkTagSets(fields);
  const vocabulary = fields.child('vocabulary');
  for (const list of ['words', 'characters', 'pairs']) vocabulary.texts(list);
  fields.child('data');
  const manifest = JSON.parse(json) as ModelManifest;
  checkNetwork(manifest, fields);
  checkTask(task, manifest, fields);
  return manifest;
}

function checkInput(input: Fields): void {
  const kind = input.oneOf('kind', ['words', 'characters', 'symbols', 'vectors']);
  if (kind === 'symbols') {
    input.count('symbolSize');
    input.flag('lowerCase');
  }
  if (kind === 'words') {
    input.count('wordSize');
    input.rnn('characterRnn');
    input.flag('lowerCase');
  }
  if (kind === 'characters') {
    input.count('characterSize');
    input.count('pairSize', 0);
    input.flag('separated');
  }
}

function checkTagSets(fields: Fields): void {
  const names = fields.children('heads').map((head) => head.text('name'));
  for (const set of fields.children('tagSets')) {
    set.text('name');
    set.textRecord('heads');
    const heads = set.child('heads');
    for (const as of heads.names()) heads.oneOf(as, names);
  }
}

function checkHeads(fields: Fields): void {
  const names = new Set<string>();
  for (const head of fields.children('heads')) {
    const name = head.text('name');
    if (!/^[a-z][a-z0-9_-]*$/.test(name) || names.has(name))
      head.fail('name', sentence('must be a word of its own in lower-case letters, digits, - and _'));
    names.add(name);
    head.oneOf('level', HEAD_LEVELS);
    head.oneOf('pooling', POOLINGS);
    const labels = head.texts('labels');
    if (labels.length === 0 || labels.length > 65_535)
      head.fail('labels', sentence('must list 1 to 65535 labels'));
    if (head.texts('labelDescriptions').length !== labels.length)
      head.fail('labelDescriptions', sentence('must have one entry a label'));
    if (head.has('background')) head.oneOf('background', labels);
    checkActivation(head, labels.length);
    if (head.has('transitions')) checkTransitions(head, labels.length);
    if (head.has('crf')) checkCrf(head, labels.length);
    if (head.has('surface')) checkSurface(head, labels);
  }
}

function checkActivation(head: Fields, labels: number): void {
  const isSigmoid = head.has('activation') && head.oneOf('activation', ACTIVATIONS) === 'sigmoid';
  if (head.has('temperature')) head.number('temperature', 0.01, 100);
  if (!head.has('thresholds')) return;
  if (!isSigmoid) head.fail('thresholds', sentence('are for heads with the activation "sigmoid"'));
  if (head.numbers('thresholds', 0, 1).length !== labels)
    head.fail('thresholds', sentence('must have one entry a label'));
}

/** Rules name kinds that are known, and labels that the head has; those of edits name tags. */
function checkSurface(head: Fields, labels: readonly string[]): void {
  head.textRecord('surface');
  const surface = head.child('surface');
  const isTagged = head.text('level') === 'token';
  for (const kind of surface.names()) {
    if (!isSurfaceKind(kind)) surface.fail(kind, sentence('is no kind of token that rules know'));
    if (isTagged && !labels.includes(surface.text(kind)))
      surface.fail(kind, sentence('must be a label of the head'));
  }
}

/** Scores may be as low as those of what must never follow. */
const LOWEST_SCORE = 1e9;

function checkCrf(head: Fields, classes: number): void {
  if (head.text('level') !== 'token') head.fail('crf', sentence('is for heads of tokens'));
  const crf = head.child('crf');
  for (const name of ['starts', 'ends'])
    if (crf.numbers(name, -LOWEST_SCORE, LOWEST_SCORE).length !== classes)
      crf.fail(name, sentence('must have one entry a label'));
  const follows = crf.numberLists('follows', -LOWEST_SCORE, LOWEST_SCORE);
  if (follows.length !== classes || !follows.every((row) => row.length === classes))
    crf.fail('follows', sentence('must have one list a label, of a number a label'));
}

function checkTransitions(head: Fields, classes: number): void {
  if (head.text('level') === 'segment')
    head.fail('transitions', sentence('are for heads of steps and of tokens'));
  const transitions = head.child('transitions');
  transitions.number('weight', 0, 10);
  const isList = (list: readonly number[]): boolean => list.length === classes;
  if (!isList(transitions.counts('starts')))
    transitions.fail('starts', sentence('must have one entry a label'));
  const follows = transitions.countLists('follows');
  const isRow = (row: readonly number[]): boolean =>
    row.length % 2 === 0 && row.every((value, k) => k % 2 === 1 || value < classes);
  if (follows.length !== classes || !follows.every(isRow))
    transitions.fail('follows', sentence('must have one list a label, of labels and counts'));
}

/** Why a network cannot do a task at all, if it cannot; null if it can. */
export function unfitFor(
  task: Task,
  { rnn, input, heads }: Architecture,
): [field: string, why: Sentence] | null {
  const levels = heads.map(({ level }) => level).join();
  if (task === 'states')
    return levels === '' ? null : ['heads', sentence('must be empty for the task "states"')];
  if (task === 'classification')
    return levels !== '' && heads.every(({ level }) => level === 'segment')
      ? null
      : ['heads', sentence('must be heads of level "segment" for classification')];
  if (!rnn.bidirectional && heads.some(({ transitions }) => transitions))
    return [
      'rnn.bidirectional',
      sentence('must be true where labels have transitions: what comes later decides labels, too'),
    ];
  if (task === 'tagging')
    return levels !== '' && heads[0].level !== 'segment'
      ? null
      : ['heads', sentence('must be heads of level "step" or "token" for tagging, the first at least')];
  if (rnn.bidirectional)
    return [
      'rnn.bidirectional',
      sentence(
        'must be false for a language model: a backward direction has already read the symbol that is to be predicted',
      ),
    ];
  if (input.kind !== 'characters' || input.separated || input.pairSize > 0)
    return ['input', sentence('must be single characters for a language model')];
  return levels === 'step'
    ? null
    : ['heads', sentence('must be one head of level "step" for a language model')];
}

function checkTask(task: Task, manifest: ModelManifest, fields: Fields): void {
  const unfit = unfitFor(task, manifest);
  if (unfit) fields.fail(...unfit);
  const { heads, vocabulary } = manifest;
  if (task === 'language-model' && heads[0].labels.length !== vocabulary.characters.length + 1)
    fields.fail('heads[0].labels', sentence('must be the unknown symbol and then vocabulary.characters'));
}

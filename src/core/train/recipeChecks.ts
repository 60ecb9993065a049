import { NEGATION_LANGUAGES } from '../data/negation.js';
import { NUMBER_LOSSES } from '../data/numbers.js';
import { OWN_KINDS } from '../data/own/ownData.js';
import { TEXT_FORMATS } from '../data/plainTexts.js';
import type { Fields } from '../formats/fields.js';
import { PRECISIONS } from '../formats/modelPackage.js';
import { POOLINGS } from '../heads/head.js';
import { TAG_SETS } from '../morphology/families/tagSets.js';
import { GATE_ORDER, type CellKind } from '../rnn/config.js';
import { OBJECTIVES } from './objective.js';
import { LEARNING_RATE_DECAYS } from './schedule.js';

/** What the card says; these and the next throw RnnLensError naming the field that is wrong. */
export function checkNotes(fields: Fields): void {
  if (fields.has('terms')) fields.text('terms');
  for (const score of fields.has('published') ? fields.children('published') : []) {
    for (const name of ['system', 'note']) score.text(name);
    score.textRecord('figures');
  }
}

const FORMATS = [
  'conllu',
  'table',
  'morphology',
  'label-sets',
  'requests',
  'spacing',
  'text',
  'parentheses',
  'numbers',
] as const;

function checkTreebank(treebank: Fields): void {
  treebank.text('tagSet');
  checkShare(treebank);
  if (!treebank.has('format')) for (const name of ['train', 'development']) treebank.text(name);
  else {
    treebank.oneOf('format', ['generated']);
    treebank.oneOf('tags', TAG_SETS);
    treebank.count('seed', 0);
    treebank.count('sentences');
  }
}

function checkShare(treebank: Fields): void {
  if (treebank.has('share')) treebank.number('share', 0.001, 1);
}

/** What a recipe says that trains a model of its own. */
export function checkTraining(fields: Fields, data: Fields): void {
  const format = data.oneOf('format', FORMATS);
  if (format !== 'parentheses') for (const name of ['train', 'development']) data.text(name);
  else for (const name of ['seed', 'trainSymbols', 'developmentSymbols']) data.count(name);
  if (data.has('folder')) data.text('folder');
  if (data.has('own')) checkOwn(data.child('own'));
  if (format === 'conllu') data.texts('columns');
  if (data.has('headNames')) data.texts('headNames');
  if (format === 'numbers') data.oneOf('loss', NUMBER_LOSSES);
  if (format === 'morphology') {
    data.count('minimumLabelCount');
    if (data.has('helpingWeight')) data.number('helpingWeight', 0, 10);
    if (data.has('tagSet')) data.text('tagSet');
    checkShare(data);
    for (const other of data.has('others') ? data.children('others') : []) checkTreebank(other);
  }
  if (format === 'table') {
    for (const name of ['textColumn', 'labelColumn']) data.text(name);
    data.flag('treebankBrackets');
    checkShare(data);
    for (const head of data.children('heads')) head.child('labels');
  }
  if (data.has('transitionWeight')) data.number('transitionWeight', 0, 10);
  if (data.has('negation')) checkNegation(data.child('negation'));
  if (data.has('more')) data.texts('more');
  if (format === 'label-sets') {
    data.texts('labels');
    for (const head of data.children('heads')) {
      head.text('name');
      if (head.has('groups')) head.textRecord('groups');
    }
  }
  fields.child('labelDescriptions');
  if (fields.has('surface'))
    for (const head of fields.child('surface').names()) fields.child('surface').textRecord(head);
  if (fields.has('start')) fields.text('start');
  if (fields.has('averageWithStart') && fields.flag('averageWithStart')) fields.text('start');
  const batch = fields.child('batch');
  for (const name of batch.has('segments') ? ['segments'] : ['streams', 'steps']) batch.count(name);
  checkCommon(fields);
}

function checkOwn(own: Fields): void {
  own.oneOf('kind', OWN_KINDS);
  own.number('heldOut', 0.001, 0.5);
  if (own.has('labels')) own.texts('labels');
  if (!own.has('columns')) return;
  const columns = own.child('columns');
  columns.oneOf('separator', [',', ';', '\t']);
  columns.flag('header');
  for (const name of ['text', 'label']) columns.count(name, 0);
}

function checkNegation(negation: Fields): void {
  negation.oneOf('language', NEGATION_LANGUAGES);
  negation.count('texts');
  negation.count('seed', 0);
  negation.child('heads');
}

/** What a recipe says of a network that others begin with. */
export function checkPretraining(fields: Fields, data: Fields): void {
  fields.oneOf('task', ['states']);
  data.oneOf('format', ['texts']);
  for (const source of [...data.children('texts'), ...data.children('developmentTexts')]) {
    source.text('file');
    if (source.oneOf('format', TEXT_FORMATS) === 'table') source.text('column');
    if (source.has('first')) source.count('first');
    if (source.has('minimumCounts'))
      for (const name of ['characters', 'pairs']) source.child('minimumCounts').count(name);
  }
  const objective = fields.child('objective');
  objective.oneOf('kind', OBJECTIVES);
  objective.number('share', 0.001, 1);
  for (const name of ['segments', 'batches']) fields.child('batch').count(name);
  checkCommon(fields);
}

/** What all recipes have that are trained. */
function checkCommon(fields: Fields): void {
  checkNetwork(fields.child('network'));
  for (const name of ['words', 'characters', 'pairs']) fields.child('minimumCounts').count(name);
  for (const name of ['input', 'layer', 'output']) fields.child('dropout').number(name, 0, 0.95);
  fields.child('dropout').number('symbol', 0, 100);
  if (fields.child('dropout').has('locked')) fields.child('dropout').flag('locked');
  fields.oneOf('precision', PRECISIONS);
  if (fields.has('tablePrecision')) fields.oneOf('tablePrecision', ['F4']);
  checkFit(fields.child('fit'));
}

function checkNetwork(network: Fields): void {
  network.oneOf('cell', Object.keys(GATE_ORDER) as CellKind[]);
  for (const name of ['layers', 'hiddenSize']) network.count(name);
  network.flag('bidirectional');
  if (network.has('pooling')) network.oneOf('pooling', POOLINGS);
  const input = network.child('input');
  const kind = input.oneOf('kind', ['words', 'characters', 'vectors']);
  if (kind === 'vectors') return void input.count('size');
  const isWords = kind === 'words';
  for (const name of isWords ? ['wordSize', 'characterHiddenSize'] : []) input.count(name);
  input.count('characterSize');
  if (!isWords) input.count('pairSize', 0);
  input.flag(isWords ? 'lowerCase' : 'separated');
  if (input.has('vectors')) checkVectors(input.child('vectors'));
}

function checkVectors(vectors: Fields): void {
  for (const name of ['name', 'version', 'licence', 'attribution']) vectors.text(name);
  vectors.count('words', 0);
}

function checkFit(fit: Fields): void {
  for (const name of ['epochs', 'patience']) fit.count(name);
  if (fit.has('stepsAnEpoch')) fit.count('stepsAnEpoch');
  fit.count('seed', 0);
  fit.number('finalLearningRateShare', 0, 1);
  const optimizer = fit.child('optimizer');
  optimizer.oneOf('kind', ['adam', 'adamw', 'sgd']);
  optimizer.number('learningRate', 0, 10);
  for (const name of ['weightDecay', 'momentum', 'dampening', 'epsilon'])
    if (optimizer.has(name)) optimizer.number(name, 0, 1);
  if (optimizer.has('nesterov')) optimizer.flag('nesterov');
  if (fit.has('decay')) fit.oneOf('decay', LEARNING_RATE_DECAYS);
  if (fit.has('warmUpSteps')) fit.count('warmUpSteps', 0);
}

import { RnnLensError } from '../problems.js';
import { sentence, type Sentence } from '../sentence.js';
import { SEGMENT_UNITS, type SegmentUnit } from '../text/segmentation.js';
import type { ForeignVocabulary, ImportAnswers, ImportQuestion, Recognised } from './foreign.js';
import type { ImportSettings } from './importedModel.js';
import { outputsOf, rowsOf, windowOf } from './networkFacts.js';
import type { ImportedNetwork } from './network.js';
import { readOn } from './readOn.js';
import { imdbIds, IMDB_RULE, isImdbIndex } from './vocabulary/alphabets.js';
import { isOfAnother, ofAnother, vocabularyMisfits } from './vocabulary/check.js';

/** What a file and a vocabulary leave open, and what follows from the answers. */
export interface ImportPlan {
  readonly questions: readonly ImportQuestion[];
  /** Questions that must be answered and were not. */
  readonly open: readonly ImportQuestion[];
  readonly network: ImportedNetwork;
  settings(which: Pick<ImportSettings, 'name' | 'title' | 'source'>): ImportSettings;
}

/** What somebody chose for a file: symbols, labels, answers by question. */
export interface ImportChoices {
  readonly vocabulary: ForeignVocabulary;
  readonly labels: readonly string[] | null;
  readonly answers: ImportAnswers;
}

/**
 * What is left to decide of a recognised file with a vocabulary; rejects with RnnLensError where they do not belong
 * together or an answer is none of its question's.
 */
export async function importPlan(
  recognised: Recognised,
  { vocabulary, labels, answers }: ImportChoices,
): Promise<ImportPlan> {
  const network = await recognised.network(answers);
  checkBelongs(vocabulary, rowsOf(network));
  const own = questionsOf(network, vocabulary, answers);
  const questions = [...recognised.questions, ...own];
  // What another answer has made needless may be answered still.
  const needless = questionsOf(network, vocabulary, {}).filter(({ id }) => !own.some((one) => one.id === id));
  checkAnswers([...questions, ...needless], answers);
  const answerTo = (id: string): string | undefined =>
    answers[id] ?? questions.find((question) => question.id === id)?.options[0]?.value;
  const open = questions.filter(({ id, isNeeded }) => isNeeded && answers[id] === undefined);
  const predictsNext = answerTo('predicts') === 'next';
  const read = (predictsNext && answerTo('reading') === 'on' && readOn(network)) || network;
  const reading = {
    ...read.reading,
    ...(answerTo('padding') && { padding: answerTo('padding') as 'before' | 'after' }),
  };
  return {
    questions,
    open,
    network: {
      ...read,
      reading,
      notes: [...network.notes, ...vocabularyMisfits(vocabulary, rowsOf(network))],
    },
    settings: (which) => ({
      ...which,
      symbols: symbolsOf(vocabulary, answerTo),
      labels,
      predictsNext,
      ...(answerTo('start') === 'symbol' && {
        startId: vocabulary.ids.get(startOf(vocabulary, rowsOf(network))!),
      }),
      segment: segmentOf(answerTo('sequence')),
      separators: separatorsOf(vocabulary, answerTo),
    }),
  };
}

type AnswerTo = (id: string) => string | undefined;

function symbolsOf(vocabulary: ForeignVocabulary, answerTo: AnswerTo): ImportSettings['symbols'] {
  const { tokenizer } = vocabulary;
  const ids = answerTo('ids') === 'imdb' ? imdbIds(vocabulary.ids) : vocabulary.ids;
  const unknown = answerTo('unknown');
  const limit = tokenizer?.numWords ?? Infinity;
  const oov = tokenizer?.oovToken ? (ids.get(tokenizer.oovToken) ?? null) : null;
  const unknownId = unknown === undefined || unknown === 'none' ? null : Number(unknown);
  return {
    ids: limit === Infinity ? ids : new Map([...ids].filter(([, id]) => id < limit || id === oov)),
    unit: answerTo('unit') === 'words' ? 'words' : 'characters',
    lowerCase: answerTo('case') === 'lower',
    unknownId,
  };
}

/** Characters that are between words, besides white space; null where words are all that is between white space. */
function separatorsOf({ tokenizer }: ForeignVocabulary, answerTo: AnswerTo): string | null {
  if (answerTo('unit') !== 'words') return null;
  if (tokenizer) return `${tokenizer.filters}${tokenizer.split}${tokenizer.removed ?? ''}`;
  return answerTo('separators') === 'punctuation' ? KERAS_FILTERS : '';
}

/** What a Keras `Tokenizer` leaves out unless it is told otherwise. */
export const KERAS_FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n';

function segmentOf(answer: string | undefined): SegmentUnit {
  return SEGMENT_UNITS.find((unit) => unit === answer) ?? 'line';
}

/** Words that stand for what a vocabulary does not have. */
const UNKNOWN = /^[<[({]*(unk|oov|unknown|etc)[>\])}]*$|^__ETC__$/i;

function questionsOf(
  network: ImportedNetwork,
  vocabulary: ForeignVocabulary,
  answers: ImportAnswers,
): readonly ImportQuestion[] {
  const rows = rowsOf(network);
  const { outputs, isOfSteps } = outputsOf(network);
  const unit = unitOf(vocabulary);
  const isNext = outputs !== null && Math.abs(outputs - rows) <= 1 && outputs > 2;
  return [
    question('unit', sentence('What is one step?'), [
      [unit, unit === 'words' ? sentence('A word') : sentence('A character')],
      unit === 'words' ? ['characters', sentence('A character')] : ['words', sentence('A word')],
    ]),
    ...(unit === 'words' ? wordQuestions(vocabulary) : []),
    ...(isImdbIndex(vocabulary.ids) ? [imdbQuestion()] : []),
    unknownQuestion(vocabulary, rows),
    ...(outputs === null ? [] : [predictsQuestion(outputs, isNext)]),
    ...(windowOf(network) !== null && isNext && !isOfSteps
      ? [...readingQuestion(network), ...(answers['reading'] === 'on' ? [] : startQuestion(vocabulary, rows))]
      : []),
    sequenceQuestion(answers['reading'] === 'on'),
  ];
}

function sequenceQuestion(isStream: boolean): ImportQuestion {
  const line: Option = ['line', sentence('A line')];
  const document: Option = ['document', sentence('The whole document')];
  return question('sequence', sentence('What is one text?'), isStream ? [document, line] : [line, document]);
}

type Option = readonly [value: string, title: Sentence, detail?: Sentence];

function question(id: string, text: Sentence, options: readonly Option[]): ImportQuestion {
  return {
    id,
    text,
    isNeeded: false,
    options: options.map(([value, title, detail]) => ({ value, title, ...(detail && { detail }) })),
  };
}

function unitOf({ unit, tokenizer, ids }: ForeignVocabulary): 'words' | 'characters' {
  if (tokenizer) return tokenizer.charLevel ? 'characters' : 'words';
  if (unit !== 'unknown') return unit;
  const long = [...ids.keys()].filter((symbol) => [...symbol].length > 1).length;
  return long > ids.size / 10 ? 'words' : 'characters';
}

function wordQuestions(vocabulary: ForeignVocabulary): readonly ImportQuestion[] {
  const { tokenizer } = vocabulary;
  const isLower = tokenizer
    ? tokenizer.lower
    : ![...vocabulary.ids.keys()].some((word) => /^\p{Lu}/u.test(word));
  const lower: Option = ['lower', sentence('In lower case')];
  const written: Option = ['written', sentence('As they are written')];
  return [
    question('case', sentence('How are words looked up?'), isLower ? [lower, written] : [written, lower]),
    ...(tokenizer ? [] : [separatorQuestion(vocabulary)]),
  ];
}

/** The word index of Keras' reviews has ranks; the networks that were trained on them read other ids. */
function imdbQuestion(): ImportQuestion {
  return question('ids', sentence('It is the word index of IMDB. What are the ids?'), [
    ['imdb', sentence('Ranks and three more, as imdb.load_data gives them')],
    ['written', sentence('As they are written')],
  ]);
}

/** Where a vocabulary has punctuation among its words, it is not left out of a text. */
function separatorQuestion({ ids }: ForeignVocabulary): ImportQuestion {
  const blank: Option = ['white-space', sentence('White space only')];
  const all: Option = ['punctuation', sentence('White space and punctuation')];
  const hasPunctuation = [...ids.keys()].some((word) => /[.,!?]/.test(word));
  return question(
    'separators',
    sentence('What is between words?'),
    hasPunctuation ? [blank, all] : [all, blank],
  );
}

function unknownQuestion(vocabulary: ForeignVocabulary, rows: number): ImportQuestion {
  const { ids, tokenizer } = vocabulary;
  const named = isImdbIndex(ids)
    ? IMDB_RULE.unknown
    : tokenizer?.oovToken
      ? ids.get(tokenizer.oovToken)
      : [...ids].find(([symbol, id]) => UNKNOWN.test(symbol) && id < rows)?.[1];
  const isWords = unitOf(vocabulary) === 'words';
  const none: Option = ['none', isWords ? sentence('Left out') : sentence('Read as nothing: zeros')];
  const found: readonly Option[] =
    named !== undefined && named < rows ? [[String(named), sentence('Read as id {0}', named)]] : [];
  return question('unknown', sentence('What happens to unknown symbols?'), [...found, none]);
}

function predictsQuestion(outputs: number, isNext: boolean): ImportQuestion {
  const next: Option = [
    'next',
    sentence('What comes next'),
    sentence('The {0} outputs are its symbols', outputs),
  ];
  const classes: Option = ['classes', sentence('Classes'), sentence('{0} of them', outputs)];
  return question('predicts', sentence('What does it predict?'), isNext ? [next, classes] : [classes, next]);
}

function readingQuestion(network: ImportedNetwork): readonly ImportQuestion[] {
  if (!readOn(network)) return [];
  const window = windowOf(network) ?? 0;
  return [
    question('reading', sentence('How does it read a text?'), [
      ['windows', sentence('{0} symbols at a time', window), sentence('Each prediction from its own window')],
      ['on', sentence('On and on'), sentence('As one stream; it was not trained so')],
    ]),
  ];
}

/** Symbols that stand for the beginning of a text. */
const START = /^[<[({_]*(s|start|sos|bos|go|begin)[>\])}_]+$/i;

function startOf({ ids }: ForeignVocabulary, rows: number): string | undefined {
  return [...ids].find(([symbol, id]) => START.test(symbol) && id < rows)?.[0];
}

/** textgenrnn and the like learn with a symbol before each text; no text that is open has it. */
function startQuestion(vocabulary: ForeignVocabulary, rows: number): readonly ImportQuestion[] {
  const start = startOf(vocabulary, rows);
  if (start === undefined) return [];
  return [
    question('start', sentence('What stands before a text?'), [
      ['symbol', sentence('The symbol {0}', start)],
      ['none', sentence('Nothing')],
    ]),
  ];
}

function checkBelongs(vocabulary: ForeignVocabulary, rows: number): void {
  if (vocabulary.ids.size === 0) throw new RnnLensError('{0} has no symbols.', vocabulary.place);
  if (isOfAnother(vocabulary, rows)) throw new RnnLensError('{0}', ofAnother(vocabulary, rows));
}

function checkAnswers(questions: readonly ImportQuestion[], answers: ImportAnswers): void {
  for (const [id, value] of Object.entries(answers)) {
    const asked = questions.find((one) => one.id === id);
    if (!asked)
      throw new RnnLensError(
        'There is no question "{0}" about this file; there are: {1}.',
        id,
        questions.map((one) => one.id).join(', '),
      );
    if (!asked.options.some((option) => option.value === value) && !(id === 'unknown' && /^\d+$/.test(value)))
      throw new RnnLensError(
        '"{0}" is no answer to "{1}"; there are: {2}.',
        value,
        id,
        asked.options.map((option) => option.value).join(', '),
      );
  }
}

import { t } from '../../live/sentences.js';
import type { UnitPlace } from '../../protocol/engine.js';

/** A text that comes with the extension, and what people are shown of it. */
export interface Sample {
  /** In arguments of commands and messages. */
  readonly name: string;
  /** In `media/samples`. */
  readonly file: string;
  /** The model that reads it. */
  readonly model: string;
  /** What it is about. */
  readonly title: string;
  /** What one will see. */
  readonly sees: string;
  /** A few words of it: they are selected when it is opened. */
  readonly words: string;
  /** Views of the panel, the best one first: the first that there is comes to the front. */
  readonly views: readonly string[];
  /** A unit worth looking at. */
  readonly unit?: UnitPlace;
  /** It is among the few that an empty panel offers. */
  readonly isFirst?: boolean;
}

/** Where labels are read. */
const TEXT = ['read', 'tags'];

/** All samples, those one begins with first, in the display language. */
export function samples(): readonly Sample[] {
  return [...taggers(), ...classifiers(), ...languageModels(), ...small()].sort(
    (a, b) => Number(b.isFirst ?? false) - Number(a.isFirst ?? false),
  );
}

function taggers(): Sample[] {
  return [
    {
      ...{ name: 'lighthouse', file: 'lighthouse.txt', model: 'english-pos', views: TEXT, isFirst: true },
      title: t('Parts of speech, English'),
      sees: t('Every word with its part of speech, and how sure the network is of it.'),
      words: 'The storm came on the 27th',
    },
    {
      ...{ name: 'korean', file: 'korean.txt', model: 'korean-morphology', views: TEXT, isFirst: true },
      title: t('Morphemes, Korean'),
      sees: t('Every eojeol cut into its morphemes, each with a tag.'),
      words: '서연이는 할머니가 물려주신',
    },
    {
      ...{ name: 'requests', file: 'requests.txt', model: 'english-requests', views: TEXT },
      title: t('What is wanted, and its details'),
      sees: t('The intent of every line, and the words that say what, where and when.'),
      words: 'sushi bar in Seoul tomorrow night',
    },
    {
      ...{ name: 'spacing-ko', file: 'spacing-ko.txt', model: 'korean-spacing', views: TEXT },
      title: t('Spaces between words, Korean'),
      sees: t('Of every syllable whether a space follows it, and where the text has it otherwise.'),
      words: '아버지가방에',
    },
    {
      ...{ name: 'notes', file: 'notes.md', model: 'english-pos', views: TEXT },
      title: t('Markdown'),
      sees: t('The prose in it is read, its markup is not.'),
      words: 'The old man the boats',
    },
  ];
}

function classifiers(): Sample[] {
  return [
    {
      ...{ name: 'comments', file: 'comments.txt', model: 'english-feelings', views: TEXT, isFirst: true },
      title: t('Feelings in comments'),
      sees: t('What each line feels like: of 28 emotions all that are there.'),
      words: 'Not bad at all',
    },
    {
      ...{ name: 'reviews-en', file: 'reviews-en.txt', model: 'english-feelings', views: TEXT },
      title: t('Feelings in film reviews, English'),
      sees: t('Praise, blame, and lines in which one hides in the other.'),
      words: 'Not the worst sequel of the year',
    },
    {
      ...{ name: 'reviews-ko', file: 'reviews-ko.txt', model: 'korean-sentiment', views: TEXT },
      title: t('Is the review good? Korean'),
      sees: t('Every line is positive or negative, and how that changes from word to word.'),
      words: '배우들 연기는 좋은데',
    },
  ];
}

function languageModels(): Sample[] {
  return [
    {
      ...{ name: 'novel', file: 'novel.txt', model: 'tolstoy-gru', views: ['states'], isFirst: true },
      title: t('The next letter, and a unit that knows quotations'),
      sees: t('How surprising each letter is. Unit {0} is high between quotation marks.', QUOTATIONS.unit),
      words: '"Is the Count at home?"',
      unit: QUOTATIONS,
    },
    {
      ...{ name: 'example', file: 'example.ts', model: 'typescript-lm', views: TEXT },
      title: t('TypeScript, letter by letter'),
      sees: t('Where a program is as expected, and where it is not.'),
      words: 'forgets what was not asked for',
    },
    {
      ...{ name: 'parentheses', file: 'parentheses.txt', model: 'parentheses', isFirst: true },
      title: t('A network that keeps count of brackets'),
      sees: t('Digits say how deep the brackets are: which of its 16 units know?'),
      words: '0(11)(1(((4)(4)',
      views: ['states'],
    },
  ];
}

/** The unit of tolstoy-gru that is high between quotation marks: its card measures it. */
export const QUOTATIONS: UnitPlace = { layer: 0, direction: 'forward', quantity: 'h', unit: 114 };

function small(): Sample[] {
  return [
    {
      ...{ name: 'textbook', file: 'textbook.txt', model: 'textbook-rnn', isFirst: true },
      title: t('The arithmetic, every number'),
      sees: t('Two units and twelve numbers: each step can be followed by hand.'),
      words: '1 1',
      views: ['network', 'states'],
    },
  ];
}

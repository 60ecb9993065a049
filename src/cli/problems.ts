import type { Problem, ProblemCode } from '../core/problems.js';
import type { Sentence } from '../core/sentence.js';

/** One, and several: `{0}` is the count, `{1}` the first of the problem's values. */
const TEXTS: Record<ProblemCode, readonly [one: string, other: string]> = {
  segmentsCut: [
    '{0} sequence is longer than {1} tokens: it was cut.',
    '{0} sequences are longer than {1} tokens: they were cut.',
  ],
  tokensCut: [
    '{0} token is longer than {1} characters: it was cut.',
    '{0} tokens are longer than {1} characters: they were cut.',
  ],
  wordsUnknown: ['{0} word is unknown to the model.', '{0} words are unknown to the model.'],
  wordsLeftOut: [
    '{0} word is unknown to the model and left out.',
    '{0} words are unknown to the model and left out.',
  ],
  symbolsUnknown: ['{0} character is unknown to the model.', '{0} characters are unknown to the model.'],
  surrogatesLone: [
    '{0} half of a character stands alone (a lone surrogate).',
    '{0} halves of characters stand alone (lone surrogates).',
  ],
  numbersUnreadable: [
    '{0} number is missing or cannot be read: it counts as 0.',
    '{0} numbers are missing or cannot be read: they count as 0.',
  ],
  numbersLeftOut: [
    '{0} number is left out: the network takes fewer a line.',
    '{0} numbers are left out: the network takes fewer a line.',
  ],
  markupLeftOut: [
    '{0} character is left out as markup or code.',
    '{0} characters are left out as markup or code.',
  ],
  scriptLeftOut: [
    '{0} character is left out: it is markup, or another model reads it.',
    '{0} characters are left out: they are markup, or another model reads them.',
  ],
};

/** What a person is told of a problem. */
export function problemSentence({ code, count, values }: Problem): Sentence {
  const numbers = [count, ...values].map((value) =>
    typeof value === 'number' ? value.toLocaleString('en') : value,
  );
  return { text: TEXTS[code][count === 1 ? 0 : 1], values: numbers };
}

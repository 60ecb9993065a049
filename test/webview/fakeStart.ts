import type { PanelStart } from '../../src/protocol/panel.js';

/** What an empty panel offers: as long texts as there are, in two scripts. */
export const FAKE_START: PanelStart = {
  models: ['english-pos'],
  samples: [
    {
      ...{ name: 'lighthouse', file: 'lighthouse.txt', model: 'english-pos' },
      title: 'Parts of speech, English',
      sees: 'Every word with its part of speech, and how sure the network is of it.',
      words: 'The storm came on the 27th',
    },
    {
      ...{ name: 'korean', file: 'korean.txt', model: 'korean-morphology' },
      title: 'Morphemes, Korean',
      sees: 'Every eojeol cut into its morphemes, each with a tag.',
      words: '서연이는 할머니가 물려주신',
    },
    {
      ...{ name: 'comments', file: 'comments.txt', model: 'english-feelings' },
      title: 'Feelings in comments',
      sees: 'What each line feels like: of 28 emotions all that are there.',
      words: 'Not bad at all',
    },
    {
      ...{ name: 'novel', file: 'novel.txt', model: 'tolstoy-gru' },
      title: 'The next letter, and a unit that knows quotations',
      sees: 'How surprising each letter is. Unit 114 is high between quotation marks.',
      words: '"Is the Count at home?"',
    },
    {
      ...{ name: 'parentheses', file: 'parentheses.txt', model: 'parentheses' },
      title: 'A network that keeps count of brackets',
      sees: 'Digits say how deep the brackets are: which of its 16 units know?',
      words: '0(11)(1(((4)(4)',
    },
    {
      ...{ name: 'textbook', file: 'textbook.txt', model: 'textbook-rnn' },
      title: 'The arithmetic, every number',
      sees: 'Two units and twelve numbers: each step can be followed by hand.',
      words: '1 1',
    },
  ],
};

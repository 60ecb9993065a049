import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGLISH } from '../../src/core/text/english/english.js';
import { LOOKAHEAD_UTF16, MAX_TOKEN_UTF16, SENTENCE_LIMITS } from '../../src/core/text/limits.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { StreamingSegmenter } from '../../src/core/text/segmenter.js';

function tokensOf(text: string): string[] {
  const { starts, ends } = segmentText(text, 'english', 'sentence');
  return Array.from(starts, (start, token) => text.slice(start, ends[token]));
}

function sentencesOf(text: string): string[] {
  const { starts, ends, segmentOffsets } = segmentText(text, 'english', 'sentence');
  return Array.from(segmentOffsets.slice(1), (next, s) =>
    text.slice(starts[segmentOffsets[s]], ends[next - 1]),
  );
}

// Text, then its tokens with spaces between.
const TOKEN_ROWS: readonly (readonly [text: string, tokens: string])[] = [
  ["I don't, can't and won't.", "I do n't , ca n't and wo n't ."],
  ['It’s Bush’s; we’ve seen they’d go', 'It ’s Bush ’s ; we ’ve seen they ’d go'],
  ["I'll you're I'm he'd've", "I 'll you 're I 'm he 'd 've"],
  ['cannot gonna wanna dunno', 'can not gon na wan na du n no'],
  ['dont didnt im ive thats', 'do nt did nt i m i ve that s'],
  ['its own; its not', 'its own ; it s not'],
  ["DON'T", "DO N'T"],
  ["O'Connell, Shi'ite, d'etat", "O'Connell , Shi'ite , d'etat"],
  ["the parents' house", "the parents ' house"],
  ["the 60's and '72", "the 60's and '72"],
  ["get 'em", "get 'em"],
  ["'The' ``a'' ‘b’", "' The ' `` a '' ‘ b ’"],
  ['al-Qaeda, well-known, state-of-the-art', 'al - Qaeda , well - known , state - of - the - art'],
  ['e-mail, non-stop, anti-war, re-read', 'e-mail , non-stop , anti-war , re-read'],
  ['F-102 and 5-10', 'F - 102 and 5 - 10'],
  ['a--b -- c', 'a -- b -- c'],
  ['and/or, w/o, l/c', 'and / or , w/o , l/c'],
  ['9/11, 11/28/2000, 1/2', '9/11 , 11/28/2000 , 1 / 2'],
  ['713-853-3989 or 345-9945', '713-853-3989 or 345-9945'],
  ['5pm, 35mm, 65k, 23rd, 1970s', '5 pm , 35 mm , 65 k , 23rd , 1970s'],
  ['7:30PM at 10:15', '7:30 PM at 10:15'],
  ['$3,202.61, $3M, US$4.5, 50%', '$ 3,202.61 , $ 3 M , US$ 4.5 , 50 %'],
  ['+44 #1 #hashtag @name', '+44 # 1 #hashtag @name'],
  ['U.S. forces, e.g. Mr. Bush, p.m.)', 'U.S. forces , e.g. Mr. Bush , p.m. )'],
  ['J. Smith, Inc., etc.', 'J. Smith , Inc. , etc .'],
  ['He sat. George wed. Ann', 'He sat . George wed . Ann'],
  [
    'On Sat. he left in Dec. 2020 for Mar. in WED. meetings',
    'On Sat. he left in Dec. 2020 for Mar. in WED. meetings',
  ],
  ['in the sun. Then in mar. and dec. but on dec. 5', 'in the sun . Then in mar . and dec . but on dec. 5'],
  ['AT&T, PG&E, C++ and C#', 'AT&T , PG&E , C++ and C#'],
  ['http://a.b/c?d=e. (www.x.com) <mailto:a@b.c>', 'http://a.b/c?d=e . ( www.x.com ) < mailto:a@b.c >'],
  ['a.b-c_d@enron.com, file.doc, enron.com/x.', 'a.b-c_d@enron.com , file.doc , enron.com/x .'],
  ['wait... what?!! no…', 'wait ... what ?!! no …'],
  ['"quoted" “curly” [x] (y) {z}', '" quoted " “ curly ” [ x ] ( y ) { z }'],
  ['fine :) ok ;-) <3 :-( =) ^_^', 'fine :) ok ;-) <3 :-( =) ^_^'],
  ['==== **** -> << >>', '==== **** -> << >>'],
  ['a 👩‍🚀 b 🇰🇷🇺🇸 👍🏽👍 c', 'a 👩‍🚀 b 🇰🇷 🇺🇸 👍🏽 👍 c'],
  ['cafe\u0301 e\u0301\u0302. x!\u0301', 'cafe\u0301 e\u0301\u0302 . x !\u0301'],
  ['나는 학교에 3월은 갔다.', '나는 학교에 3월은 갔다 .'],
  ['漢字かなカナ。', '漢 字 かなカナ 。'],
  ['Привет, мир! naïve', 'Привет , мир ! naïve'],
  ['x\ud800y \udc00', 'x \ud800 y \udc00'],
  ['\ufeffA\u00a0b\tc\r\nd', 'A b c d'],
];

for (const [text, tokens] of TOKEN_ROWS) {
  test(`tokens: ${JSON.stringify(text)}`, () => assert.deepEqual(tokensOf(text), tokens.split(' ')));
}

const SENTENCE_ROWS: readonly (readonly [text: string, sentences: readonly string[]])[] = [
  ['', []],
  [' \r\n\t\ufeff', []],
  ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
  ['He saw Mr. Smith. Then he left.', ['He saw Mr. Smith.', 'Then he left.']],
  ['He sat. George stood in the sun. Ann left.', ['He sat.', 'George stood in the sun.', 'Ann left.']],
  [
    'On Sat. he left. We meet on Sun. The rest is free.',
    ['On Sat. he left.', 'We meet on Sun.', 'The rest is free.'],
  ],
  ['The U.S. Army came. It won.', ['The U.S. Army came.', 'It won.']],
  ['He lives in the U.S. He likes it.', ['He lives in the U.S.', 'He likes it.']],
  ['At 5 p.m. we left. George W. Bush spoke.', ['At 5 p.m. we left.', 'George W. Bush spoke.']],
  ['Dogs, cats, etc. Then more.', ['Dogs, cats, etc.', 'Then more.']],
  ['Use it, e.g. Monday. ok then.', ['Use it, e.g. Monday.', 'ok then.']],
  ['Well... maybe. So... Yes.', ['Well... maybe.', 'So...', 'Yes.']],
  ['Wait . . . what? No.', ['Wait . . . what?', 'No.']],
  ['"Stop." He did. (Really.) Yes.', ['"Stop."', 'He did.', '(Really.)', 'Yes.']],
  ['"Stop!" he said. “Go.” We went.', ['"Stop!" he said.', '“Go.”', 'We went.']],
  ['Great. :) Thanks', ['Great. :)', 'Thanks']],
  ['Really?Yes', ['Really?', 'Yes']],
  ['It costs 3.5 dollars. 20 came.', ['It costs 3.5 dollars.', '20 came.']],
  ['1. Open it. 2. Close it.', ['1. Open it.', '2. Close it.']],
  [
    'A wrapped line that goes\non here. And\nthen ends.',
    ['A wrapped line that goes\non here.', 'And\nthen ends.'],
  ],
  ['no stop\n\nnext', ['no stop', 'next']],
  ['no stop\r\n \t\r\nnext', ['no stop', 'next']],
  ['one line\r\nmore of it', ['one line\r\nmore of it']],
  ['things:\n- first thing\n- second thing\nof two', ['things:', '- first thing', '- second thing\nof two']],
  ['# A heading here\nprose follows', ['# A heading here', 'prose follows']],
  ['Annual Report\nThe year was good.', ['Annual Report', 'The year was good.']],
  ['and then we met\nJohn in town', ['and then we met\nJohn in town']],
  ['漢字。日本', ['漢字。日本']],
  [`far${' '.repeat(300)}away`, ['far', 'away']],
];

for (const [text, sentences] of SENTENCE_ROWS) {
  test(`sentences: ${JSON.stringify(text.slice(0, 60))}`, () =>
    assert.deepEqual(sentencesOf(text), sentences));
}

test('offsets are UTF-16 code units and segments partition the tokens', () => {
  const { starts, ends, segmentOffsets } = segmentText('😀 Hi.\r\n\r\nYo', 'english', 'sentence');
  assert.deepEqual([...starts], [0, 3, 5, 10]);
  assert.deepEqual([...ends], [2, 5, 6, 12]);
  assert.deepEqual([...segmentOffsets], [0, 3, 4]);
});

test('segments and tokens have an upper length, and no surrogate pair is divided', () => {
  for (const seed of ['a', '.', '"', '😀', 'a\u0301', '漢', '𝐀', "don't ", 'x𝐀']) {
    const text = seed.repeat(4000);
    const { starts, ends, segmentOffsets } = segmentText(text, 'english', 'sentence');
    starts.forEach((start, token) => {
      assert.ok(ends[token] - start <= MAX_TOKEN_UTF16);
      assert.ok(!/^[\udc00-\udfff]/.test(text.slice(start)), seed);
    });
    for (let s = 0; s + 1 < segmentOffsets.length; s += 1) {
      assert.ok(segmentOffsets[s + 1] - segmentOffsets[s] <= SENTENCE_LIMITS.tokens);
    }
  }
});

test('a streaming segmenter gives segments before the text ends, and can be used again', () => {
  const streaming = new StreamingSegmenter(ENGLISH);
  const blocks = [];
  for (let i = 0; i < 1000; i += 1) blocks.push(streaming.push('It works well. '));
  assert.ok(blocks.filter((block) => block !== null).length > 1);
  assert.ok(streaming.end() !== null);
  assert.equal(streaming.end(), null);
  assert.equal(streaming.push('New one. Two'), null);
  const last = streaming.end();
  assert.equal(last?.text, 'New one. Two');
  assert.equal(last?.offsetUtf16, 0);
  assert.ok(LOOKAHEAD_UTF16 < 4096);
});

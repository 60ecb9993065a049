import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { segmentText } from '../../src/core/text/segmentation.js';
import { ENDED_BY_SIGNS, FOLLOWING, GOING_ON, LAUGHED_AMID, UNSTOPPED } from '../fixtures/koreanFamilies.js';
import { composeSyllable, composedCharacters, syllableOf } from '../../src/core/text/korean/syllables.js';

function tokensOf(text: string): string {
  const { starts, ends } = segmentText(text, 'korean', 'sentence');
  return Array.from(starts, (start, token) => text.slice(start, ends[token])).join(' ');
}

function sentencesOf(text: string): string[] {
  const { starts, ends, segmentOffsets } = segmentText(text, 'korean', 'sentence');
  return Array.from(segmentOffsets.slice(1), (next, s) =>
    text.slice(starts[segmentOffsets[s]], ends[next - 1]),
  );
}

// Text, then its tokens with spaces between.
const TOKEN_ROWS: readonly (readonly [text: string, tokens: string])[] = [
  ['종지부를 나눈다.', '종지부를 나눈다 .'],
  ["'서울'이 (주)한국, “왜?”라는", "' 서울 ' 이 ( 주 ) 한국 , “ 왜 ? ” 라는"],
  ['《책》과 <표4>는 [1]을', '《 책 》 과 < 표4 > 는 [ 1 ] 을'],
  ['3.5% 1,500여년 1,234,567원이고 3.1운동이', '3.5 % 1,500여년 1,234,567원이고 3.1운동이'],
  ['1,2와 5%에서', '1 , 2와 5 % 에서'],
  ['3~4일 10:30에 3/4 2-3', '3~4일 10:30에 3/4 2-3'],
  ['https://a.kr/서울?q=1 https://a.kr/b에서', 'https://a.kr/서울?q=1 https://a.kr/b 에서'],
  ['a.b+c@d.co.kr로 naver.com에서', 'a.b+c@d.co.kr 로 naver.com에서'],
  ['#해시태그 @이름 C++를 R&D TV를 don’t', '#해시태그 @이름 C++를 R&D TV를 don’t'],
  ['L.A.에서 B.C. 300년 A.J에이어', 'L.A.에서 B.C. 300년 A.J에이어'],
  ['재밌다ㅋㅋㅋ ㅋㅋ재밌다 슬퍼ㅠㅠ 아ㅋ', '재밌다 ㅋㅋㅋ ㅋㅋ 재밌다 슬퍼 ㅠㅠ 아 ㅋ'],
  ['ㄱ을 ㅂ니다', 'ㄱ을 ㅂ니다'],
  ['좋아요~ 네^^ ㅠ_ㅠ -_- <3 ★★★', '좋아요 ~ 네 ^^ ㅠ_ㅠ -_- <3 ★★★'],
  ['좋아👍🏽요 🇰🇷', '좋아 👍🏽 요 🇰🇷'],
  ['大韓民國은 한·미 장-프랑수아_료타르', '大韓民國은 한·미 장-프랑수아_료타르'],
  ['글쎄… 그게... 왜?!', '글쎄 … 그게 ... 왜 ?!'],
];

test('marks, numbers, addresses, feelings and particles are split as the treebank splits them', () => {
  for (const [text, tokens] of TOKEN_ROWS) assert.equal(tokensOf(text), tokens);
});

test('decomposed text has the same tokens, at offsets into the text as written', () => {
  for (const [text, tokens] of TOKEN_ROWS) {
    const decomposed = text.normalize('NFD');
    const { starts, ends } = segmentText(decomposed, 'korean', 'sentence');
    const found = Array.from(starts, (start, token) => decomposed.slice(start, ends[token]));
    assert.equal(found.join(' ').normalize('NFC'), tokens.normalize('NFC'));
  }
});

// Sentences with a bar between; `/` is a line break.
const SENTENCE_ROWS: readonly string[] = [
  '비가 왔다. | 우산이 없었다. | 그래도 갔다!',
  '갔어요? | 네.',
  '"오늘은 손님이 없겠네." | 서연이가 말했다.',
  '"뭘 주겠소?"라고 물었다. | 끝.',
  '그는 " 뭘 주겠소 ? " 하고 물었다 . | 끝 .',
  '"그럼. 세 권이나 있지." | 아이는 웃었다.',
  '2024. 3. 5. 발표했다. | 끝.',
  '1. 서울은 크다. | 2. 부산은 멀다.',
  '글쎄... 모르겠다... | 그래요... | 네.',
  '정말 좋아요~ | 또 볼게요 ㅋㅋ',
  '울었어요ㅠㅠ | 또 봐요',
  '재밌다. ㅋㅋ | 또 보자',
  'A. J. 에이어는 말했다. | 끝.',
];

test('sentences end after stops, but not inside a quotation, a date or a label', () => {
  for (const row of SENTENCE_ROWS) {
    const sentences = row.split(' | ');
    assert.deepEqual(sentencesOf(sentences.join(' ')), sentences);
  }
  assert.deepEqual(sentencesOf('나눈다.그리고 끝!'), ['나눈다.', '그리고 끝!']);
});

test('without a stop a sentence ends after an ending that only ends sentences', () => {
  const wrong: string[] = [];
  for (const first of UNSTOPPED)
    for (const second of FOLLOWING)
      if (sentencesOf(`${first} ${second}`).join('|') !== `${first}|${second}`)
        wrong.push(`${first} ${second}`);
  assert.deepEqual(wrong, []);
  for (const text of GOING_ON) assert.deepEqual(sentencesOf(text), [text]);
  assert.deepEqual(sentencesOf('“저는 갔어요 그런데 없었어요”라고 했다.').length, 1);
});

test('full-width stops end sentences, and laughter after an ending of talk', () => {
  const rows = [...ENDED_BY_SIGNS, ...LAUGHED_AMID];
  const found = rows.map((row) => sentencesOf(row.replaceAll('‖', ' ')).join('‖'));
  assert.deepEqual(found, rows);
});

test('a line is a segment unless it breaks off', () => {
  assert.deepEqual(sentencesOf('재밌음\n별로\n또 볼래'), ['재밌음', '별로', '또 볼래']);
  assert.deepEqual(sentencesOf('제목\n\n본문을\n읽는다'), ['제목', '본문을\n읽는다']);
  assert.deepEqual(sentencesOf('사과,\n배\r\n감'), ['사과,\n배', '감']);
  const wrapped = '아이는 난로 옆에 앉아 오래된 주전자에서 물이 끓는 소리가 나고\n눈이 내리는 밤에';
  assert.deepEqual(sentencesOf(wrapped), [wrapped]);
  assert.deepEqual(sentencesOf('살 것을\n- 사과\n- 배'), ['살 것을', '- 사과', '- 배']);
});

test('each review of the sample begins a segment', () => {
  const text = readFileSync('media/samples/reviews-ko.txt', 'utf8');
  const { starts, segmentOffsets } = segmentText(text, 'korean', 'sentence');
  const begins = new Set(Array.from(segmentOffsets.slice(0, -1), (token) => starts[token]));
  let at = 0;
  for (const line of text.trimEnd().split('\n')) {
    assert.ok(begins.has(at), line);
    at += line.length + 1;
  }
});

test('syllables come apart into letters and together again', () => {
  assert.deepEqual(syllableOf('값'), { onset: 'ㄱ', vowel: 'ㅏ', coda: 'ㅄ' });
  assert.deepEqual(syllableOf('가'), { onset: 'ㄱ', vowel: 'ㅏ', coda: '' });
  assert.equal(syllableOf('ㄱ'), null);
  assert.equal(syllableOf('a'), null);
  for (let code = 0xac00; code <= 0xd7a3; code += 1) {
    const syllable = String.fromCharCode(code);
    assert.equal(composeSyllable(syllableOf(syllable)!), syllable);
  }
  assert.equal(composeSyllable({ onset: 'ㅏ', vowel: 'ㅏ', coda: '' }), null);
});

test('composed characters know where they begin in the text as written', () => {
  const text = `한글${'했다'.normalize('NFD')}e\u0301🙂x`;
  const { characters, startsUtf16 } = composedCharacters(text);
  assert.deepEqual(characters, ['한', '글', '했', '다', 'é', '🙂', 'x']);
  assert.deepEqual([...startsUtf16], [0, 1, 2, 5, 7, 9, 11]);
});

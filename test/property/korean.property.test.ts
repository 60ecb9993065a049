import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alignLabels } from '../../src/core/morphology/alignment.js';
import { LabelSet } from '../../src/core/morphology/labelSet.js';
import { learnLabels } from '../../src/core/morphology/learnLabels.js';
import type { Morpheme } from '../../src/core/morphology/morpheme.js';
import { KOREAN } from '../../src/core/text/korean/korean.js';
import { LOOKAHEAD_UTF16, MAX_TOKEN_UTF16, SENTENCE_LIMITS } from '../../src/core/text/limits.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { StreamingSegmenter } from '../../src/core/text/segmenter.js';
import { composedCharacters } from '../../src/core/text/korean/syllables.js';

const WORDS =
  '서울이 했다 나눈다. 왜? ㅋㅋㅋ ㅠㅠ ㄱ을 3.5% 1,500원 2024. (주) L.A. B.C. a@b.kr www.a.kr/서울에서 C++ 大韓은 ㅠ_ㅠ ^^';
const SIGNS = `. ... … ?! ~ , " ' \` “ ” ( ) < <3 《 》 · - / & # @가 % ★ ㅋ 라고 하고 을 는데 1. 가. 👩‍🚀 🏽 🇰 に 한글`;
const PIECES = [
  ...WORDS.split(' '),
  ...SIGNS.split(' '),
  ...['\n', '\r\n', '\r', '\n\n', ' ', '\t', '\u3000', '\u2028', '\ufeff', '\u0301', '\u200d', '\u0000'],
  ...['\ud83d', '\udc69', '\u1112', '\u1161', '\u11ab', '했다'.normalize('NFD')],
  ...[' '.repeat(256), '가'.repeat(1023), '간다 '.repeat(40), '\n- '],
];

const text = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
    ),
    { maxLength: 150, size: 'max' },
  )
  .map((pieces) => pieces.join(''));

/** Segments as lists of `start:end`, with offsets moved by `by`. */
function segmentsOf(input: string, by = 0): string[] {
  const { starts, ends, segmentOffsets } = segmentText(input, 'korean', 'sentence');
  const tokens = Array.from(starts, (start, token) => `${start + by}:${ends[token] + by}`);
  return Array.from(segmentOffsets.slice(1), (next, s) => tokens.slice(segmentOffsets[s], next).join(' '));
}

test('Korean: every code unit is in one token of whole characters, but white space and what is invisible between it', () => {
  fc.assert(
    fc.property(text, (input) => {
      const { starts, ends, segmentOffsets } = segmentText(input, 'korean', 'sentence');
      let at = 0;
      starts.forEach((start, token) => {
        assert.ok(start >= at && ends[token] > start && ends[token] - start <= MAX_TOKEN_UTF16);
        assert.match(input.slice(at, start), /^(?:[\u200b\u200d]{0,8}\s)*$/);
        assert.doesNotMatch(input.slice(start, ends[token]), /\s/);
        assert.ok(
          !/^[\udc00-\udfff]/.test(input.slice(start)) || !/[\ud800-\udbff]$/.test(input.slice(0, start)),
        );
        at = ends[token];
      });
      assert.match(input.slice(at), /^(?:[\u200b\u200d]{0,8}\s)*[\u200b\u200d]{0,8}$/);
      assert.equal(segmentOffsets[segmentOffsets.length - 1], starts.length);
      for (let s = 0; s + 1 < segmentOffsets.length; s += 1) {
        const count = segmentOffsets[s + 1] - segmentOffsets[s];
        assert.ok(count > 0 && count <= SENTENCE_LIMITS.tokens);
        assert.ok(ends[segmentOffsets[s + 1] - 1] - starts[segmentOffsets[s]] < SENTENCE_LIMITS.utf16 + 2048);
      }
    }),
    { numRuns: 200 },
  );
});

test('Korean: streamed in any chunks, the segments are those of the whole text', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6000 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(text, sizes, (input, chunkSizes) => {
      const streaming = new StreamingSegmenter(KOREAN);
      const found: string[] = [];
      const take = (block: ReturnType<StreamingSegmenter['end']>): void => {
        if (!block) return;
        const { starts, ends, segmentOffsets } = block.segmented;
        const at = block.offsetUtf16;
        const tokens = Array.from(starts, (start, token) => `${start + at}:${ends[token] + at}`);
        segmentOffsets
          .slice(1)
          .forEach((next, s) => found.push(tokens.slice(segmentOffsets[s], next).join(' ')));
      };
      for (let from = 0, i = 0; from < input.length; i += 1) {
        const size = chunkSizes[i % chunkSizes.length];
        take(streaming.push(input.slice(from, from + size)));
        from += size;
      }
      take(streaming.end());
      assert.deepEqual(found, segmentsOf(input));
    }),
    { numRuns: 200 },
  );
});

test('Korean: a stream cut between a word and its stop still knows the word', () => {
  const input = '글쎄… 그래요… 네, "정말요?" 하고 2024. 3. 5. 물었다. '.repeat(200);
  const expected = segmentText(input, 'korean', 'sentence').segmentOffsets.length;
  for (let size = LOOKAHEAD_UTF16; size < LOOKAHEAD_UTF16 + 40; size += 1) {
    const streaming = new StreamingSegmenter(KOREAN);
    let segments = 1;
    const take = (block: ReturnType<StreamingSegmenter['end']>): void => {
      segments += block ? block.segmented.segmentOffsets.length - 1 : 0;
    };
    for (let from = 0; from < input.length; from += size)
      take(streaming.push(input.slice(from, from + size)));
    take(streaming.end());
    assert.equal(segments, expected);
  }
});

test('Korean: what comes from a segment on does not depend on what was before it', () => {
  fc.assert(
    fc.property(text, fc.nat(), (input, choice) => {
      const { starts, segmentOffsets } = segmentText(input, 'korean', 'sentence');
      const count = segmentOffsets.length - 1;
      fc.pre(count > 0);
      const segment = choice % count;
      const cut = starts[segmentOffsets[segment]];
      assert.deepEqual(segmentsOf(input.slice(cut), cut), segmentsOf(input).slice(segment));
    }),
    { numRuns: 200 },
  );
});

test('Korean: segments that end before the lookahead of a change stay as they were', () => {
  fc.assert(
    fc.property(text, text, text, fc.nat(), (input, more, other, choice) => {
      const whole = input + more;
      const change = choice % (whole.length + 1);
      const changed = whole.slice(0, change) + other;
      // Up to the first segment whose last token could see the change, nothing may differ.
      const stable = (segments: string[]): string[] => {
        const seesChange = (segment: string): boolean =>
          Number(/(\d+):\d+$/.exec(segment)?.[1]) + LOOKAHEAD_UTF16 > change;
        const end = segments.findIndex(seesChange);
        return end < 0 ? segments : segments.slice(0, end);
      };
      assert.deepEqual(stable(segmentsOf(whole)), stable(segmentsOf(changed)));
    }),
    { numRuns: 200 },
  );
});

test('Korean: long texts of any two pieces come to an end in linear time with every code unit covered', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PIECES), fc.constantFrom(...PIECES), (a, b) => {
      const input = (a + b).repeat(Math.ceil(50_000 / (a + b).length));
      const { starts, ends } = segmentText(input, 'korean', 'sentence');
      const covered = starts.reduce((sum, start, token) => sum + ends[token] - start, 0);
      // What is invisible between white space is white space.
      const written = input.replace(/(?<=^|\s)[\u200b\u200d]{1,8}(?=\s|$)/g, '').replace(/\s+/g, '');
      assert.equal(covered, written.length);
    }),
    { numRuns: 40 },
  );
});

test('composed characters are the normal form C, with ascending places in the text', () => {
  fc.assert(
    fc.property(text, (input) => {
      const { characters, startsUtf16 } = composedCharacters(input);
      assert.equal(characters.join(''), input.normalize('NFC'));
      assert.equal(startsUtf16.length, characters.length);
      startsUtf16.forEach((start, k) =>
        assert.ok(start < input.length && (k === 0 || start >= startsUtf16[k - 1])),
      );
    }),
    { numRuns: 200 },
  );
});

const syllable = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'하했간가보봤도와돕었았ㄴㅂ니다이') },
  { weight: 2, arbitrary: fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code)) },
  { weight: 1, arbitrary: fc.constantFrom(...'漢A1.+-=:🙂\ud83d') },
);
const morphemes: fc.Arbitrary<Morpheme[]> = fc.array(
  fc
    .tuple(
      fc.array(syllable, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('ncn', 'pvg', 'ep', 'ef', 'etm'),
    )
    .map(([letters, tag]) => ({ form: letters.join(''), tag })),
  { minLength: 1, maxLength: 4 },
);
const eojeol = fc
  .tuple(fc.array(syllable, { minLength: 1, maxLength: 6 }), morphemes)
  .map(([characters, gold]) => ({ characters, morphemes: gold }));

test('what can be aligned decodes to the same morphemes', () => {
  let aligned = 0;
  fc.assert(
    fc.property(eojeol, ({ characters, morphemes: gold }) => {
      // Lone halves of a surrogate pair would join to another character: they are no code points of a text.
      fc.pre([...characters.join('')].length === characters.length);
      const labels = alignLabels(characters, gold, (label) => label.length);
      const letters = gold.reduce((sum, { form }) => sum + [...form].length, 0);
      assert.equal(labels === null, letters > 4 * characters.length);
      if (!labels) return;
      aligned += 1;
      const set = new LabelSet([...new Set(labels)]);
      const numbers = labels.map((label) => set.labels.indexOf(label));
      assert.deepEqual(set.decode(characters, numbers), gold);
    }),
    { numRuns: 500 },
  );
  assert.ok(aligned > 200);
});

test('learned labels encode and decode every eojeol they were learned from', () => {
  fc.assert(
    fc.property(fc.array(eojeol, { minLength: 1, maxLength: 8 }), (eojeols) => {
      const short = eojeols.filter(
        ({ characters, morphemes: gold }) =>
          gold.reduce((sum, { form }) => sum + [...form].length, 0) <= 4 * characters.length,
      );
      const set = new LabelSet(learnLabels(short, { minimumCount: 1 }));
      for (const { characters, morphemes: gold } of short) {
        const numbers = set.encode(characters, gold);
        if (numbers) assert.deepEqual(set.decode(characters, numbers), gold);
        else assert.fail(`${characters.join('')} cannot be encoded`);
      }
    }),
    { numRuns: 100 },
  );
});

test('any labels decode to morphemes with letters and tags', () => {
  const label = fc.constantFrom(
    ...[
      'B-ncn',
      'I-ncn',
      'I-ef',
      '-',
      'B-pvg:==- B-etm:--=',
      'B-xsv:=ㅏ- B-ep:었',
      'I-pvg:==ㅂ',
      'B-jp:이 B-ef',
    ],
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(label, { minLength: 1 }),
      fc.array(syllable, { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 12 }),
      (labels, characters, numbers) => {
        const decoded = new LabelSet(labels).decode(characters, numbers);
        assert.ok(decoded.length > 0);
        for (const { form, tag } of decoded) assert.ok(form !== '' && tag !== '');
      },
    ),
    { numRuns: 500 },
  );
});

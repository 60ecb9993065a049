// One segmentation: the editor, the command line and training cut a text alike, by every tokenizer and unit.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readSegments } from '../../src/cli/bulk/textParts.js';
import { tokensOf } from '../../src/core/data/gold.js';
import { Random } from '../../src/core/math/random.js';
import type { ContentChange } from '../../src/core/session/editedText.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import {
  MAX_LINE_UTF16,
  MAX_TOKEN_UTF16,
  MAX_UNIT_TOKENS,
  SEQUENCE_LIMITS,
} from '../../src/core/text/limits.js';
import { SEGMENT_UNITS, TOKENIZERS, segmentRules, segmentText } from '../../src/core/text/segmentation.js';
import type { SegmentedText } from '../../src/core/text/segmented.js';
import { segmentBy, wordsLeftOut, type SegmentRules } from '../../src/core/text/segmenter.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-segmentation-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PIECES = [
  ...[
    'The cat sat. ',
    "don't ",
    'U.S. ',
    '1 2\n',
    '3.5, -4\r\n',
    'x',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\u2028',
  ],
  ...[
    '나는 갔다. ',
    '그래요?\n',
    'ㅋㅋㅋ ',
    '😀',
    '👩\u200d👧',
    'e\u0301',
    '\u00a0',
    '\u3000',
    '. ',
    '"',
    '漢字かな',
  ],
];
/** Pieces that reach the limits of a token and of the lookahead. */
const LONG_PIECES = [
  ' '.repeat(300),
  ` ${' '.repeat(5000)}\n`,
  'y'.repeat(1100),
  '😀'.repeat(600),
  'ab '.repeat(600),
  '7 '.repeat(2500),
  '\n'.repeat(1500),
  'é'.repeat(5000),
];

interface Script {
  readonly seed: number;
  readonly pieces: number;
}

const scripts = fc.record<Script>({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  pieces: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 100, max: 400 })),
});

function someText(random: Random, pieces: number): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random.next() * list.length)];
  return Array.from({ length: Math.floor(random.next() * (pieces + 1)) }, () =>
    pick(random.next() < 0.03 ? LONG_PIECES : PIECES),
  ).join('');
}

/** One change; it may tear a surrogate pair or a line's end. */
function someChange(random: Random, text: string): ContentChange {
  const start = Math.floor(random.next() * (text.length + 1));
  const most = random.next() < 0.2 ? text.length : 4;
  const end = Math.min(text.length, start + Math.floor(random.next() * most));
  return { startUtf16: start, endUtf16: end, inserted: someText(random, 3) };
}

const plain = ({ starts, ends, segmentOffsets }: SegmentedText): number[][] => [
  [...starts],
  [...ends],
  [...segmentOffsets],
];

async function onCommandLine(text: string, rules: SegmentRules, leftOut = { words: 0 }): Promise<number[][]> {
  const file = path.join(folder, 'text.txt');
  writeFileSync(file, text);
  const [starts, ends, segmentOffsets]: number[][] = [[], [], [0]];
  for await (const part of readSegments(file, rules, null, { leftOut })) {
    const before = starts.length;
    starts.push(...part.fileStarts);
    ends.push(...part.fileEnds);
    for (const offset of part.offsets.slice(1)) segmentOffsets.push(before + offset);
    assert.deepEqual(
      Array.from(part.starts, (start, t) => part.text.slice(start, part.ends[t])),
      Array.from(part.fileStarts, (start, t) => text.slice(start, part.fileEnds[t])),
    );
  }
  return [starts, ends, segmentOffsets];
}

for (const tokenizer of TOKENIZERS)
  for (const unit of SEGMENT_UNITS)
    test(`${tokenizer}, one sequence a ${unit}: editor, command line and training cut alike`, async () => {
      const rules = segmentRules(tokenizer, unit);
      await fc.assert(
        fc.asyncProperty(scripts, async ({ seed, pieces }) => {
          const random = new Random(seed);
          let text = someText(random, pieces);
          const store = SegmentStore.of<null>(rules, text);
          for (let edit = 0; edit < 4; edit++) {
            const change = someChange(random, text);
            store.edit([change]);
            text = text.slice(0, change.startUtf16) + change.inserted + text.slice(change.endUtf16);
            assert.equal(store.text(), text);
            assert.deepEqual(
              plain(store.flat(0, store.segmentCount)),
              plain(segmentText(text, tokenizer, unit)),
            );
          }
          // A file holds whole characters only.
          const stored = text.replace(/\p{Surrogate}/gu, '').replace(/^\ufeff/, '');
          const expected = segmentText(stored, tokenizer, unit);
          assert.deepEqual(await onCommandLine(stored, rules), plain(expected));
          const forms = Array.from(expected.starts, (start, t) => stored.slice(start, expected.ends[t]));
          assert.deepEqual(tokensOf(stored, tokenizer), forms);
        }),
        { numRuns: 60 },
      );
    });

test('words between separators, some of them left out: editor and command line cut alike, whatever is edited', async () => {
  const limits = { ...SEQUENCE_LIMITS, tokens: 8 + MAX_UNIT_TOKENS };
  const plainRules = segmentRules('whitespace', 'line', { separators: ".'?" });
  const cutting = segmentRules('whitespace', 'document', {
    separators: '.',
    isKnown: (word) => word.length !== 3,
  });
  for (const rules of [plainRules, { ...cutting, limits }])
    await fc.assert(
      fc.asyncProperty(scripts, async ({ seed, pieces }) => {
        const random = new Random(seed);
        let text = someText(random, pieces);
        const store = SegmentStore.of<null>(rules, text);
        for (let edit = 0; edit < 4; edit++) {
          const change = someChange(random, text);
          store.edit([change]);
          text = text.slice(0, change.startUtf16) + change.inserted + text.slice(change.endUtf16);
          assert.deepEqual(plain(store.flat(0, store.segmentCount)), plain(segmentBy(rules, text)));
        }
        const stored = text.replace(/\p{Surrogate}/gu, '').replace(/^\ufeff/, '');
        const leftOut = { words: 0 };
        const whole = segmentBy(rules, stored);
        assert.deepEqual(await onCommandLine(stored, rules, leftOut), plain(whole));
        const gaps = [0, ...whole.ends].map((from, t) => [from, whole.starts[t] ?? stored.length] as const);
        const left = gaps.reduce((sum, [from, to]) => sum + wordsLeftOut(rules, stored, from, to), 0);
        assert.equal(leftOut.words, left);
      }),
      { numRuns: 60 },
    );
  const { starts, ends } = segmentBy(cutting, "The cat. It's a dog.Here");
  const words = Array.from(starts, (start, t) => "The cat. It's a dog.Here".slice(start, ends[t]));
  assert.deepEqual(words, ["It's", 'a', 'Here']);
});

test('a unit never changes the tokens, and segments end where the unit says', () => {
  fc.assert(
    fc.property(scripts, fc.constantFrom(...TOKENIZERS), ({ seed, pieces }, tokenizer) => {
      const text = someText(new Random(seed), pieces);
      const sentence = segmentText(text, tokenizer, 'sentence');
      const line = segmentText(text, tokenizer, 'line');
      const document = segmentText(text, tokenizer, 'document');
      assert.deepEqual(line.starts, sentence.starts);
      assert.deepEqual(document.starts, sentence.starts);
      assert.deepEqual(document.ends, sentence.ends);
      const count = document.starts.length;
      fc.pre(count < SEQUENCE_LIMITS.tokens - 64);
      assert.deepEqual([...document.segmentOffsets], count > 0 ? [0, count] : [0]);
      // A line's end, and nothing else, is between two segments of lines.
      for (let t = 1; t < count; t++) {
        const isCharacters = tokenizer === 'characters';
        const between = text.slice(line.starts[t - 1], line.starts[t]);
        const breaks = isCharacters
          ? between === '\n' || (between === '\r' && text[line.starts[t]] !== '\n')
          : /[\r\n]/.test(between);
        assert.equal(line.segmentOffsets.includes(t), breaks, `${JSON.stringify(between)} before token ${t}`);
      }
      const longest = tokenizer === 'lines' ? MAX_LINE_UTF16 : MAX_TOKEN_UTF16;
      document.starts.forEach((start, t) => assert.ok(document.ends[t] - start <= longest));
    }),
    { numRuns: 300 },
  );
});

test('a review of a thousand words is one text, and what is too long for memory is cut at a known place', () => {
  for (const unit of ['line', 'document'] as const)
    for (const tokenizer of ['english', 'korean', 'whitespace'] as const) {
      const review = segmentText('good '.repeat(1000), tokenizer, unit);
      assert.deepEqual([...review.segmentOffsets], [0, 1000], `${tokenizer}, ${unit}`);
      const { segmentOffsets } = segmentText('good '.repeat(40_000), tokenizer, unit);
      assert.equal(segmentOffsets.at(-1), 40_000);
      assert.ok(
        segmentOffsets[1] > SEQUENCE_LIMITS.tokens - 64 && segmentOffsets[1] <= SEQUENCE_LIMITS.tokens,
      );
    }
});

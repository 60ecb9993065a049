import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ENGLISH } from '../../src/core/text/english/english.js';
import { LOOKAHEAD_UTF16, MAX_TOKEN_UTF16, SENTENCE_LIMITS } from '../../src/core/text/limits.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { StreamingSegmenter } from '../../src/core/text/segmenter.js';

const PIECES = [
  ...[
    "don't",
    'cannot',
    'U.S.',
    'etc.',
    'Mr.',
    'p.m.',
    'e-mail',
    'www.x.com/a',
    'a@b.co',
    '9/11',
    '$3M',
    '5pm',
  ],
  ...[
    'word',
    'Word',
    'The',
    'I',
    '1.',
    '...',
    '. ',
    '? ',
    '! ',
    '"',
    "'",
    ')',
    '(',
    ':)',
    '**',
    '_so_',
    '.[1] ',
    '1) A ',
    'v1.2',
    'a.md',
    '😀',
    '---',
    '- ',
    '\n- ',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    ' ',
    '\t',
    '\u00a0',
    '\ufeff',
    '\u0301',
    '\u200d',
    '\u200b',
    '\ufe0f',
    '👩',
    '🏽',
    '🇰',
    '한국어',
  ],
  ...[
    '漢',
    'かな',
    '\ud83d',
    '\udc69',
    '\u0000',
    '# ',
    ' '.repeat(256),
    'x'.repeat(1023),
    'Ab '.repeat(40),
    '=',
    '.',
  ],
];

const text = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
    ),
    { maxLength: 200, size: 'max' },
  )
  .map((pieces) => pieces.join(''));

// White space, and what is invisible before it.
const INVISIBLE = '[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069]{0,8}';
const GAP = new RegExp(`^(?:${INVISIBLE}\\s)*$`);
const LAST_GAP = new RegExp(`^(?:${INVISIBLE}\\s)*${INVISIBLE}$`);

/** Segments as lists of `start:end`, with offsets moved by `by`. */
function segmentsOf(input: string, by = 0): string[] {
  const { starts, ends, segmentOffsets } = segmentText(input, 'english', 'sentence');
  const tokens = Array.from(starts, (start, token) => `${start + by}:${ends[token] + by}`);
  return Array.from(segmentOffsets.slice(1), (next, s) => tokens.slice(segmentOffsets[s], next).join(' '));
}

test('every code unit is in one token, but white space and what is invisible between it', () => {
  fc.assert(
    fc.property(text, (input) => {
      const { starts, ends, segmentOffsets } = segmentText(input, 'english', 'sentence');
      let at = 0;
      starts.forEach((start, token) => {
        assert.ok(start >= at && ends[token] > start && ends[token] - start <= MAX_TOKEN_UTF16);
        assert.match(input.slice(at, start), GAP);
        assert.doesNotMatch(input.slice(start, ends[token]), /\s/);
        at = ends[token];
      });
      assert.match(input.slice(at), LAST_GAP);
      assert.equal(segmentOffsets[0], 0);
      assert.equal(segmentOffsets[segmentOffsets.length - 1], starts.length);
      for (let s = 0; s + 1 < segmentOffsets.length; s += 1) {
        const count = segmentOffsets[s + 1] - segmentOffsets[s];
        assert.ok(count > 0 && count <= SENTENCE_LIMITS.tokens);
        assert.ok(ends[segmentOffsets[s + 1] - 1] - starts[segmentOffsets[s]] < SENTENCE_LIMITS.utf16 + 2048);
      }
    }),
    { numRuns: 400 },
  );
});

test('no token begins with the second half of a surrogate pair', () => {
  fc.assert(
    fc.property(text, (input) => {
      for (const start of segmentText(input, 'english', 'sentence').starts) {
        const isLow = /[\udc00-\udfff]/.test(input[start]);
        assert.ok(!(isLow && start > 0 && /[\ud800-\udbff]/.test(input[start - 1])));
      }
    }),
  );
});

test('streamed in any chunks, the segments are those of the whole text', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6000 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(text, sizes, (input, chunkSizes) => {
      const streaming = new StreamingSegmenter(ENGLISH);
      const found: string[] = [];
      const take = (block: ReturnType<StreamingSegmenter['end']>): void => {
        if (!block) return;
        assert.equal(block.text, input.slice(block.offsetUtf16, block.offsetUtf16 + block.text.length));
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
    { numRuns: 300 },
  );
});

test('what comes from a segment on does not depend on what was before it', () => {
  fc.assert(
    fc.property(text, fc.nat(), (input, choice) => {
      const { starts, segmentOffsets } = segmentText(input, 'english', 'sentence');
      const count = segmentOffsets.length - 1;
      fc.pre(count > 0);
      const segment = choice % count;
      const cut = starts[segmentOffsets[segment]];
      assert.deepEqual(segmentsOf(input.slice(cut), cut), segmentsOf(input).slice(segment));
    }),
    { numRuns: 400 },
  );
});

test('segments that end before the lookahead of a change stay as they were', () => {
  fc.assert(
    fc.property(text, text, text, fc.nat(), (input, more, other, choice) => {
      const whole = input + more;
      const change = choice % (whole.length + 1);
      const changed = whole.slice(0, change) + other;
      const before = (segment: string): boolean => {
        const lastStart = Number(/(\d+):\d+$/.exec(segment)?.[1]);
        return lastStart + LOOKAHEAD_UTF16 <= change;
      };
      // Up to the first segment whose last unit could see the change, nothing may differ.
      const stable = (segments: string[]): string[] => {
        const end = segments.findIndex((segment) => !before(segment));
        return end < 0 ? segments : segments.slice(0, end);
      };
      const [a, b] = [stable(segmentsOf(whole)), stable(segmentsOf(changed))];
      const common = Math.min(a.length, b.length);
      assert.deepEqual(a.slice(0, common), b.slice(0, common));
      assert.equal(a.length, b.length);
    }),
    { numRuns: 300 },
  );
});

test('long texts of any one piece come to an end with every code unit covered', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PIECES), fc.constantFrom(...PIECES), (a, b) => {
      const input = (a + b).repeat(Math.ceil(100_000 / (a + b).length));
      const { starts, ends } = segmentText(input, 'english', 'sentence');
      let at = 0;
      starts.forEach((start, token) => {
        assert.match(input.slice(at, start), GAP);
        at = ends[token];
      });
      assert.match(input.slice(at), LAST_GAP);
    }),
    { numRuns: 60 },
  );
});

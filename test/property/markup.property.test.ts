// A document without its markup, edited at random: read as the whole new text is, and each letter finds back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MarkedText } from '../../src/core/session/markup/markedText.js';
import type { ContentChange } from '../../src/core/session/editedText.js';
import { markupOf } from '../../src/core/text/markup/languages.js';
import { markupPieces } from '../fixtures/markupTexts.js';

const RUNS = Number(process.env.RNN_LENS_MARKUP_RUNS ?? 150);

interface Case {
  readonly languageId: string;
  readonly text: string;
  readonly scripts: readonly (readonly ContentChange[])[];
}

/** Longer than markup is looked ahead at, so that not all is read again. */
const FILLER = ['One more line of it.\n', 'A long paragraph that has many words. '].map((line) =>
  line.repeat(900),
);

const cases: fc.Arbitrary<Case> = fc
  .constantFrom('markdown', 'html', 'typescript', 'python', 'conllu')
  .chain((languageId) => {
    const text = fc
      .array(fc.oneof({ weight: 12, arbitrary: markupPieces(languageId) }, fc.constantFrom(...FILLER)), {
        maxLength: 14,
      })
      .map((all) => all.join(''));
    const inserted = fc.array(markupPieces(languageId), { maxLength: 3 }).map((all) => all.join(''));
    const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(9), inserted);
    const scripts = fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    return fc.tuple(text, scripts).map(([start, all]) => {
      let { length } = start;
      const placed = all.map((changes) => {
        const sorted = changes
          .map(([at, removed, put]) => {
            const startUtf16 = Math.floor(at * length);
            return { startUtf16, endUtf16: Math.min(length, startUtf16 + removed), inserted: put };
          })
          .sort((a, b) => b.startUtf16 - a.startUtf16)
          .filter(({ endUtf16 }, k, list) => k === 0 || endUtf16 < list[k - 1].startUtf16);
        for (const { startUtf16, endUtf16, inserted: put } of sorted)
          length += put.length - (endUtf16 - startUtf16);
        return sorted;
      });
      return { languageId, text: start, scripts: placed };
    });
  });

function applied(text: string, changes: readonly ContentChange[]): string {
  return changes
    .toSorted((a, b) => b.startUtf16 - a.startUtf16)
    .reduce(
      (now, { startUtf16, endUtf16, inserted }) => now.slice(0, startUtf16) + inserted + now.slice(endUtf16),
      text,
    );
}

/** What is read, and where each code unit of it begins and ends. */
function all(marked: MarkedText): { read: string; places: number[] } {
  const { read } = marked;
  const places = Array.from({ length: read.length }, (_, k) => [
    marked.toDocument(k),
    marked.endInDocument(k + 1),
  ]);
  return { read, places: places.flat() };
}

test('an edited document is read as the whole new text, and what the edit did is told exactly', () => {
  fc.assert(
    fc.property(cases, ({ languageId, text, scripts }) => {
      const markup = markupOf(languageId)!;
      const marked = MarkedText.of(markup, text);
      let now = text;
      for (const changes of scripts) {
        const before = all(marked);
        const edits = marked.edit(changes);
        now = applied(now, changes);
        const after = all(marked);
        const whole = MarkedText.of(markup, now);
        assert.deepEqual(after, all(whole));
        assert.equal(marked.leftOutUtf16, whole.leftOutUtf16);
        // The changes of what is read make the new reading, and outside of them everything only moves.
        assert.equal(
          applied(
            before.read,
            edits.flatMap(({ change }) => change ?? []),
          ),
          after.read,
        );
        let [old, fresh, moved] = [0, 0, 0];
        const rest = [
          ...edits.map(({ read, readGrowth, documentGrowth }) => ({ read, readGrowth, documentGrowth })),
        ];
        for (const { read, readGrowth, documentGrowth } of [
          ...rest,
          { read: [after.read.length, after.read.length], readGrowth: 0, documentGrowth: 0 },
        ]) {
          for (; fresh < read[0]; fresh++, old++)
            for (const k of [0, 1])
              assert.equal(after.places[2 * fresh + k], before.places[2 * old + k] + moved);
          old += read[1] - read[0] - readGrowth;
          fresh = read[1];
          moved += documentGrowth;
        }
      }
    }),
    { numRuns: RUNS },
  );
});

test('what is read lies in the document in order, and finds back', () => {
  fc.assert(
    fc.property(cases, ({ languageId, text }) => {
      const marked = MarkedText.of(markupOf(languageId)!, text);
      const { read, places } = all(marked);
      let last = 0;
      for (let k = 0; k < read.length; k++) {
        const [start, end] = [places[2 * k], places[2 * k + 1]];
        assert.ok(start >= last && end >= start && end <= text.length);
        if (end === start + 1 && read[k].trim() !== '') {
          assert.equal(text[start], read[k]);
          assert.equal(marked.toRead(start), k);
        }
        last = start;
      }
    }),
    { numRuns: RUNS },
  );
});

test('no text is too odd to be read', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('markdown', 'html', 'typescript', 'python', 'sql'),
      fc.string({
        maxLength: 200,
        unit: fc.constantFrom(...'`*_[](){}<>!#|-=~&;:/\\"\'$ \n\r\tab1가\ud83d'),
      }),
      (languageId, text) => {
        const marked = MarkedText.of(markupOf(languageId)!, text);
        assert.ok(marked.leftOutUtf16 >= 0 && marked.leftOutUtf16 <= text.length);
      },
    ),
    { numRuns: 10 * RUNS },
  );
});

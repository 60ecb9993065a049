// Which tokens are which, over random edits: what is called the same is the same, and what is undone is all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { identity } from '../../src/core/analysis/tokenAlignment.js';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import type { ContentChange } from '../../src/core/session/editedText.js';
import { Comparisons, type Comparison } from '../../src/worker/comparisons.js';
import type { EngineDocument } from '../../src/worker/documents/engineDocument.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyLanguageModel, tinyMorphology } from '../fixtures/tinyTasks.js';

const IDS = { beforeId: -1, afterId: 1 };

const text = fc
  .array(
    fc.constantFrom('a', 'cab ', 'A bad cab. ', '\n', '나는 ', '이다. ', '👍', '\ud83d', '\udc4d', ' '),
    {
      maxLength: 14,
    },
  )
  .map((pieces) => pieces.join(''));
const places = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(12), inserted: text }),
  { minLength: 1, maxLength: 4 },
);

const place = (at: number, removed: number, inserted: string) => ({ at, removed, inserted });

/** Of two equal tokens the first goes, then everything; one comes back, then both. */
const REPEATED: [string, Place[][]] = ['👍\n👍', [[place(0, 2, '')], [place(0, 3, '')], [place(0, 0, '👍')]]];

/** Edits of either document. */
const edits = fc.array(
  fc.record({ which: fc.constantFrom('before' as const, 'after' as const), script: places }),
  { minLength: 1, maxLength: 4 },
);

interface Place {
  /** 0 … 1 of the text. */
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/** Changes that do not overlap, in the text's offsets. */
function changesOf(current: string, script: readonly Place[]) {
  let done = 0;
  return [...script]
    .sort((a, b) => a.at - b.at)
    .map(({ at, removed, inserted }): ContentChange => {
      const startUtf16 = Math.max(done, Math.floor(at * current.length));
      const endUtf16 = Math.min(current.length, startUtf16 + removed);
      done = endUtf16;
      return { startUtf16, endUtf16, inserted };
    });
}

function applied(current: string, changes: readonly ContentChange[]): string {
  return changes.reduceRight(
    (all, { startUtf16, endUtf16, inserted }) => all.slice(0, startUtf16) + inserted + all.slice(endUtf16),
    current,
  );
}

function checkTruth({ before, after, alignment }: Comparison): void {
  let [a, b] = [0, 0];
  for (const block of alignment) {
    assert.ok(block.length > 0 && block.after >= a && block.before >= b, 'in the order of both texts');
    [a, b] = [block.after + block.length, block.before + block.length];
    for (let k = 0; k < block.length && !block.replaced; k++)
      assert.equal(after.texts.text(block.after + k), before.texts.text(block.before + k));
  }
  assert.ok(a <= after.tokenCount && b <= before.tokenCount);
}

/** A text, its copy, how they are compared, and a way to edit either. */
async function compared(manifest: ModelManifest, start: string) {
  const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const open = { manifest, pipeline: new Pipeline(model, referenceEngine) };
  const params = { documentId: 1, modelName: manifest.name, text: start, visible: [0, 0] as const };
  const after = await openDocument(open, params, () => Promise.resolve());
  const before = after.copy();
  const comparisons = new Comparisons((id) => (id === IDS.beforeId ? before : after));
  comparisons.pinned(IDS);
  const current = { before: start, after: start };
  const edit = (which: 'before' | 'after', changes: readonly ContentChange[]): void => {
    const document = which === 'before' ? before : after;
    const deltas = document.edit(changes).map(({ delta }) => delta);
    comparisons.edited(IDS[`${which}Id`], deltas);
    current[which] = applied(current[which], changes);
    checkTruth(comparisons.of(IDS));
  };
  return { before, comparisons, current, edit };
}

function check(manifest: ModelManifest): void {
  test(`${manifest.name}: an alignment that follows edits is true, and undone it is one of everything`, () =>
    fc.assert(
      fc.asyncProperty(text, fc.array(places, { minLength: 1, maxLength: 4 }), async (start, scripts) => {
        const { before, comparisons, current, edit } = await compared(manifest, start);
        for (const script of scripts) edit('after', changesOf(current.after, script));
        edit('after', [{ startUtf16: 0, endUtf16: current.after.length, inserted: start }]);
        assert.deepEqual(comparisons.of(IDS).alignment, identity(before.tokenCount));
      }),
      { numRuns: 150, examples: [REPEATED] },
    ));
  test(`${manifest.name}: an alignment that follows the edits of both texts is true`, () =>
    fc.assert(
      fc.asyncProperty(text, edits, async (start, scripts) => {
        const { current, edit } = await compared(manifest, start);
        for (const { which, script } of scripts) edit(which, changesOf(current[which], script));
      }),
      { numRuns: 150 },
    ));
}

for (const manifest of [tinyManifest(), tinyMorphology(), tinyLanguageModel()]) check(manifest);

test('whichever of two long texts is edited, only tokens around the edit are read', () => {
  let reads = 0;
  const texts = (count: number, other: number) => ({
    count,
    text: (token: number) => {
      reads++;
      return token === other ? 'other' : 'same';
    },
  });
  const documents = { before: texts(50_000, -1), after: texts(50_000, -1) };
  const comparisons = new Comparisons((id) => {
    const own = id === IDS.beforeId ? documents.before : documents.after;
    return { tokenCount: own.count, texts: own } as unknown as EngineDocument;
  });
  comparisons.pinned(IDS);
  const delta = { fromToken: 20_000, removedTokens: 1, insertedTokens: 1 };
  for (const which of ['before', 'after'] as const) {
    documents[which] = texts(50_000, 20_000);
    comparisons.edited(IDS[`${which}Id`], [delta]);
    const { alignment } = comparisons.of(IDS);
    assert.equal(alignment.length, which === 'before' ? 3 : 1);
  }
  assert.ok(reads < 100, `${reads} texts read`);
});

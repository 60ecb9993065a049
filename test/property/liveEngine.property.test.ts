// The whole engine behind a real channel, edited at random: what a mirror holds is what a run of the new text says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { writeWeights, architectureOf, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import type { CellKind } from '../../src/core/rnn/config.js';
import type { ContentChange } from '../../src/core/session/editedText.js';
import { TokenMirror } from '../../src/live/tokenMirror.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';
import type { Script } from '../../src/core/text/script.js';
import { startTestEngine } from '../fixtures/engine.js';
import { markupPieces } from '../fixtures/markupTexts.js';
import { tinyManifest, tinyParameters } from '../fixtures/tinyModel.js';

/** Edit scripts of a usual run; a long one sets the variable. */
const SCRIPTS = Number(process.env.RNN_LENS_EDIT_SCRIPTS ?? 60);

const base = tinyManifest();
const rnn = { ...base.rnn, bidirectional: false, layers: 1, inputSize: 3 };
const characters = ['a', 'b', 'c', ' ', '.', '나', '는', '간', '다', '\n', '👍'];

/** A small model of each task. */
function manifestOf(task: ModelManifest['task'], cell: CellKind, layers: number): ModelManifest {
  const shared = { ...base, name: task, task, vocabulary: { words: ['a', 'b'], characters, pairs: [] } };
  if (task === 'tagging') return { ...shared, rnn: { ...base.rnn, cell, layers } };
  const [head] = base.heads;
  if (task === 'classification')
    return {
      ...shared,
      tokenizer: 'korean',
      segment: 'line',
      input: { kind: 'characters', characterSize: 3, pairSize: 0, separated: true },
      rnn: { ...rnn, cell, layers, bidirectional: true },
      heads: [{ ...head, level: 'segment', pooling: 'max' }],
    };
  const labels = ['unknown', ...characters];
  return {
    ...shared,
    tokenizer: 'characters',
    segment: 'document',
    input: { kind: 'characters', characterSize: 3, pairSize: 0, separated: false },
    rnn: { ...rnn, cell, layers },
    heads: [{ ...head, name: 'next', level: 'step', labels, labelDescriptions: labels }],
  };
}

const pieces = fc.array(
  fc.constantFrom(
    'a',
    'b ',
    ' cab. ',
    '\n',
    '나는 ',
    '간다. ',
    '👍',
    '\ud83d',
    '\udc4d',
    'A bad cab came.\r\n',
    '가\u0301 ',
  ),
  { maxLength: 12 },
);
const text = pieces.map((all) => all.join(''));
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(9),
  inserted: text,
});
/** One call: several changes as of several cursors; the next call comes before this one is answered. */
const edit = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 3 }), hurried: fc.boolean() });
const edits = fc.array(edit, { minLength: 1, maxLength: 5 });

interface Edit {
  readonly changes: readonly { readonly at: number; readonly removed: number; readonly inserted: string }[];
  readonly hurried: boolean;
}

/** Changes in offsets of a text, the last first; those that touch one another are left out. */
function changesOf({ changes }: Edit, { length }: string): ContentChange[] {
  const placed = changes.map(({ at, removed, inserted }) => {
    const startUtf16 = Math.floor(at * length);
    return { startUtf16, endUtf16: Math.min(length, startUtf16 + removed), inserted };
  });
  placed.sort((a, b) => b.startUtf16 - a.startUtf16);
  return placed.filter(({ endUtf16 }, k) => k === 0 || endUtf16 < placed[k - 1].startUtf16);
}

/** What of a document is read. */
type Reading = Pick<EngineContract['requests']['run']['params'], 'languageId' | 'script'>;

/** Runs a text and edits behind an engine; calls `check` after the run and after each edit. */
async function follow(
  manifest: ModelManifest,
  start: string,
  script: readonly Edit[],
  reading: Reading = { languageId: 'plaintext' },
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1);
  const level = manifest.task === 'classification' ? 'segment' : 'token';
  const mirrors = new Map<number, TokenMirror>();
  const mirrorOf = (id: number): TokenMirror => {
    if (!mirrors.has(id)) mirrors.set(id, new TokenMirror(level));
    return mirrors.get(id)!;
  };
  const rpc = new Rpc<EngineClientContract, EngineContract>(portOf(port2), {
    requests: {},
    events: {
      segmented: ({ documentId, starts, ends, segmentOffsets }) =>
        mirrorOf(documentId).segmented(starts, ends, segmentOffsets),
      edited: ({ documentId, places }) => mirrorOf(documentId).edited(places),
      tagged: ({ documentId, from, labels, probabilities }) =>
        mirrorOf(documentId).tagged(from, labels, probabilities),
      generated: () => undefined,
      notice: () => undefined,
      logged: () => undefined,
    },
  });
  try {
    const parameters = tinyParameters(manifest);
    const weights = writeWeights(architectureOf(manifest), manifest.vocabulary, (name) =>
      parameters.get(name)!,
    );
    const modelName = manifest.name;
    await rpc.call('loadModel', { name: modelName, manifest: JSON.stringify(manifest), weights });
    let now = start;
    await rpc.call('run', { documentId: 1, modelName, text: now, ...reading, visible: [0, 5] });
    let version = 1;
    for (const [k, edited] of script.entries()) {
      const changes = changesOf(edited, now);
      for (const { startUtf16, endUtf16, inserted } of changes)
        now = now.slice(0, startUtf16) + inserted + now.slice(endUtf16);
      const call = rpc.call('edit', { documentId: 1, version: ++version, changes, visible: [0, 5] });
      if (edited.hurried && k < script.length - 1) {
        // The next call ends the work on this one.
        call.catch(() => undefined);
        continue;
      }
      const summary = await call;
      const whole = await rpc.call('run', {
        documentId: 2,
        modelName,
        text: now,
        ...reading,
        visible: [0, 5],
      });
      assert.deepEqual(summary.problems, whole.problems);
      const [live, full] = [mirrorOf(1), mirrorOf(2)];
      assert.deepEqual(live.flat(), full.flat());
      assert.equal(live.labels.knownCount, full.labels.knownCount);
      assert.equal(live.labels.meanBits, full.labels.meanBits);
      assert.equal(summary.provisionalFrom, summary.tokenCount);
      const steps = {
        fromStep: 0,
        toStep: summary.stepCount,
        layer: 0,
        direction: 'forward',
        quantity: 'h',
      } as const;
      const [own, truth] = [
        await rpc.call('states', { documentId: 1, query: steps }),
        await rpc.call('states', { documentId: 2, query: steps }),
      ];
      assert.deepEqual(own, truth);
    }
  } finally {
    port2.close();
  }
}

for (const task of ['tagging', 'classification', 'language-model'] as const)
  test(`${task}: after every edit, labels, probabilities and states are a full run's, bit for bit`, async () => {
    const cells = fc.constantFrom<CellKind>('RNN_TANH', 'RNN_RELU', 'GRU', 'LSTM');
    await fc.assert(
      fc.asyncProperty(cells, fc.integer({ min: 1, max: 3 }), text, edits, (cell, layers, start, script) =>
        follow(manifestOf(task, cell, layers), start, script),
      ),
      { numRuns: Math.ceil(SCRIPTS / 3) },
    );
  });

/** A document of a language and edits of it. */
const marked = fc
  .constantFrom('markdown', 'html', 'typescript', 'python', 'plaintext', 'conllu')
  .chain((languageId) => {
    const ofLanguage = fc.array(markupPieces(languageId), { maxLength: 16 }).map((all) => all.join(''));
    const insertion = fc.oneof(ofLanguage, markupPieces(languageId));
    const changes = fc.array(
      change.chain((c) => insertion.map((inserted) => ({ ...c, inserted }))),
      { minLength: 1, maxLength: 3 },
    );
    const script = fc.array(fc.record({ changes, hurried: fc.boolean() }), { minLength: 1, maxLength: 5 });
    return fc.tuple(fc.constant(languageId), ofLanguage, script);
  });

for (const task of ['tagging', 'classification'] as const) {
  test(`${task}: a document without its markup is followed as exactly`, async () => {
    await fc.assert(
      fc.asyncProperty(marked, ([languageId, start, script]) =>
        follow(manifestOf(task, 'GRU', 1), start, script, { languageId }),
      ),
      { numRuns: SCRIPTS },
    );
  });

  test(`${task}: what is written in one script is followed as exactly`, async () => {
    const read = fc.constantFrom<Script>('hangul', 'latin');
    await fc.assert(
      fc.asyncProperty(marked, read, ([languageId, start, edits], script) =>
        follow(manifestOf(task, 'GRU', 1), start, edits, { languageId, script }),
      ),
      { numRuns: SCRIPTS },
    );
  });
}

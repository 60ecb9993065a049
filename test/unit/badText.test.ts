import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { rowsOf } from '../../src/live/rows.js';
import { Run } from '../../src/live/run.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { startTestEngine } from '../fixtures/engine.js';
import { runSource } from '../fixtures/hostModels.js';
import { portOf, startEngine } from '../../src/worker/start.node.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

/** Runs the tiny model over a text the way the host does, with the text and the tags sent as messages. */
async function tagged(text: string): Promise<Run> {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1);
  let run: Run | undefined;
  const rpc = new Rpc<EngineClientContract, EngineContract>(portOf(port2), {
    requests: {},
    events: {
      segmented: ({ starts, ends, segmentOffsets }) => run?.segmented(starts, ends, segmentOffsets),
      tagged: ({ from, labels, probabilities }) => run?.tagged(from, labels, probabilities),
      generated: () => undefined,
      notice: () => undefined,
      logged: () => undefined,
      edited: () => undefined,
    },
  });
  try {
    const manifest = tinyManifest();
    const files = { manifest: JSON.stringify(manifest), weights: tinyWeights(manifest) };
    const model = await rpc.call('loadModel', { name: 'tiny', ...files });
    run = new Run(runSource(text, model, model.segment));
    const params = { documentId: 1, modelName: 'tiny', text, visible: [0, text.length] as const };
    run.summary = await rpc.call('run', params);
    return run;
  } finally {
    port2.close();
  }
}

for (const [what, text] of [
  ['lone surrogates', 'a \ud83d b\udc00c \udfff\ud800 end. \ud83d'],
  ['NUL and control characters', 'a\0b \0\0 \u0001\u0002c\u007f.'],
  ['nothing but combining marks', '\u0301\u0302 \u20dd'],
  ['noncharacters and a byte order mark', '\ufeffa \uffff\ufffe b'],
] as const)
  test(`${what} are tagged: no character is lost, and all marks lie on their tokens`, async () => {
    const run = await tagged(text);
    assert.equal(run.complete, true);
    const marks = run.tokens.marksIn(0, text.length);
    assert.equal(marks.length, run.tokenCount);
    assert.ok(run.tokenCount > 0);
    let at = 0;
    for (const { start, end, token } of marks) {
      assert.match(text.slice(at, start), /^[\s\0-\u001f\u007f\ufeff]*$/u, `lost before token ${token}`);
      assert.equal(text.slice(start, end), run.tokens.textOf(token));
      at = end;
    }
    assert.deepEqual(
      rowsOf(run, 0, 100).texts.join(''),
      marks.map(({ token }) => run.tokens.textOf(token)).join(''),
    );
  });

test('a worker that dies by itself is reported once with its reason; one that is stopped is not', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-worker-'));
  try {
    const dying = path.join(folder, 'dying.cjs');
    writeFileSync(
      dying,
      `require('node:worker_threads').parentPort.once('message', () => { throw new Error('bad'); });`,
    );
    const reasons: string[] = [];
    await new Promise<void>((resolve) => {
      startEngine(dying, (reason) => resolve(void reasons.push(reason))).post('go');
    });
    startEngine(dying, (reason) => reasons.push(reason)).stop();
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(reasons.length, 1);
    assert.match(reasons[0], /^Error: bad/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

// The table of tokens as the engine answers it: of the whole text, after an edit of what is new, and as the pipeline says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { certaintyOf } from '../../src/core/views/certainty.js';
import { TEXT_ORDER, type TokenOrderQuery } from '../../src/core/views/tokenOrder.js';
import { loadEngine } from '../../src/kernel/load.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { TokenOrders, type ReadDocument } from '../../src/worker/tokenTable.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const TEXT = 'A cab. A bad cab came by. Bye. '.repeat(60);

const manifest = tinyManifest();
const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
const pipeline = () => new Pipeline(model, loadEngine());
const open = (text: string) =>
  openDocument({ manifest: manifest, pipeline: pipeline() }, { text }, () => Promise.resolve());
const job = () => {
  const shares: number[] = [];
  let turns = 0;
  return {
    shares,
    count: () => turns,
    turn: async () => void turns++,
    done: (share: number) => void shares.push(share),
  };
};
const query = (change: Partial<TokenOrderQuery>): TokenOrderQuery => ({ ...TEXT_ORDER, ...change });
const read = (document: ReadDocument['document'], isCurrent = () => true): ReadDocument => ({
  document,
  task: manifest.task,
  isCurrent,
});

test('an order is of the whole text, in turns and with progress; asked in another way the text is not read again', async () => {
  const document = await open(TEXT);
  const orders = new TokenOrders();
  const first = job();
  const rows = await orders.rows(read(document), query({ by: 'entropy', descending: true }), first);
  assert.equal(rows.length, document.tokenCount);
  assert.ok(first.shares.length > 0 && first.count() >= first.shares.length);
  const said = document.sayings(0, document.tokenCount);
  for (let k = 1; k < rows.length; k++)
    assert.ok(said.entropies[rows[k - 1]] >= said.entropies[rows[k]], `row ${k}`);
  const again = job();
  await orders.rows(read(document), query({ by: 'probability' }), again);
  assert.deepEqual(again.shares, []);
  const range = { ...query({ by: 'entropy', descending: true }), fromRow: 3, toRow: 8 };
  assert.deepEqual((await orders.order(read(document), range, job())).tokens, rows.slice(3, 8));
});

test('what is said of tokens is what the heads say, wherever a range begins', async () => {
  const document = await open(TEXT);
  const whole = document.sayings(0, document.tokenCount);
  const [head] = model.architecture.heads;
  for (const token of [0, 1, 17, document.tokenCount - 1]) {
    const { probabilities } = document.classProbabilities(token, 0);
    const own = certaintyOf(head, probabilities, whole.labels[token]);
    assert.equal(whole.probabilities[token], probabilities[whole.labels[token]]);
    assert.equal(whole.entropies[token], Math.fround(own.entropy));
    assert.equal(whole.runnerUps[token], own.runnerUp);
    const alone = document.sayings(token, token + 1);
    assert.equal(alone.entropies[0], whole.entropies[token]);
    assert.equal(alone.details[0], whole.details[token]);
  }
});

test('after an edit the order is that of the new text; segments that stayed are not run again', async () => {
  const document = await open(TEXT);
  const orders = new TokenOrders();
  let version = 0;
  const current = () => {
    const then = version;
    return read(document, () => version === then);
  };
  await orders.rows(current(), query({ by: 'probability' }), job());
  document.edit([{ startUtf16: 2, endUtf16: 5, inserted: 'bad' }]);
  version++;
  const runs: number[] = [];
  const { run } = document.pipeline;
  document.pipeline.run = (tokens, ...rest) => {
    runs.push(tokens.length);
    return run.call(document.pipeline, tokens, ...rest);
  };
  const edited = await orders.rows(current(), query({ by: 'probability' }), job());
  const fresh = await open(`A bad${TEXT.slice(5)}`);
  const expected = await new TokenOrders().rows(read(fresh), query({ by: 'probability' }), job());
  assert.deepEqual(edited, expected);
  const total = runs.reduce((a, b) => a + b, 0);
  assert.ok(total < document.tokenCount / 2, `${total} of ${document.tokenCount} tokens were run again`);
});

// A document that says the right answers itself: what is read of it, which words it labels, and the loss.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { uposAt } from '../../src/core/formats/conlluGold.js';
import { goldLabel, panelGoldLoss } from '../../src/live/goldAnswers.js';
import { Run } from '../../src/live/run.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { runSource } from '../fixtures/hostModels.js';

const GOLD = readFileSync('test/fixtures/gold.conllu', 'utf8');
const MODEL = 'media/models/english-pos';
const signal = new AbortController().signal;

let port: MessagePort;
let run: Run | undefined;
let rpc: Rpc<EngineClientContract, EngineContract>;
before(() => {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1);
  port = port2;
  rpc = new Rpc<EngineClientContract, EngineContract>(portOf(port2), {
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
});
after(() => port.close());

async function read(text: string, languageId?: string): Promise<Run> {
  const files = { manifest: readFileSync(`${MODEL}/model.json`, 'utf8'), weights: readFileSync(`${MODEL}/weights.safetensors`) }; // prettier-ignore
  const model = await rpc.call('loadModel', { name: 'english-pos', ...files });
  run = new Run({ ...runSource(text, model, model.segment), languageId });
  const params = { documentId: 1, modelName: 'english-pos', text, visible: [0, text.length] as const };
  run.summary = await rpc.call('run', { ...params, languageId });
  return run;
}

test('what is right stands beside the form, and only beside a whole one', () => {
  const at = (form: string, from = 0) => {
    const start = GOLD.indexOf(`\t${form}\t`, from) + 1;
    return uposAt(GOLD, start, start + form.length);
  };
  assert.deepEqual(['The', 'sleep', '.', 'likes', 'coffee'].map((form) => at(form)), ['DET', 'VERB', 'PUNCT', 'VERB', 'NOUN']); // prettier-ignore
  assert.equal(at("didn't"), null, 'the parts of it are right, not the whole');
  const keeper = GOLD.indexOf('\tkeeper\t') + 1;
  assert.equal(uposAt(GOLD, keeper, keeper + 4), null, 'half a form');
  assert.equal(uposAt(GOLD, keeper + 7, keeper + 13), null, 'the lemma');
  assert.equal(uposAt('1\ta', 2, 3), null);
  assert.equal(uposAt('a\t', 0, 1), null);
  assert.equal(uposAt('1\ta\ta\tX\r\n', 2, 3), 'X');
  assert.equal(uposAt('1\ta\t_\tX', 2, 3), 'X');
});

test('the forms are read, a sentence each, and the loss is over those that have a label', async () => {
  const { tokens, tokenCount, segmentCount } = await read(GOLD, 'conllu');
  const texts = Array.from({ length: tokenCount }, (_, token) => tokens.textOf(token));
  assert.deepEqual(texts, ['The', 'keeper', 'did', "n't", 'sleep', '.', 'Ann', 'likes', 'tea', 'and', 'Bob', 'coffee']); // prettier-ignore
  assert.equal(segmentCount, 2);
  const labels = texts.map((_, token) => goldLabel(run!, token));
  assert.deepEqual(labels, ['DET', 'NOUN', null, null, 'VERB', 'PUNCT', 'PROPN', 'VERB', 'NOUN', 'CCONJ', 'PROPN', 'NOUN']); // prettier-ignore
  assert.deepEqual([goldLabel(run!, -1), goldLabel(run!, tokenCount)], [null, null]);
  const bits: number[] = [];
  for (const [token, label] of labels.entries())
    if (label !== null) {
      const { probabilities } = await rpc.call('classProbabilities', { documentId: 1, token });
      bits.push(-Math.log2(probabilities[run!.model.labels.indexOf(label)]));
    }
  const loss = await panelGoldLoss({ call: (method, params) => rpc.call(method, params) }, run!, signal);
  const shown = labels.filter((label, token) => label !== null && run!.model.labels[tokens.labelOf(token).label] === label); // prettier-ignore
  assert.deepEqual([loss.words, loss.right, loss.lastBits], [10, shown.length, bits[9]]);
  assert.ok(Math.abs(loss.meanBits - bits.reduce((sum, each) => sum + each, 0) / 10) < 1e-12);
  assert.ok(loss.right >= 9 && loss.meanBits < 1, `${loss.right} right, ${loss.meanBits} bits`);
});

test('a text that says nothing of what is right has no loss, and nothing is asked of the engine', async () => {
  await read('The keeper sleeps.\n', 'plaintext');
  const engine = { call: () => assert.fail('asked') };
  const loss = await panelGoldLoss(engine, run!, signal);
  assert.deepEqual([loss.words, goldLabel(run!, 0)], [0, null]);
});

import { UNKNOWN } from '../../src/core/tokens/unknown.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { Pipeline } from '../../src/core/pipeline.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { quantityOf } from '../../src/core/rnn/stack.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { segmentTokens } from '../../src/core/text/ranges.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc, type StartWorker, type WorkerPort } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { serveGroups } from '../../src/worker/helper.js';
import { loadEngine } from '../../src/kernel/load.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

interface Seen {
  segmented: EngineClientContract['events']['segmented'] | null;
  readonly tagged: EngineClientContract['events']['tagged'][];
  readonly generated: string[];
  /** For the log. */
  readonly logged: string[];
}

/** An engine behind a real message channel with the tiny model loaded, and what it said. */
async function withEngine(
  use: (rpc: Rpc<EngineClientContract, EngineContract>, seen: Seen) => Promise<void>,
  helpers: readonly StartWorker[] = [],
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1, helpers);
  const seen: Seen = { segmented: null, tagged: [], generated: [], logged: [] };
  const rpc = new Rpc<EngineClientContract, EngineContract>(portOf(port2), {
    requests: {},
    events: {
      segmented: (event) => (seen.segmented = event),
      tagged: (event) => seen.tagged.push(event),
      generated: (event) => seen.generated.push(event.text),
      notice: () => undefined,
      logged: ({ message }) => seen.logged.push(message),
      edited: () => undefined,
    },
  });
  const manifest = tinyManifest();
  try {
    await rpc.call('loadModel', {
      name: 'tiny',
      manifest: JSON.stringify(manifest),
      weights: tinyWeights(manifest),
    });
    await use(rpc, seen);
  } finally {
    port2.close();
  }
}

const run = (text: string, visible: [number, number] = [0, 0]) => ({
  documentId: 1,
  modelName: 'tiny',
  text,
  visible,
});
const model = () => {
  const manifest = tinyManifest();
  return new Pipeline(readModel(JSON.stringify(manifest), tinyWeights(manifest)).model, loadEngine());
};

test('every token is tagged once, as the pipeline tags it, and the shapes are those of the run', () =>
  withEngine(async (rpc, seen) => {
    const text = 'A cab. A bad cab came by. '.repeat(40);
    const summary = await rpc.call('run', run(text));
    const segmented = segmentText(text, 'english', 'sentence');
    const segments = segmented.segmentOffsets.length - 1;
    const { tokens, offsets } = segmentTokens(text, segmented, 0, segments);
    const expected = model().run(tokens, offsets);
    const labels = new Uint16Array(tokens.length);
    let count = 0;
    for (const part of seen.tagged) {
      labels.set(part.labels, part.from);
      count += part.labels.length;
    }
    assert.deepEqual(seen.segmented?.starts, segmented.starts);
    assert.equal(count, tokens.length);
    assert.deepEqual([...labels], [...expected.heads[0].labels]);
    assert.equal(summary.tokenCount, tokens.length);
    assert.deepEqual(summary.shapes, {
      input: [segments, 6, 10],
      output: [segments, 6, 10],
      hiddenState: [4, segments, 5],
      cellState: [4, segments, 5],
    });
  }));

test('the visible part comes first', () =>
  withEngine(async (rpc, seen) => {
    const text = 'A cab came by. '.repeat(400);
    const middle = text.length / 2;
    await rpc.call('run', run(text, [middle, middle + 10]));
    const first = seen.tagged[0];
    const start = seen.segmented!.starts[first.from];
    assert.ok(
      start <= middle && start > middle - 200,
      `first tagged token is at ${start}, visible is ${middle}`,
    );
  }));

test('states of any window are those of the whole run', () =>
  withEngine(async (rpc) => {
    const text = 'A cab. A bad cab came by. Bye.';
    await rpc.call('run', run(text));
    const segmented = segmentText(text, 'english', 'sentence');
    const { tokens, offsets } = segmentTokens(text, segmented, 0, segmented.segmentOffsets.length - 1);
    const { trace, heads } = model().run(tokens, offsets);
    const [{ probabilities }] = heads;
    for (const quantity of ['h', 'c', 'i', 'f', 'g', 'o'] as const)
      for (const direction of ['forward', 'backward'] as const) {
        const query = { fromStep: 2, toStep: 7, layer: 1, direction, quantity };
        const window = await rpc.call('states', { documentId: 1, query });
        assert.deepEqual(window.values, quantityOf(trace, 1, direction, quantity).slice(2 * 5, 7 * 5));
        assert.equal(window.units, 5);
        assert.deepEqual([...window.segmentStarts], [0, 1, 0, 0, 0]);
      }
    const classes = await rpc.call('classProbabilities', { documentId: 1, token: 4 });
    assert.deepEqual(classes.probabilities, probabilities.slice(12, 15));
    assert.deepEqual(await rpc.call('stepsOfToken', { documentId: 1, token: 4 }), { fromStep: 4, toStep: 5 });
    assert.deepEqual(await rpc.call('details', { documentId: 1, fromToken: 1, toToken: 3 }), {
      texts: ['', ''],
      forms: null,
      unknown: Uint8Array.of(UNKNOWN.word, UNKNOWN.characters),
    });
  }));

test('a word with marks within its letters is told as the model read it', () =>
  withEngine(async (rpc) => {
    await rpc.call('run', { ...run('A c*a*b **came** by.'), languageId: 'markdown' });
    const params = { documentId: 1, fromToken: 0, toToken: 4 };
    assert.deepEqual((await rpc.call('details', params)).forms, ['A', 'cab', 'came', 'by']);
    await rpc.call('edit', {
      documentId: 1,
      version: 2,
      changes: [{ startUtf16: 2, endUtf16: 2, inserted: 'b_a_d ' }],
      visible: [0, 5],
    });
    assert.deepEqual((await rpc.call('details', params)).forms, ['A', 'b_a_d', 'cab', 'came']);
  }));

test('a run that is cancelled stops between two groups of segments', () =>
  withEngine(async (rpc, seen) => {
    const controller = new AbortController();
    const text = 'A cab came by. '.repeat(4000);
    const running = rpc.call('run', run(text), { signal: controller.signal });
    const started = setInterval(() => seen.tagged.length > 0 && controller.abort(), 1);
    await assert.rejects(running, { name: 'RpcError', cancelled: true });
    clearInterval(started);
    const pause = () => new Promise((resolve) => setTimeout(resolve, 80));
    await pause();
    const after = seen.tagged.length;
    await pause();
    assert.equal(seen.tagged.length, after);
    const tagged = seen.tagged.reduce((n, part) => n + part.labels.length, 0);
    assert.ok(tagged < 16000, `${tagged} of 20,000 tokens were tagged after all`);
  }));

test('two long runs at once do not keep a third from being answered', () =>
  withEngine(async (rpc) => {
    const controller = new AbortController();
    const text = 'A cab came by. '.repeat(20000);
    const both = [2, 3].map((documentId) => rpc.call('run', { ...run(text), documentId }, controller));
    const settled = Promise.allSettled(both);
    const { tokenCount } = await rpc.call('run', run('A cab.'));
    controller.abort();
    assert.equal(tokenCount, 3);
    assert.deepEqual(
      (await settled).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
  }));

const ODD_TEXTS: [name: string, text: string][] = [
  ['nothing', ''],
  ['white space', ' \r\n\t\u00a0\n\n'],
  ['a lone surrogate', 'a \ud800 b \udfff'],
  ['binary bytes', Array.from({ length: 300 }, (_, k) => String.fromCharCode(k % 65)).join('')],
  ['another script', '나는 학교에 갔다. Он читал. 今日は。'],
  ['one long line', 'abc '.repeat(5000)],
  ['one long word', 'a'.repeat(20000)],
];

for (const [name, text] of ODD_TEXTS)
  test(`a document of ${name} is tagged without an error`, () =>
    withEngine(async (rpc, seen) => {
      const summary = await rpc.call('run', run(text));
      const tagged = seen.tagged.reduce((n, part) => n + part.labels.length, 0);
      assert.equal(tagged, summary.tokenCount);
      assert.equal(summary.tokenCount === 0, text.trim() === '');
      for (const { probabilities } of seen.tagged) assert.ok(probabilities.every((p) => p > 0 && p <= 1));
    }));

test('questions that cannot be answered are answered with a sentence', () =>
  withEngine(async (rpc) => {
    await assert.rejects(rpc.call('classProbabilities', { documentId: 9, token: 0 }), /tag it first/);
    await assert.rejects(rpc.call('run', { ...run('a'), modelName: 'other' }), /"other" is not loaded/);
    await rpc.call('run', run('A cab.'));
    await assert.rejects(
      rpc.call('classProbabilities', { documentId: 1, token: 3 }),
      /no token 3: the document has 3/,
    );
    const query = { fromStep: 0, toStep: 3, layer: 2, direction: 'forward', quantity: 'h' } as const;
    await assert.rejects(rpc.call('states', { documentId: 1, query }), /no layer 2/);
    await assert.rejects(
      rpc.call('states', { documentId: 1, query: { ...query, layer: 0, quantity: 'z' } }),
      /no quantity z/,
    );
    await rpc.call('closeDocument', { documentId: 1 });
    await assert.rejects(rpc.call('classProbabilities', { documentId: 1, token: 0 }), /tag it first/);
    await assert.rejects(
      rpc.call('loadModel', { name: 'x', manifest: '{', weights: new Uint8Array() }),
      /not valid JSON/,
    );
  }));

/** A helper of the engine behind a channel of its own; `seen` counts what it got. */
function helperPort(seen: { groups: number }): WorkerPort {
  const { port1, port2 } = new MessageChannel();
  serveGroups(portOf(port1), loadEngine());
  port1.unref();
  const port = portOf(port2);
  return {
    post: (message, transfer) => {
      if ((message as { method?: string }).method === 'run') seen.groups++;
      port.post(message, transfer);
    },
    listen: (receive) => {
      port.listen(receive);
      // Listening holds the process, and a helper has no end of its own.
      port2.unref();
    },
    stop: () => port2.close(),
  };
}

/** Labels of all tokens, however the ranges came, and how often each token came. */
function collected(seen: Seen, count: number): { labels: Uint16Array; times: Uint8Array } {
  const labels = new Uint16Array(count);
  const times = new Uint8Array(count);
  for (const part of seen.tagged) {
    labels.set(part.labels, part.from);
    part.labels.forEach((_, i) => times[part.from + i]++);
  }
  return { labels, times };
}

test('a large document is dealt to helpers, with the results of one worker', async () => {
  const text = 'A cab. A bad cab came by. '.repeat(3000);
  const alone: { labels?: Uint16Array } = {};
  await withEngine(async (rpc, seen) => {
    const { tokenCount } = await rpc.call('run', run(text));
    alone.labels = collected(seen, tokenCount).labels;
  });
  const used = { groups: 0 };
  await withEngine(
    async (rpc, seen) => {
      const { tokenCount } = await rpc.call('run', run(text));
      const { labels, times } = collected(seen, tokenCount);
      assert.deepEqual(labels, alone.labels);
      assert.ok(times.every((n) => n === 1));
      assert.ok(used.groups > 10, `helpers got ${used.groups} groups`);
    },
    [() => helperPort(used), () => helperPort(used)],
  );
});

test('one unit is told a value a token, and units are ranked by how well they tell a passage', () =>
  withEngine(async (rpc) => {
    const text = 'A cab. A bad cab came by. Bye.';
    const { tokenCount } = await rpc.call('run', run(text));
    const whole = { fromStep: 0, toStep: tokenCount, layer: 1, direction: 'backward' } as const;
    const { values, units } = await rpc.call('states', { documentId: 1, query: { ...whole, quantity: 'c' } });
    const place = { layer: 1, direction: 'backward', quantity: 'c', unit: 3 } as const;
    const range = { fromToken: 2, toToken: 6 };
    const own = await rpc.call('unitValues', { documentId: 1, place, ...range });
    const expected = Float32Array.from({ length: 4 }, (_, k) => Math.tanh(values[(k + 2) * units + 3]));
    assert.deepEqual(own, expected);
    await assert.rejects(
      rpc.call('unitValues', { documentId: 1, place: { ...place, unit: 5 }, ...range }),
      /no units 5 to 6/,
    );
    const chosen = [[7, 16]] as const;
    const ranked = await rpc.call('rankUnits', { documentId: 1, chosen, others: [] });
    assert.equal(ranked.units.length, 2 * 2 * 2 * 5);
    assert.deepEqual([ranked.steps, ranked.every, ranked.othersChance], [tokenCount, 1, null]);
    const [best] = ranked.units;
    assert.ok(ranked.units.every(({ steady }) => steady <= best.steady));
    const bestPlace = {
      layer: best.layer,
      direction: best.direction,
      quantity: best.quantity,
      unit: best.unit,
    };
    const all = { documentId: 1, place: bestPlace, fromToken: 0, toToken: tokenCount };
    const bestValues = await rpc.call('unitValues', all);
    const inside = [3, 4, 5].map((token) => bestValues[token]);
    const outside = [...bestValues].filter((_, token) => token < 3 || token > 5);
    const wins = inside.flatMap((a) => outside.map((b) => Number(a > b))).reduce((a, b) => a + b, 0);
    const auc = wins / (inside.length * outside.length);
    assert.ok(Math.abs((best.side === 'high' ? auc : 1 - auc) - best.chosen) < 1e-9);
  }));

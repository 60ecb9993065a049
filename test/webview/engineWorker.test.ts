// The engine as a Web Worker, in a real browser: the same labels as in Node, helpers included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium, type Browser } from 'playwright-core';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { segmentTokens } from '../../src/core/text/ranges.js';
import { loadEngine } from '../../src/kernel/load.js';
import { root } from '../project.mjs';
import { ensureBrowser } from '../vscode/browser.mjs';

const model = path.join(root, 'media', 'models', 'english-pos');
const manifest = readFileSync(path.join(model, 'model.json'), 'utf8');
const weights = readFileSync(path.join(model, 'weights.safetensors'));
const text = 'The keeper wrote a letter to the harbour office. Nobody answered it for weeks! '.repeat(900);

let browser: Browser;
let address: string;
/** What the engine's helpers do instead of their work, by the script's name. */
const DEATHS: Readonly<Record<string, string>> = {
  '/engine.web.js': '',
  '/throwing.js': "throw new Error('killed by the test');",
  '/failingLater.js': "addEventListener('message', () => { throw new Error('killed in a message'); });",
  '/silent.js': 'close();',
};
const server = createServer((request, response) => {
  const death = DEATHS[request.url ?? ''];
  const isScript = death !== undefined;
  const engine = isScript ? readFileSync(path.join(root, 'dist', 'engine.web.js'), 'utf8') : '';
  const body = isScript
    ? `if (name === 'rnn-lens-helper' && ${death !== ''}) { ${death} }\nelse { ${engine} }`
    : '<!doctype html><title>t</title>';
  response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
  response.end(request.url === '/weights' ? weights : body);
});
before(async () => {
  browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}/`;
});
after(async () => {
  await browser.close();
  server.close();
});

interface Answer {
  readonly kind: string;
  readonly name?: string;
  readonly message?: string;
  readonly payload?: { readonly from: number; readonly labels: Uint16Array };
}

/** Runs in the page: loads the model into a worker, runs the text, and collects the labels of all tokens. */
async function runInPage([manifest, text, script]: readonly [string, string, string]): Promise<{
  labels: number[];
  error: string;
}> {
  const weights = new Uint8Array(await (await fetch('/weights')).arrayBuffer());
  const worker = new Worker(script);
  const labels: number[] = [];
  return new Promise((resolve) => {
    worker.onerror = (event) => resolve({ labels, error: event.message });
    worker.onmessage = ({ data }: MessageEvent<Answer & { id?: number }>) => {
      if (data.kind === 'error') resolve({ labels, error: data.message ?? '' });
      if (data.kind === 'event' && data.name === 'tagged')
        data.payload?.labels.forEach((label, k) => (labels[data.payload!.from + k] = label));
      if (data.kind === 'result' && data.id === 2) resolve({ labels, error: '' });
    };
    const post = (id: number, method: string, params: unknown): void =>
      worker.postMessage({ kind: 'request', id, method, params });
    post(1, 'loadModel', { name: 'english-pos', manifest, weights });
    post(2, 'run', { documentId: 1, modelName: 'english-pos', text, visible: [0, 100] });
  });
}

for (const [script, what] of [
  ['/engine.web.js', 'labels a document as it does in Node'],
  ['/throwing.js', 'does so without helpers, where these throw at their start'],
  ['/failingLater.js', 'does so without helpers, where these throw when they are asked'],
  ['/silent.js', 'does so without helpers, where these end and nobody is told'],
] as const)
  test(`the engine runs as a Web Worker and ${what}`, async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const { labels, error } = await page.evaluate(runInPage, [manifest, text, script] as const);
    assert.equal(error, '');
    const segmented = segmentText(text, 'english', 'sentence');
    const { tokens, offsets } = segmentTokens(text, segmented, 0, segmented.segmentOffsets.length - 1);
    const pipeline = new Pipeline(readModel(manifest, weights).model, loadEngine());
    const expected = pipeline.run(tokens, offsets, { outputOnly: true }).heads[0].labels;
    assert.deepEqual(labels, [...expected]);
    await page.close();
  });

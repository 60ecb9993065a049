import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, hoverMarkdown, percent, topClasses, type HoverContent } from '../../src/host/hoverText.js';
import { describeNetwork, describeSize, parseManifest } from '../../src/host/modelManifest.js';
import { statusText, statusTooltip, type StatusContent } from '../../src/host/statusText.js';
import { throttle } from '../../src/host/throttle.js';
import { tinyManifest } from '../fixtures/tinyModel.js';

const HOVER: HoverContent = {
  token: 'dog',
  label: 1,
  labels: ['VERB', 'NOUN', 'ADJ', 'ADV', 'X', 'PUNCT'],
  labelDescriptions: ['a verb', 'a noun'],
  probabilities: Float32Array.of(0.02, 0.9, 0.03, 0.04, 0.005, 0.005),
  probability: 0.9,
  modelTitle: 'English tags',
  stale: false,
};

test('the hover shows the five likeliest tags in order, with bars and percentages', () => {
  const lines = hoverMarkdown(HOVER).split('\n');
  assert.equal(lines[0], '`dog` is **NOUN**: a noun');
  const chart = lines.slice(lines.indexOf('```text') + 1, lines.lastIndexOf('```'));
  assert.deepEqual(
    chart.map((line) => line.split(/\s+/)[0]),
    ['NOUN', 'ADV', 'ADJ', 'VERB', 'X'],
  );
  assert.match(chart[0], /█{10}.* 90\.0 %$/);
  assert.equal(new Set(chart.map((line) => [...line].length)).size, 1, 'columns are aligned');
});

test('the hover says that it is stale, and manages without the engine', () => {
  assert.match(hoverMarkdown({ ...HOVER, stale: true }), /edited since it was tagged/);
  const text = hoverMarkdown({ ...HOVER, probabilities: null });
  assert.match(text, /NOUN {2}█+.*90\.0 %/);
  assert.doesNotMatch(text, /VERB/);
});

test('nothing from the text or the model becomes Markdown', () => {
  const text = hoverMarkdown({
    ...HOVER,
    token: '``a`\nb',
    labels: ['[x](command:y)', '<b>*', '', '', '', ''],
  });
  assert.ok(text.startsWith('``` ``a` b ``` is **\\<b\\>\\***'), text);
  assert.equal(text.match(/^```/gm)?.length, 3);
});

test('bars and percentages do not round to certainty', () => {
  assert.equal(bar(1), '█'.repeat(12));
  assert.equal(bar(0), '');
  assert.equal(bar(NaN), '');
  assert.equal(percent(0.99999).trim(), '>99.9 %');
  assert.equal(percent(1).trim(), '100.0 %');
  assert.equal(percent(0.0001).trim(), '<0.1 %');
  assert.deepEqual(topClasses(Float32Array.of(0.1, 0.4, 0.4), 2), [1, 2]);
});

const STATUS: StatusContent = {
  tokenCount: 1234,
  modelName: 'english-pos',
  stale: false,
  complete: true,
  progress: null,
  locale: 'en',
};

test('the status bar tells current, running, stale and incomplete runs apart', () => {
  assert.equal(statusText(STATUS), 'RNN Lens: 1,234 tokens · english-pos');
  assert.equal(statusText({ ...STATUS, tokenCount: 1 }), 'RNN Lens: 1 token · english-pos');
  assert.match(statusText({ ...STATUS, progress: 0.999 }), /99 %$/);
  assert.match(statusText({ ...STATUS, stale: true }), /stale/);
  assert.match(statusText({ ...STATUS, complete: false }), /incomplete/);
  assert.match(statusTooltip({ ...STATUS, stale: true }), /tag it again/);
});

test('a manifest gives what the list of models shows', () => {
  const manifest = parseManifest(JSON.stringify(tinyManifest()), 'tiny');
  assert.equal(describeNetwork(manifest.rnn), 'LSTM · 2 layers × 2 directions × 5 units');
  assert.equal(describeSize(3_440_000), '3.4 MB');
  assert.equal(describeSize(12), '1 kB');
});

test('a damaged manifest, or one of another folder, is described with the name of its file', () => {
  const json = JSON.stringify(tinyManifest());
  const other = {
    name: 'RnnLensError',
    message: /^model\.json: "name" is "tiny", but the folder is "other"/,
  };
  assert.throws(() => parseManifest(json, 'other'), other);
  assert.throws(() => parseManifest('{"name": ', 'tiny'), /^RnnLensError: model\.json is not valid JSON/);
});

test('a throttled function runs at once, then at most once an interval, and never loses the last call', async () => {
  let runs = 0;
  const throttled = throttle(() => runs++, 20);
  for (let i = 0; i < 10; i++) throttled();
  assert.equal(runs, 1);
  await new Promise((done) => setTimeout(done, 80));
  assert.equal(runs, 2);
  throttled();
  throttled();
  throttled.dispose();
  await new Promise((done) => setTimeout(done, 40));
  assert.equal(runs, 3);
});

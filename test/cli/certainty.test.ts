// `tag --certainty`: what comes second and the entropy, from the probabilities that are printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok, rnnLens } from './program.js';

const table = async (model: string, text: string): Promise<Record<string, string>[]> => {
  const printed = await ok(['tag', '--model', model, '--format', 'tsv', '--certainty', '-'], text);
  const [names, ...lines] = printed.split('\n').filter((line) => line !== '');
  const columns = names.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, k) => [columns[k], cell])));
};

test('of a classifier it is what its own columns say', async () => {
  const rows = await table('korean-sentiment', '정말 재미있게 봤다\n최악이다\n');
  assert.equal(rows.length, 2);
  for (const row of rows) {
    const p = [row['p(negative)'], row['p(positive)']].map(Number);
    const second = p[0] < p[1] ? 0 : 1;
    assert.equal(row['runner-up'], ['negative', 'positive'][second]);
    assert.equal(Number(row['runner-up:probability']), p[second]);
    const bits = p.reduce((sum, value) => (value > 0 ? sum - value * Math.log2(value) : sum), 0);
    assert.ok(Math.abs(Number(row['entropy']) - bits) < 1e-4, row['entropy']);
  }
});

test('a language model says what it expected in place of each character, of the first one nothing', async () => {
  const [first, ...rows] = await table('tolstoy-gru', 'the cab');
  assert.deepEqual([first['expected'], first['entropy']], ['', '']);
  for (const row of rows) {
    assert.notEqual(row['expected'], row['runner-up']);
    assert.ok(Number(row['runner-up:probability']) <= 0.5);
    if (row['character'] === row['expected'])
      assert.ok(Math.exp(-Number(row['surprisal'])) >= Number(row['runner-up:probability']) - 1e-5);
  }
});

test('other formats have no columns', async () => {
  const { code, stderr } = await rnnLens(['tag', '--certainty', '--format', 'json', '-'], 'The cab.');
  assert.equal(code, 1);
  assert.match(stderr, /--certainty adds columns to tables/);
});

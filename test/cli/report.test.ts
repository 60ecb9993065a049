// `rnn-lens report`: the same bytes for the same input, `--check`, and its numbers against what the other commands say.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { readNpy } from '../fixtures/arrayFiles.js';
import { ok, rnnLens } from './program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-report-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
const file = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
const sha256 = (name: string): string => createHash('sha256').update(readFileSync(name)).digest('hex');

async function reportOf(args: readonly string[], input = ''): Promise<string> {
  const out = at('report.html');
  assert.equal(await ok(['report', ...args, '--out', out], input), '');
  return readFileSync(out, 'utf8');
}

/** The texts of a table's cells, row by row, found by how its caption begins; none where it is not there. */
function tableOf(html: string, caption: string): string[][] {
  const table = html.split('<table>').find((text) => text.includes(`<caption>${caption}`)) ?? '';
  return [...table.matchAll(/<tr><th scope="row".*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => textOf(cell)),
  );
}

function textOf(html: string): string {
  const plain = html.replace(/<[^>]*>/g, '');
  return plain.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&amp;/g, '&'); // prettier-ignore
}

test('a tagger: hashes, counts, and the tags that `tag` writes; what is markup in the text is shown as text', async () => {
  const text = 'Marta had <script>alert(1)</script> kept the light & left.\nShe "sleeps" now.\n';
  const from = file('a.txt', text);
  const html = await reportOf([from]);
  assert.ok(!html.includes('<script') && !/\son\w+=/.test(html));
  assert.ok(html.includes('<bdi class="text">&lt;'));
  const facts = new Map(tableOf(html, 'Model, text and settings').map(([name, value]) => [name, value]));
  assert.equal(facts.get('text as UTF-8, SHA-256'), sha256(from));
  assert.equal(facts.get('weights, SHA-256'), sha256('media/models/english-pos/weights.safetensors'));
  assert.equal(facts.get('model.json, SHA-256'), sha256('media/models/english-pos/model.json'));
  assert.equal(facts.get('states'), 'layer 1, forward, h');
  const tagged = (await ok(['tag', '--format', 'conllu', from])).split('\n').filter((row) => /^\d/.test(row));
  const tokens = tableOf(html, 'Tokens, all');
  assert.deepEqual(
    tokens.map(([token, , , tag, , , , xpos]) => [token, tag, xpos]),
    tagged.map((row) => row.split('\t')).map((row) => [row[1], row[3], row[4]]),
  );
  for (const [, , , , probability, , other] of tokens) assert.ok(Number(other.replace('<', '')) <= Number(probability.replace('>', ''))); // prettier-ignore
  const counts = tableOf(html, 'How often each label of upos');
  const nouns = tokens.filter((row) => row[3] === counts[0][0]).length;
  assert.equal(Number(counts[0][1]), nouns);
  assert.equal(counts.reduce((sum, [, count]) => sum + Number(count), 0), tokens.length); // prettier-ignore
});

test('the same input gives the same bytes, wherever it lies; --check says what first differs, and writes nothing', async () => {
  const text = 'Marta had kept the light at Gull Point.\n';
  const html = await reportOf([file('same.txt', text)]);
  const out = at('report.html');
  const elsewhere = mkdtempSync(path.join(folder, 'other-'));
  writeFileSync(path.join(elsewhere, 'same.txt'), text);
  assert.equal(await reportOf([path.join(elsewhere, 'same.txt')]), html);
  assert.equal(await ok(['report', at('same.txt'), '--out', out, '--check']), '');
  const fails = async (pattern: RegExp, args: readonly string[] = []): Promise<void> => {
    const before = readFileSync(out);
    const { code, stderr } = await rnnLens(['report', at('same.txt'), '--out', out, '--check', ...args]);
    assert.equal(code, 1);
    assert.match(stderr, pattern);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.deepEqual(readFileSync(out), before);
  };
  await fails(/\(What was run\).*layer 1, forward, h.*layer 0, backward, c/, ['--layer', '0', '--direction', 'backward', '--quantity', 'c']); // prettier-ignore
  writeFileSync(out, html.replace('VERB', 'NOUN'));
  await fails(/differs first in line \d+ \(Labels\), where it says ".*NOUN.*" and now would say ".*VERB.*"/);
  writeFileSync(out, html.slice(0, -9));
  await fails(/where it says ".*" and now would say/);
  file('same.txt', `${text}More.\n`);
  writeFileSync(out, html);
  await fails(/text as UTF-8, SHA-256|\(What was run\)/);
  const missing = await rnnLens(['report', at('same.txt'), '--out', at('none.html'), '--check']);
  assert.match(missing.stderr, /none\.html is not there: there is nothing to check/);
  assert.deepEqual([missing.code, existsSync(at('none.html'))], [1, false]);
});

test('a language model: bits are those of `tag`, what was expected is the most probable', async () => {
  const text = 'The count said "so it is", and so on.\n'.repeat(30);
  const from = file('novel.txt', text);
  const html = await reportOf(['--model', 'tolstoy-gru', from]);
  const rows = (await ok(['tag', '--model', 'tolstoy-gru', '--format', 'tsv', from])).trim().split('\n');
  const nats = rows.slice(1).map((row) => row.split('\t')[1]);
  const tokens = tableOf(html, 'Tokens, the first 1,000 of 1,140 tokens');
  assert.equal(tokens.length, 1000);
  assert.deepEqual(tokens[0].slice(0, 8), ['T', '0', '', '', '', '', '', '']);
  tokens.slice(1).forEach(([, , own, bits, , most], t) => {
    assert.ok(
      Math.abs(Number(bits) - Number(nats[t + 1]) / Math.LN2) < 0.0051,
      `${t}: ${bits} ${nats[t + 1]}`,
    );
    if (!/[<>]/.test(own + most)) assert.ok(Number(own) <= Number(most));
  });
  const mean = nats.slice(1).reduce((sum, value) => sum + Number(value), 0) / (nats.length - 1) / Math.LN2;
  assert.equal(tableOf(html, 'Bits')[0][1], mean.toFixed(2));
  assert.equal(html.match(/class="bar"/g)!.length, Math.ceil(1139 / Math.ceil(1139 / 120)));
});

test('the picture of a large network has a pixel a unit and step, of the states that `states` writes', async () => {
  const from = file('long.txt', 'The count said so.\n'.repeat(70));
  const place = ['--model', 'tolstoy-lstm', '--quantity', 'h'];
  const html = await reportOf([...place, from]);
  await ok(['states', ...place, '--layer', '0', '--direction', 'forward', '--out', at('h.npy'), from]);
  const { values, shape } = readNpy(readFileSync(at('h.npy')));
  const png = Buffer.from(/src="data:image\/png;base64,([^"]+)"/.exec(html)![1], 'base64');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1000, shape[1]]);
  const start = png.indexOf('IDAT') + 4;
  const pixels = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  for (let unit = 0; unit < shape[1]; unit++)
    for (let step = 0; step < 1000; step += 7)
      assert.ok(Math.abs(pixels[unit * 1001 + 1 + step] / 127 - 1 - Number(values[step * shape[1] + unit])) < 0.005); // prettier-ignore
  assert.match(html, /Scale from −1\.000 to 1\.000.*/);
  assert.match(html, /The first 1,000 of 1,330 steps are drawn/);
});

test('a classifier: the classes that `tag` says; Korean stays Korean, also from standard input', async () => {
  const text = '정말 재미있는 영화였다.\n시간이 아깝다 <b>별로</b>\n';
  const from = file('ko.txt', text);
  const html = await reportOf(['--model', 'korean-sentiment', from]);
  const said = JSON.parse(await ok(['tag', '--model', 'korean-sentiment', '--format', 'json', from])) as { text: string; class: string; probability: number }[]; // prettier-ignore
  assert.equal(said.length, 2);
  assert.deepEqual(
    tableOf(html, 'class, all 2 sequences').map(([, sequence, label, probability]) => [
      sequence,
      label,
      probability,
    ]),
    said.map((one) => [one.text, one.class, one.probability.toFixed(3)]),
  );
  const piped = await reportOf(['--model', 'korean-sentiment', '-'], text);
  assert.equal(piped.replaceAll('standard input', 'ko.txt'), html);
  const feelings = await reportOf(['--model', 'english-feelings', file('en.txt', 'I love it, thank you!\n')]);
  const [first] = JSON.parse(await ok(['tag', '--model', 'english-feelings', '--format', 'json', at('en.txt')])) as { classes: string[] }[]; // prettier-ignore
  assert.equal(tableOf(feelings, 'sentiment, the one sequence')[0][2], first.classes.join(', ') || 'none');
  const korean = await reportOf(['--model', 'korean-morphology', from]);
  assert.equal(tableOf(korean, 'Tokens, all')[0][0], '정말');
});

test('a network alone: the textbook’s states as numbers in cells; shapes; no labels', async () => {
  const html = await reportOf(['--model', 'textbook-rnn', 'media/samples/textbook.txt']);
  const numbers = [...html.matchAll(/<text [^>]*class="(?:dark|light)">([^<]*)</g)].map(
    ([, number]) => number,
  );
  assert.deepEqual(numbers, ['−.32', '−.86', '−.98', '.19', '.65', '.86']);
  assert.deepEqual(tableOf(html, 'Shapes of the run'), [['x', '(1, 3, 2)'], ['output', '(1, 3, 2)'], ['h_n', '(1, 1, 2)']]); // prettier-ignore
  assert.ok(!html.includes('<h2>Labels') && !html.includes('<h2>Surprisal'));
});

test('an empty text is a report, too; what cannot be is one sentence, and nothing is written', async () => {
  for (const model of [
    'english-pos',
    'english-feelings',
    'tolstoy-gru',
    'textbook-rnn',
    'korean-morphology',
  ]) {
    const html = await reportOf(['--model', model, file('empty.txt', '')]);
    assert.match(html, /Nothing was read: there are no tokens/, model);
    assert.ok(!/NaN|undefined|Infinity/.test(html), model);
  }
  const fails = async (args: readonly string[], pattern: RegExp): Promise<void> => {
    const { code, stderr } = await rnnLens(['report', ...args]);
    assert.equal(code, 1);
    assert.match(stderr, pattern);
  };
  const [from, out] = [file('b.txt', 'A word.\n'), at('no.html')];
  await fails([from], /--out is missing/);
  await fails([from, '--out', from], /it would be lost/);
  await fails([from, '--out', out, '--layer', '7'], /--layer 7 does not fit/);
  await fails([from, '--out', out, '--model', 'tolstoy-gru', '--quantity', 'c'], /--quantity c does not fit/);
  assert.deepEqual([existsSync(out), readFileSync(from, 'utf8')], [false, 'A word.\n']);
});

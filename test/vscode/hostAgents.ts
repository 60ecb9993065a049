// Tools of language models, called as an agent calls them, and the interface for other extensions.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, closeAll, exported, longText, show, showNew, workspaceFile } from './hostSupport.js';
import { until } from './until.js';

const TOOLS = ['rnn_tag_text', 'rnn_unit_states', 'rnn_find_units', 'rnn_compare_texts'];
const MOST_BYTES = 4096;

/** What the answers have in common. */
interface Answer {
  readonly model: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly leftOut?: string;
  readonly [name: string]: unknown;
}

/** Calls a tool and reads its answer, which is never larger than said. */
async function ask(tool: string, input: object, token?: vscode.CancellationToken): Promise<Answer> {
  const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined }, token);
  const [part] = content as readonly vscode.LanguageModelTextPart[];
  assert.equal(content.length, 1);
  const bytes = new TextEncoder().encode(part.value).length;
  assert.ok(bytes <= MOST_BYTES, `${tool}: ${bytes} bytes`);
  return JSON.parse(part.value) as Answer;
}

const refused = (tool: string, input: object, sentence: RegExp) => assert.rejects(ask(tool, input), sentence);

const column = ({ columns, rows }: Answer, name: string) => rows.map((row) => row[columns.indexOf(name)]);

/** Registers what must hold before the extension is used. */
export function testAgentsBeforeFirstRun(): void {
  test('tools and the interface for other extensions are there, and made nothing', async () => {
    const { tools } = vscode.lm;
    const own = TOOLS.map((name) => tools.find((tool) => tool.name === name));
    for (const tool of own) assert.ok(tool?.inputSchema && tool.description.length > 100, tool?.name);
    const lens = await exported();
    lens.onDidChange(() => undefined).dispose();
    assert.deepEqual([lens.apiVersion, lens.forTests?.isAwake], [1, false]);
  });
}

/** Registers the tests of tools and of the interface for other extensions. */
export function testAgents(): void {
  testTagging();
  testStates();
  testFinding();
  testComparing();
  testAsking();
  testInterface();
}

function testTagging(): void {
  test('rnn_tag_text tags a text by the model of its language', async () => {
    const english = await ask('rnn_tag_text', { text: 'The keeper climbed the old tower.' });
    assert.equal(english.model, 'english-pos');
    assert.deepEqual(column(english, 'text'), ['The', 'keeper', 'climbed', 'the', 'old', 'tower', '.']);
    assert.deepEqual(column(english, 'label'), ['DET', 'NOUN', 'VERB', 'DET', 'ADJ', 'NOUN', 'PUNCT']);
    assert.equal(english.leftOut, undefined);
    const korean = await ask('rnn_tag_text', { text: '등대지기는 탑을 올랐다.' });
    assert.equal(korean.model, 'korean-morphology');
    assert.ok(column(korean, 'detail').some((detail) => /오르/.test(String(detail))));
  });

  test('rnn_tag_text says what it left out of a long text, and goes on there', async () => {
    const text = longText(200);
    const first = await ask('rnn_tag_text', { text });
    const next = Number(/"fromToken": (\d+)/.exec(first.leftOut ?? '')?.[1]);
    assert.equal(next, first.rows.length);
    const second = await ask('rnn_tag_text', { text, fromToken: next });
    assert.equal(second.rows[0][0], next);
    const { VERB: verbs } = first.labels as Record<string, number>;
    const onlyVerbs = await ask('rnn_tag_text', { text, labels: ['VERB'], fromToken: 1000 });
    assert.ok(verbs > 100 && onlyVerbs.rows.every((row) => row[3] === 'VERB' && Number(row[0]) >= 1000));
  });

  test('rnn_tag_text classifies by unit, and tells the surprisal of letters', async () => {
    const said = await ask('rnn_tag_text', {
      text: '정말 재미있는 영화였다.\n시간이 아까웠다.\n',
      model: 'korean-sentiment',
    });
    assert.deepEqual(column(said, 'label').length, 2);
    const letters = await ask('rnn_tag_text', { text: 'The prince said nothing.', model: 'tolstoy-gru' });
    assert.equal(letters.rows.length, 24);
    assert.ok(Number(letters.meanBits) > 0.5 && Number(letters.meanBits) < 6);
    assert.equal(column(letters, 'bits')[0], null, 'nothing was read before the first letter');
  });

  test('rnn_tag_text reads an open document as it is, by uri, path and name, and changes nothing', async () => {
    const editor = await showNew('agent.txt', 'The dog barked.');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), 'old '));
    const { uri, version } = editor.document;
    const { runOf } = await api();
    for (const document of [uri.toString(), uri.path, 'agent.txt', undefined])
      assert.deepEqual(column(await ask('rnn_tag_text', { document }), 'text').slice(0, 3), [
        'The',
        'old',
        'dog',
      ]);
    assert.deepEqual([editor.document.version, runOf(uri)], [version, null], 'nothing was tagged for people');
    await closeAll();
  });
}

function testStates(): void {
  test('rnn_unit_states gives the states of the engine, the same page by page', async () => {
    const text = longText(40);
    const place = { model: 'english-pos', layer: 1, direction: 'backward' } as const;
    const input = { text, ...place, units: [3, 7] };
    const first = await ask('rnn_unit_states', input);
    assert.deepEqual(first.columns, ['token', 'text', 'u3', 'u7']);
    const states = await (await exported()).states(text, place);
    const at = (row: Answer['rows'][number], unit: number) =>
      states.values[states.tokens.indexOf(Number(row[0])) * states.units + unit];
    for (const row of first.rows) assert.ok(Math.abs(Number(row[2]) - at(row, 3)) <= 0.0005, row.join());
    const next = Number(/"fromToken": (\d+)/.exec(first.leftOut ?? '')?.[1]);
    const second = await ask('rnn_unit_states', { ...input, fromToken: next });
    assert.equal(second.rows[0][0], next);
    for (const row of second.rows) assert.ok(Math.abs(Number(row[3]) - at(row, 7)) <= 0.0005, row.join());
  });

  test('rnn_unit_states shows the units that vary most where none are named', async () => {
    const said = await ask('rnn_unit_states', { text: '1 1\n2 2\n3 3\n', model: 'textbook-rnn' });
    assert.deepEqual([said.rows.length, said.columns.length, said.unitsOfPlace], [3, 4, 2]);
  });
}

function testFinding(): void {
  test('rnn_find_units finds the units of a label and of a passage', async () => {
    const text = longText(60);
    const verbs = await ask('rnn_find_units', { text, label: 'VERB' });
    const [best] = column(verbs, 'auc');
    assert.ok(Number(best) > 0.9 && Number(verbs.heldOutStretches) > 10, JSON.stringify(verbs.rows[0]));
    assert.match(verbs.leftOut ?? '', /worse units are left out: ask again with "fromUnit": \d+/);
    const passage = await ask('rnn_find_units', { text, passage: 'the old tower' });
    assert.equal(passage.stretches, 1);
    assert.ok(Number(passage.heldOutStretches) > 10);
  });

  test('rnn_find_units says which labels there are, and that a passage is not there', async () => {
    await refused('rnn_find_units', { text: 'A dog.', label: 'VREB' }, /no label "VREB".*VERB/);
    await refused('rnn_find_units', { text: 'A dog.', passage: 'cat' }, /does not contain that "passage"/);
    await refused('rnn_find_units', { text: 'A dog.' }, /either "passage".*or "label"/);
  });
}

function testComparing(): void {
  test('rnn_compare_texts says what an edit changes', async () => {
    const before = 'They saw the duck. The old keeper climbed the tower.';
    const after = 'They saw her duck. The old keeper climbed the tower.';
    const said = await ask('rnn_compare_texts', {
      textBefore: before,
      textAfter: after,
      model: 'english-pos',
    });
    assert.deepEqual([said.replaced, said.inserted, said.removed], [1, 0, 0]);
    assert.equal((said.firstDifference as { token: number }).token, 2);
    const { differMost } = said.states as { differMost: readonly { most: number }[] };
    assert.ok(differMost.length > 0 && Math.abs(differMost[0].most) > 0.1);
    assert.ok(column(said, 'after').includes('her'), JSON.stringify(said.rows));
    const same = await ask('rnn_compare_texts', { textBefore: before, textAfter: before });
    assert.deepEqual([same.firstDifference, same.changes], [null, 0]);
  });
}

function testAsking(): void {
  test('a wrong question is answered with what can be asked', async () => {
    await refused(
      'rnn_tag_text',
      { text: 'A dog.', model: 'nope' },
      /no model "nope". Models: .*english-pos \(tagging, en/,
    );
    await refused('rnn_tag_text', { document: 'nowhere.txt' }, /"nowhere.txt" is not open/);
    await refused(
      'rnn_tag_text',
      { text: 'a '.repeat(150_000) },
      /has 300000 characters, and 200000 can be read/,
    );
    await refused('rnn_tag_text', { text: 'A dog.', fromToken: 99 }, /no token 99. Tokens: 0 to 2/);
    await refused(
      'rnn_tag_text',
      { text: '1 1', model: 'textbook-rnn' },
      /gives no labels: ask rnn_unit_states/,
    );
    await refused(
      'rnn_unit_states',
      { text: 'A dog.', units: [999] },
      /no unit 999 in h of layer 0 forward. Units: 0 to 159/,
    );
    await refused('rnn_unit_states', { text: 'A dog.', layer: 5 }, /no layer 5. Layers: 0 to 1/);
    await refused(
      'rnn_compare_texts',
      { textAfter: 'A dog.' },
      /"textBefore" or "documentBefore" is missing/,
    );
  });

  test('a tool that is cancelled ends, and the next one is answered', async () => {
    const source = new vscode.CancellationTokenSource();
    const asked = ask('rnn_find_units', { text: longText(3000), label: 'VERB' }, source.token);
    setTimeout(() => source.cancel(), 50);
    await assert.rejects(asked, /cancel/i);
    assert.equal((await ask('rnn_tag_text', { text: 'A dog barked.' })).rows.length, 4);
  });

  test('an agent is answered after the engine died', async () => {
    (await api()).crashEngine();
    assert.equal((await ask('rnn_tag_text', { text: 'A dog barked.' })).rows.length, 4);
  });
}

function testInterface(): void {
  test('another extension gets tags and states of a text, and hears of tags that people see', async () => {
    const lens = await exported();
    assert.ok((await lens.models()).some(({ name, task }) => name === 'english-pos' && task === 'tagging'));
    const tagged = await lens.tag('The dog barked.');
    const words = Array.from(tagged.starts, (start, k) => 'The dog barked.'.slice(start, tagged.ends[k]));
    assert.deepEqual(words, ['The', 'dog', 'barked', '.']);
    assert.deepEqual(
      Array.from(tagged.label, (label) => tagged.labels[label]),
      ['DET', 'NOUN', 'VERB', 'PUNCT'],
    );
    await assert.rejects(lens.tag('A dog.', { model: 'nope' }), /no model "nope"/);
    const told: string[] = [];
    const listening = lens.onDidChange(({ document }) => told.push(document.path));
    const { document } = await show(workspaceFile('lighthouse.txt'));
    await vscode.commands.executeCommand('rnnLens.tagDocument');
    await until('the event', () => told.includes(document.uri.path));
    const { runOf } = await api();
    const shown = await until('all tags', () =>
      runOf(document.uri)?.complete ? runOf(document.uri) : undefined,
    );
    const again = await lens.tag(document);
    assert.equal(again.version, document.version);
    assert.deepEqual(
      Array.from(again.label, (label) => again.labels[label]),
      shown!.labels,
    );
    listening.dispose();
    await closeAll();
  });
}

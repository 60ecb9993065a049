// What leaves the panel is what the command line writes: tables, states, reports; and the way through what is unsure.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isDoubtful } from '../../src/core/views/reading.js';
import { TEXT_ORDER } from '../../src/core/views/tokenOrder.js';
import { alikeNumbers, alikeTexts } from './alike.js';
import { hasSameArithmetic, program } from './hostProgram.js';
import { test } from './hostRunner.js';
import { api, closeAll, showNew, tag, withModel, workspaceFile } from './hostSupport.js';

const ENGLISH =
  'The keeper climbed the old tower. "Flying planes can be dangerous," Anna snarkled.\nLight light round back, well like fast down.\nBuffalo buffalo buffalo blorf present.\nNobody wrote to her in winter.\n';
const KOREAN = '서울이 좋다. 나는 어제 도서관에서 책을 읽었다.\n';
const PROSE = '"A cab," said Anna. The visitor came by.\n';

/** Registers the tests. */
export function testOut(): void {
  for (const [model, text] of [
    ['english-pos', ENGLISH],
    ['korean-morphology', KOREAN],
    ['tolstoy-gru', PROSE],
  ] as const)
    test(`the table of ${model} says what the command line says, in the order of the text and sorted`, () =>
      withModel(model, async () => {
        const { document } = await showNew(`table-${model}.txt`, text);
        await tag(document);
        const rows = await table({});
        const options = ['--format', 'tsv', '--certainty', '--no-positions'];
        const told = (await program('tag', '--model', model, ...options, document.uri))
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split('\t'));
        const [names, ...lines] = told;
        assert.equal(rows.length, lines.length);
        const same = names.filter((name) => name in rows[0]);
        assert.ok(same.includes('entropy') && same.includes('runner-up') && same.length >= 5, same.join());
        for (const [k, line] of lines.entries())
          for (const name of same.filter((of) => of !== 'morphemes'))
            sameText(rows[k][name], line[names.indexOf(name)], `${name} of row ${k}`);
        const sorted = await table({ by: 'entropy', descending: true });
        const expected = [...rows].sort((a, b) => Number(b['entropy']) - Number(a['entropy']));
        assert.deepEqual(
          sorted.map((row) => row['entropy']),
          expected.map((row) => row['entropy']),
        );
        const unsure = await table({ doubtful: true });
        const task = model === 'tolstoy-gru' ? 'language-model' : 'tagging';
        const isUnsure = (row: Row) =>
          row['probability'] !== '' && isDoubtful(task, Number(row['probability']));
        assert.deepEqual(unsure, rows.filter(isUnsure));
        await closeAll();
      }));

  for (const [model, place, options] of [
    [
      'english-pos',
      { layer: 0, direction: 'backward', quantity: 'c' },
      ['--layer', '0', '--direction', 'backward', '--quantity', 'c'],
    ],
    [
      'tolstoy-gru',
      { layer: 0, direction: 'forward', quantity: 'h' },
      ['--layer', '0', '--direction', 'forward', '--quantity', 'h'],
    ],
  ] as const)
    test(`states and a report of ${model} are, byte for byte, those of the command line`, () =>
      withModel(model, async () => {
        const { document } = await showNew(`out-${model}.txt`, model === 'tolstoy-gru' ? PROSE : ENGLISH);
        await tag(document);
        for (const ending of ['npy', 'safetensors', 'hdf5']) {
          const [own, other] = [workspaceFile(`own.${ending}`), workspaceFile(`other.${ending}`)];
          await vscode.commands.executeCommand('rnnLens.saveStates', { place, target: own });
          await program('states', '--model', model, ...options, '--out', other, document.uri);
          sameNumbers(await bytesOf(own), await bytesOf(other), ending);
        }
        const [own, other] = [workspaceFile('own.html'), workspaceFile('other.html')];
        await vscode.commands.executeCommand('rnnLens.saveReport', { place, target: own });
        await program('report', '--model', model, ...options, '--out', other, document.uri);
        sameText(await textOf(own), await textOf(other), 'report');
        await closeAll();
      }));

  test('"Next" and "Previous Uncertain Token" go where the probabilities say, and stay at the ends', async () => {
    const editor = await showNew('unsure.txt', ENGLISH);
    const run = await tag(editor.document);
    const unsure = run.texts.filter((_, token) => run.probabilities[token] < 0.9);
    assert.ok(unsure.length >= 2, 'the text has words that are unsure');
    const go = async (command: string) => {
      await vscode.commands.executeCommand(`rnnLens.${command}`);
      return editor.document.getText(editor.selection);
    };
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const isFirst = run.probabilities[0] < 0.9;
    const on: string[] = isFirst ? [unsure[0]] : [];
    while (on.length < unsure.length) on.push(await go('nextUncertain'));
    assert.deepEqual(on, unsure);
    assert.equal(await go('nextUncertain'), unsure.at(-1), 'there is none further');
    assert.equal(await go('previousUncertain'), unsure.at(-2));
    await closeAll();
  });

  test('what the panel hands over in parts is copied', async () => {
    const { document } = await showNew('handed.txt', ENGLISH);
    await tag(document);
    const files = new Map([['tsv', new TextEncoder().encode('Class\tp\n명사\t0.5\n')]]);
    await vscode.commands.executeCommand('rnnLens.takeOut', { to: 'clipboard', name: 'x', files });
    assert.equal(await vscode.env.clipboard.readText(), 'Class\tp\n명사\t0.5\n');
    await closeAll();
    assert.equal((await api()).problem, null);
  });
}

type Row = Record<string, string>;

/** Rows of the active document's table, saved as a file, by column. */
async function table(change: Partial<typeof TEXT_ORDER>): Promise<Row[]> {
  const target = workspaceFile('table.tsv');
  await vscode.commands.executeCommand('rnnLens.saveTable', {
    ...TEXT_ORDER,
    ...change,
    fromRow: 0,
    to: 'file',
    target,
  });
  const [names, ...lines] = (await textOf(target)).split('\n').slice(0, -1);
  const columns = names.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, k) => [columns[k], cell])));
}

/** The same to the last byte where the arithmetic is, else but for the last digits of numbers. */
function sameText(own: string, other: string, what: string): void {
  if (hasSameArithmetic) assert.equal(own, other, what);
  else assert.equal(alikeTexts(own, other), null, what);
}

/** As `sameText`, of a file of float32 behind a header. */
function sameNumbers(own: Uint8Array, other: Uint8Array, what: string): void {
  if (hasSameArithmetic) assert.deepEqual(own, other, what);
  else assert.equal(alikeNumbers(own, other), null, what);
}

async function bytesOf(file: vscode.Uri): Promise<Uint8Array> {
  return new Uint8Array(await vscode.workspace.fs.readFile(file));
}

async function textOf(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

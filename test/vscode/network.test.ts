// The unrolled network in VS Code: its numbers are those of the command line, also while one types.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { formatBits, formatValue } from '../../src/core/views/format.js';
import { root } from '../project.mjs';
import { bringToFront } from './panelPage.js';
import { until } from './until.js';
import { axeViolations } from './webview.js';
import { VsCode, type OpenOptions, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

interface Told {
  readonly units: readonly { readonly unit: number; readonly h: number; readonly gates: readonly Record<string, number>[] }[]; // prettier-ignore
  readonly loss: { readonly mean: number; readonly own: number; readonly last: number } | null;
}

/** What the command line says of a step of a text. */
function told(
  model: string,
  at: string,
  input: string | { readonly file: string },
  ...place: string[]
): Told {
  const [file, text] = typeof input === 'string' ? ['-', input] : [input.file, ''];
  const args = [path.join(root, 'dist', 'cli.js'), 'step', '--format', 'json', '--model', model, '--at', at];
  return JSON.parse(execFileSync(process.execPath, [...args, ...place, file], { input: text, encoding: 'utf8' })) as Told; // prettier-ignore
}

const options = (model: string): OpenOptions => ({
  viewport: { width: 1900, height: 950 },
  settings: { 'rnnLens.model': model },
});

/** A tagged sample with the network view beside it. */
async function network(workbench: Workbench, file: string): Promise<Frame> {
  await workbench.openFile(file);
  await workbench.runCommand('RNN Lens: Tag Current Document');
  await workbench.statusBarItem(/^RNN Lens: .* · /);
  await workbench.runCommand('RNN Lens: Open Panel');
  const panel = await workbench.webviewFrame();
  await bringToFront(panel, 'Network');
  await until('a step', () => heading(panel));
  return panel;
}

const heading = (panel: Frame) => panel.locator('.network .view-title').innerText();
const texts = (panel: Frame, selector: string) => panel.locator(`.network ${selector}`).allInnerTexts();
const isAt = (panel: Frame, title: RegExp) =>
  until(`the step ${title}`, async () => title.test(await heading(panel)));

test('the textbook network: matrices and products are those of the command line, and follow what is typed', () =>
  vscode.use(options('textbook-rnn'), async (workbench) => {
    const panel = await network(workbench, 'textbook.txt');
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.goTo(2, 1);
    await isAt(panel, /^Step 2 of 3: “2, 2”$/);
    const shows = async (text: string) => {
      const { units } = told('textbook-rnn', '2:1', text);
      const [h, , x] = (await texts(panel, '.matrix')).map((each) => each.match(/[−\d.]+\d/g)!);
      const sums = (await texts(panel, '.products dd')).map((line) => line.split(' = ').at(-1));
      const states = units.map((unit) => formatValue(unit.h));
      const line = text
        .split('\n')[1]
        .split(' ')
        .map((number) => formatValue(Number(number)));
      return (
        [h.slice(0, 2), sums].every((each) => each.join() === states.join()) &&
        x.slice(0, 2).join() === line.join()
      );
    };
    await until('its numbers', () => shows('1 1\n2 2\n3 3\n'));
    await workbench.type('4');
    await isAt(panel, /^Step 2 of 3: “42, 2”$/);
    await until('the numbers of what was typed', () => shows('1 1\n42 2\n3 3\n'));
    await panel.locator('.network-picture').press('ArrowRight');
    await isAt(panel, /^Step 3 of 3: “3, 3”$/);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('a large network, gate by gate: keys, a click on a box, and the sums of the command line', () =>
  vscode.use(options('english-pos'), async (workbench) => {
    const panel = await network(workbench, 'lighthouse.txt');
    const sample = { file: path.join(root, 'media', 'samples', 'lighthouse.txt') };
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.goTo(3, 18);
    await isAt(panel, /“kept”$/);
    const picture = panel.locator('.network-picture');
    for (const key of ['ArrowUp', 'ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowUp']) await picture.press(key);
    const shows = async (at: string, place: readonly string[]) => {
      const [unit] = told('english-pos', at, sample, ...place).units;
      const rows = (await texts(panel, '.gates tbody tr:not(.below)')).map((row) =>
        row.split('\t').slice(1, 7),
      );
      const parts = ['inputSum', 'inputBias', 'stateSum', 'stateBias', 'sum', 'value'];
      const expected = unit.gates.map((gate) => parts.map((part) => formatValue(gate[part])).join());
      return rows.map((row) => row.join().replace(/σ |tanh /, '')).join('\n') === expected.join('\n');
    };
    await until('layer 2 forward, unit 2', () => shows('3:18', ['--layer', '1', '--unit', '2']));
    // The box of the next word, one row of boxes lower: layer 1 backward; the editor goes there.
    const from = (await panel.locator('.network-drawing .box.selected').boundingBox())!;
    const next = (await panel.locator('.network-drawing .read').allTextContents()).indexOf('the');
    const column = (await panel.locator('.network-drawing .read').nth(next).boundingBox())!;
    await workbench.page.mouse.click(column.x + column.width / 2, from.y + 62 + from.height / 2);
    await isAt(panel, /“the”$/);
    const unit = await until('another layer', async () => {
      const [title] = await texts(panel, '.step-title');
      return /^Layer 1 backward, unit (\d+)$/.exec(title)?.[1];
    });
    await until('its sums', () => shows('3:22', ['--direction', 'backward', '--unit', unit]));
    await workbench.runCommand('View: Focus First Editor Group');
    await until('the editor at the word', async () => (await workbench.statusBar()).some((item) => /Ln 3, Col 2\d \(3 selected\)/.test(item))); // prettier-ignore
    assert.deepEqual(await axeViolations(panel), []);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('the loss of a language model: on the whole, of the last symbol and of this one', () =>
  vscode.use(options('tolstoy-gru'), async (workbench) => {
    const panel = await network(workbench, 'novel.txt');
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.goTo(5, 3);
    const { loss } = told('tolstoy-gru', '5:3', { file: path.join(root, 'media', 'samples', 'novel.txt') });
    const { mean, last, own } = loss!;
    const expected = [mean, last, own].map((bits) => `${formatBits(bits)} bits`).join();
    await until('the loss', async () => {
      const shown = (await texts(panel, '[aria-label="Loss"] dd')).map((each) => each.replace(/ \(.*/, ''));
      return shown.join() === expected;
    });
    assert.match((await texts(panel, '.network-sentences')).join(), /autoregressive/);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

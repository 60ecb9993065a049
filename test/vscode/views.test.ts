// Views as people use them in the real VS Code: clicks, drags and keys; their numbers are those of the command line.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { printed } from './commandLine.js';
import { bringToFront, chooseMore, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { axeViolations } from './webview.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

const WIDE = { viewport: { width: 1700, height: 1000 } };

interface PrintedToken {
  readonly text: string;
  readonly tag: string;
  readonly xpos: string;
  readonly probability: number;
}

const tokensOf = ({ folder }: Workbench, file: string): PrintedToken[] =>
  printed<{ tokens: PrintedToken[] }[]>('tag', '--format', 'json', path.join(folder, file)).flatMap(
    ({ tokens }) => tokens,
  );

test('Read and Tags say what the command line says; keys walk to what is unsure, a head sorts', () =>
  vscode.use(WIDE, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    const tokens = tokensOf(workbench, 'lighthouse.txt');
    await bringToFront(panel, 'Read');
    const words = panel.locator('.read-word');
    await until('labelled words', async () => (await words.count()) > 40);
    const shown = await words.evaluateAll((all) =>
      all.map((word) =>
        ['.form', '.read-label'].map((part) =>
          word.querySelector(part)?.textContent?.replace(/ \? unsure$/, ''),
        ),
      ),
    );
    assert.deepEqual(
      shown.map(([text, label]) => [text, label]),
      tokens.slice(0, shown.length).map(({ text, tag }) => [text, tag]),
    );
    const unsure = await words.evaluateAll((all) =>
      all.flatMap((word, k) => (word.classList.contains('doubtful') ? [k] : [])),
    );
    assert.deepEqual(
      unsure,
      tokens.slice(0, shown.length).flatMap(({ probability }, k) => (probability < 0.9 ? [k] : [])),
    );
    // The next unsure one from the beginning, as it is in the text of the command line.
    await words.first().click();
    await panel.getByRole('button', { name: 'Next unsure' }).click();
    await until('it is selected', async () => {
      const id = await panel.locator('.read-word[aria-selected="true"]').first().getAttribute('id');
      return id === `read-${unsure[0]}`;
    });

    await bringToFront(panel, 'Tags');
    await panel.getByRole('columnheader').getByText('Probab', { exact: false }).click();
    const least = [...tokens].sort((a, b) => a.probability - b.probability)[0];
    await until('the least sure token on top', async () => {
      const row = await panel.locator('.tag-row').first().innerText();
      return row.includes(least.text) && row.includes(least.probability.toFixed(3));
    });
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('Probabilities: the surprisal along a text is that of the command line, and a click moves the editor', () =>
  vscode.use({ ...WIDE, settings: { 'rnnLens.model': 'tolstoy-gru' } }, async (workbench) => {
    const panel = await openNovel(workbench);
    await bringToFront(panel, 'Probabilities');
    const cells = panel.locator('.along-cell');
    await until('bars', async () => (await cells.count()) > 20);
    const surprisals = printed<{ surprisals: (number | null)[] }[]>(
      ...['tag', '--model', 'tolstoy-gru', '--format', 'json', path.join(workbench.folder, 'novel.txt')],
    ).flatMap((line) => line.surprisals);
    await until('the numbers of the command line', async () => {
      const all = await cells.evaluateAll((found) => found.map(({ id, ariaLabel }) => ({ id, ariaLabel })));
      return all.every(({ id, ariaLabel }) => {
        const bits = Number(/([\d.]+) bits/.exec(ariaLabel ?? '')?.[1]);
        const token = Number(/\d+$/.exec(id)![0]);
        return Math.abs(bits - surprisals[token]! / Math.LN2) < 0.011;
      });
    });
    const third = cells.nth(3);
    const token = Number(/\d+$/.exec((await third.getAttribute('id'))!)![0]);
    await third.click();
    await until('it is selected', async () => (await cellIn(panel, token)) === 'true');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

const cellIn = (panel: Frame, token: number): Promise<string | null> =>
  panel.locator(`.along-cell[id$="-${token}"]`).getAttribute('aria-selected');

async function openNovel(workbench: Workbench): Promise<Frame> {
  await workbench.openFile('novel.txt');
  await workbench.goTo(13, 3);
  await workbench.runCommand('RNN Lens: Tag Current Document');
  await workbench.statusBarItem(/· tolstoy-(gru|lstm)$/);
  await workbench.runCommand('RNN Lens: Open Panel');
  const panel = await workbench.webviewFrame();
  await until('tabs', () => panel.getByRole('tab').count());
  return panel;
}

test('Units: a stretch is dragged and ranked as on the command line; its pattern is found in other files, and a hit opens', () =>
  vscode.use({ ...WIDE, settings: { 'rnnLens.model': 'tolstoy-gru' } }, async (workbench) => {
    const { folder, page } = workbench;
    const story = '"Who is there?" she asked. Nobody spoke.\n"It is I," said the boy.\n';
    writeFileSync(path.join(folder, 'other.txt'), `A line of plain narration first.\n${story}`);
    const panel = await openNovel(workbench);
    await workbench.runCommand('View: Focus First Editor Group');
    // What is found for the editor's selection is told by the panel, too.
    await workbench.goTo(13, 2);
    for (let k = 0; k < 'He will see me,'.length; k++) await page.keyboard.press('Shift+ArrowRight');
    await bringToFront(panel, 'Units');
    const plot = panel.locator('.plot');
    await plot.focus();
    for (let k = 0; k < 14; k++) await page.keyboard.press('Shift+ArrowRight');
    const rows = panel.locator('.ranking tbody tr:not([hidden])');
    await until('a ranking', async () => (await rows.count()) === 10);
    const chosen = await panel.locator('.units .readout').innerText();
    const start = Number(/character ([\d,]+)/.exec(chosen)![1].replace(',', '')) - 15;
    const ranking = printed<{ units: { unit: number; others: number }[] }>(
      ...['units', '--model', 'tolstoy-gru', '--select', `${start}:${start + 15}`, '--top', '10'],
      ...['--format', 'json', path.join(folder, 'novel.txt')],
    );
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => ({
        unit: Number.parseInt(row.querySelector('.unit-name')!.textContent!, 10),
        others: row.querySelector('td:last-child')!.textContent!.replace(' ✓', ''),
      })),
    );
    assert.deepEqual(
      shown.map(({ unit }) => unit),
      ranking.units.map(({ unit }) => unit),
    );
    shown.forEach(({ others }, k) => {
      const area = ranking.units[k].others;
      assert.ok(others === '>0.999' ? area > 0.9995 : Math.abs(Number(others) - area) < 0.0051, others);
    });
    await rows.first().locator('.unit-name').click();
    await until('the unit of quotations', async () =>
      /Unit 114/.test(await panel.locator('.units .view-title, .units h2').first().innerText()),
    );
    await panel.locator('.search-files').click();
    const hit = panel.getByRole('group', { name: 'other.txt' }).getByRole('button').first();
    await hit.waitFor();
    await workbench.screenshot('units-other-files');
    assert.match(await hit.innerText(), /Who is there\?|It is I,/);
    const line = Number(/line (\d)/i.exec(await hit.innerText())![1]);
    await hit.click();
    await workbench.tab('other.txt').waitFor();
    await workbench.statusBarItem(new RegExp(`^Ln ${line}, Col \\d+ \\(\\d+ selected\\)`));
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('Units: looking through the files of a workspace is stopped, and said to be', () =>
  vscode.use({ ...WIDE, settings: { 'rnnLens.model': 'tolstoy-gru' } }, async (workbench) => {
    const long = '"Who is there?" she asked, and nobody spoke a word to her. '.repeat(16_000);
    for (let k = 0; k < 12; k++) writeFileSync(path.join(workbench.folder, `long-${k}.txt`), long);
    const panel = await openNovel(workbench);
    await bringToFront(panel, 'Units');
    const go = panel.locator('.search-files');
    await go.click();
    const note = panel.getByRole('region', { name: 'In other files' }).getByRole('status');
    await until('it is searching', async () => /searching, \d+ %/.test(await note.innerText()));
    await go.click();
    // Not waited for: between two looks it may be gone.
    await until('it has ended', async () => (await note.allInnerTexts()).join('') === '');
    assert.equal(await panel.locator('.file-matches .file').count(), 0);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('the hover says which unit colours the text, what it is called, and its value', () =>
  vscode.use({ ...WIDE, settings: { 'rnnLens.model': 'tolstoy-gru' } }, async (workbench) => {
    await openNovel(workbench);
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.runCommand('RNN Lens: Colour by Unit');
    await workbench.page.locator('.quick-input-widget input').first().fill('in quotes');
    await workbench.page.keyboard.press('Enter');
    await workbench.statusBarItem(/unit 114/);
    const hover = await workbench.hoverText(13, 5);
    assert.match(hover, /unit 114 \(h\) in quotes: (h )?0\.\d+/);
    await workbench.screenshot('hover-unit');
  }));

interface Point {
  readonly read: string;
  readonly x: number;
  readonly y: number;
}

test('Trajectory: where the states are is what the command line says; keys walk, and the editor follows', () =>
  vscode.use(WIDE, async (workbench) => {
    const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
    await bringToFront(panel, 'Trajectory');
    const readout = panel.locator('.trajectory-foot .readout');
    await until('a place', async () => /-?−?\d\.\d{3}, /.test(await readout.innerText()));
    const { points } = printed<{ points: Point[] }>(
      ...['trajectory', '--format', 'json', path.join(workbench.folder, 'lighthouse.txt')],
    );
    const plot = panel.locator('.trajectory-picture [tabindex]').first();
    await plot.focus();
    for (let walked = 0; walked < 3; walked++) {
      const [, step, x, y] = await until('a step with its place', async () => {
        const text = (await readout.innerText()).replaceAll('−', '-');
        return /^step ([\d,]+) .* (-?\d+\.\d{3}), (-?\d+\.\d{3})$/.exec(text) ?? undefined;
      });
      const point = points[Number(step) - 1];
      assert.ok(Math.abs(point.x - Number(x)) < 0.0011 && Math.abs(point.y - Number(y)) < 0.0011, step);
      await workbench.page.keyboard.press('ArrowRight');
      await until('the next step', async () =>
        (await readout.innerText()).startsWith(`step ${Number(step) + 1} `),
      );
    }
    await workbench.screenshot('trajectory');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('Difference: all heads are listed, each with its largest change first', () =>
  vscode.use(WIDE, async (workbench) => {
    const text = [
      'The keeper waits for the boat.',
      'You light the lamp at dusk, and the ships come home.',
      'She watched the old light house burn.',
      '',
    ].join('\n');
    writeFileSync(path.join(workbench.folder, 'lamp.txt'), text);
    const panel = await tagAndOpenPanel(workbench, 'lamp.txt');
    await chooseMore(panel, /^Pin states/);
    await panel.getByRole('tab', { name: 'Difference', selected: true }).waitFor();
    await workbench.runCommand('View: Focus First Editor Group');
    await workbench.goTo(2, 5);
    await workbench.type('see the ');
    await workbench.goTo(1, 5);
    await workbench.type('old ');
    const lists = panel.locator('.change-list');
    await until('a list of each head', async () => {
      const said = await lists.innerText();
      return /XPOS: [1-9]/.test(said) && /probabilities that changed: [1-9]/.test(said);
    });
    const tables = await lists.locator('table.changes').evaluateAll((all) =>
      all.map((table) =>
        [...table.querySelectorAll('tbody tr')].map((row) => {
          const cells = [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? '');
          return cells.map((cell) => cell.replaceAll('−', '-'));
        }),
      ),
    );
    assert.ok(tables.length >= 2);
    for (const rows of tables) {
      // Another label first, then the same label by how much its probability moved.
      const moved = rows.map(([, , , change]) => Number(/Δp ([+-][\d.]+)/.exec(change)?.[1] ?? Infinity));
      const sizes = moved.map(Math.abs);
      assert.deepEqual(
        sizes,
        [...sizes].sort((a, b) => b - a),
        JSON.stringify(rows),
      );
    }
    assert.deepEqual(await axeViolations(panel), []);
    await workbench.screenshot('difference-heads');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

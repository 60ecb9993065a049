// What a person sees in VS Code: the commands, the tags in the editor, and the three views of the panel.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openView, tagAndOpenPanel } from './panelPage.js';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

test('the palette offers the commands, and "Select Model" lists the model', () =>
  vscode.use({}, async (workbench) => {
    await workbench.openFile('lighthouse.txt');
    // Of a long list only a part is drawn.
    for (const title of [
      'Tag Current Document',
      'Open Panel',
      'Select Model',
      'Open Sample',
      'Get Started',
    ]) {
      const entries = await workbench.paletteEntries(`RNN Lens: ${title}`);
      assert.ok(entries.includes(`RNN Lens: ${title}`), entries.join(' | '));
    }
    await workbench.runCommand('RNN Lens: Select Model');
    const { rows } = workbench.quickInput;
    const models = await until('models', async () => {
      const texts = await rows.allInnerTexts();
      return texts.some((text) => text.includes('english-pos')) ? texts : undefined;
    });
    assert.match(models.join('\n'), /%[\s\S]*LSTM[\s\S]*MB/);
    assert.equal(await rows.locator('.codicon-check').count(), 1, 'one mark');
    const first = await rows.and(workbench.page.locator('[data-index="1"]')).innerText();
    assert.match(first, /English parts of speech/, 'after "Automatic"');
    assert.equal(await rows.first().evaluate((row) => row.clientWidth <= 600), true);
    assert.deepEqual(await rows.evaluateAll(cutScores), []);
    await workbench.screenshot('select-model');
    await workbench.quickInput.close();
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('before anything was tagged: the button above the text tags it and opens the panel; the context menu has the rest', () =>
  vscode.use({ viewport: { width: 1500, height: 900 } }, async (workbench) => {
    const { page } = workbench;
    await workbench.openFile('lighthouse.txt');
    const button = page.locator('.editor-actions').getByRole('button', { name: 'Tag and Open Panel' });
    await button.click();
    const panel = await workbench.webviewFrame();
    await panel.getByRole('row').nth(3).waitFor();
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
    await page.locator('.view-lines').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'RNN Lens' }).hover();
    await page.getByRole('menuitem', { name: 'Pin States' }).waitFor();
    await workbench.screenshot('context-menu');
    const items = await page.getByRole('menuitem').allInnerTexts();
    for (const title of ['Tag and Open Panel', 'Select Model', 'Colour by Unit', 'Clear Tags'])
      assert.ok(items.includes(title), items.join(' | '));
    assert.ok(!items.includes('Tag Selection'), 'nothing is selected');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.view-lines').first().click();
    // What is tagged stays as it is.
    await button.click();
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('a generated text is wrapped and tagged, and only its prompt is in italics, with one line behind it', () =>
  vscode.use({ settings: { 'rnnLens.model': 'tolstoy-rnn' } }, async (workbench) => {
    await workbench.openFile('novel.txt');
    await workbench.goTo(3, 20);
    await workbench.runCommand('RNN Lens: Generate From Here');
    await workbench.quickInput.acceptProposal(/^temperature/);
    await workbench.statusBarItem(/^RNN Lens: 4\d\d characters · .* · tolstoy-rnn · continued$/);
    await until('marks in the editor', async () => (await workbench.decorationCount()) > 20);
    const editor = workbench.page.locator('.editor-instance .view-lines').first();
    const [first, last] = await until('two styles', async () => {
      const ends = await editor.evaluate(stylesOfEnds);
      return ends[0] === ends[1] ? undefined : ends;
    });
    assert.deepEqual([first, last], ['italic', 'normal']);
    assert.equal(await editor.evaluate(linesBehind), 1);
    const [shown, room] = await editor.evaluate((lines) => {
      const widths = [...lines.querySelectorAll('.view-line > span')].map((line) => line.clientWidth);
      return [Math.max(...widths), lines.closest('.monaco-editor')!.clientWidth];
    });
    assert.ok(shown <= room, `${shown} of ${room} px`);
    await workbench.screenshot('generated');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

/** The styles of the first and of the last letter of an editor. */
function stylesOfEnds(lines: Element): readonly [string, string] {
  const spans = [...lines.querySelectorAll('.view-line span')]
    .filter(({ childElementCount, textContent }) => childElementCount === 0 && textContent?.trim() !== '')
    .map((span) => ({ span, ...place(span) }))
    .sort((a, b) => a.top - b.top || a.left - b.left);
  const style = ({ span }: { span: Element }) => getComputedStyle(span).fontStyle;
  return [style(spans[0]), style(spans.at(-1)!)];

  function place(span: Element): { top: number; left: number } {
    const { top, left } = span.getBoundingClientRect();
    return { top: Math.round(top), left };
  }
}

/** How many pieces of text have a line at their right, and none below. */
function linesBehind(lines: Element): number {
  const boxes = [
    ...lines.closest('.monaco-editor')!.querySelectorAll('.view-overlays .cdr, .view-lines span'),
  ];
  return boxes.filter((box) => {
    const { borderRightWidth, borderRightStyle, borderBottomWidth } = getComputedStyle(box);
    return borderRightStyle === 'solid' && borderRightWidth === '1px' && borderBottomWidth === '0px';
  }).length;
}

/** What comes first in the second lines of rows, where that is not all in sight. */
function cutScores(rows: readonly Element[]): string[] {
  return rows.flatMap((row) => {
    const detail = row.querySelector('.quick-input-list-label-meta');
    const text = detail && document.createTreeWalker(detail, NodeFilter.SHOW_TEXT).nextNode();
    const score = text?.nodeValue?.split(' · ')[0] ?? '';
    if (!text || score === '') return [];
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, score.length);
    return range.getBoundingClientRect().right > row.getBoundingClientRect().right ? [score] : [];
  });
}

for (const theme of ['dark', 'light'] as const)
  test(`a document is tagged from the palette: marks, rows, probabilities and states (${theme})`, () =>
    vscode.use({ theme }, async (workbench) => {
      const panel = await tagAndOpenPanel(workbench, 'lighthouse.txt');
      await until('marks in the editor', async () => (await workbench.decorationCount()) > 50);
      assert.ok((await panel.getByRole('row').count()) > 5);
      await panel.getByRole('row').nth(3).click();
      const problems: string[] = [];
      for (const view of ['Tags', 'Probabilities', 'Hidden states'] as const) {
        await openView(panel, view);
        await workbench.screenshot(`flow-${view.toLowerCase().replace(' ', '-')}-${theme}`);
        problems.push(...(await axeViolations(panel)).map((problem) => `${view}: ${problem}`));
      }
      assert.deepEqual(problems, []);
      assert.deepEqual(await cspViolations(panel), []);
      assert.deepEqual(workbench.consoleErrors, []);
      // The dot of an unsaved file.
      assert.equal(await workbench.page.locator('.tab.dirty').count(), 0);
    }));

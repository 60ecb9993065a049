// The first five minutes as people see them: the status bar, an empty panel's cards, the walkthroughs, in an empty window.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { KOREAN } from './displayLanguage.js';
import { until } from './until.js';
import { axeViolations, cspViolations } from './webview.js';
import { VsCode, type Workbench } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

const WIDE = { viewport: { width: 1500, height: 900 } };

/** The panel's frame once it shows a run of a document. */
async function panelOf(workbench: Workbench, file: string): Promise<Frame> {
  return until(`the panel shows ${file}`, async () => {
    const panel = await workbench.webviewFrame();
    const title = await panel.locator('h1').last().textContent();
    return title === `RNN Lens: ${file}` ? panel : undefined;
  });
}

test('with nothing open, the item of the status bar offers samples; one is opened and read by its model', () =>
  vscode.use(WIDE, async (workbench) => {
    await workbench.statusBarItem(/^RNN Lens$/);
    await workbench.page
      .locator('.statusbar-item', { hasText: /^RNN Lens$/ })
      .first()
      .click();
    const { rows } = workbench.quickInput;
    const offered = await until('samples', async () => {
      const texts = await rows.allInnerTexts();
      return texts.length >= 6 ? texts : undefined;
    });
    assert.match(offered[0], /Parts of speech, English[\s\S]*lighthouse\.txt, read by english-pos/);
    await workbench.screenshot('samples');
    await workbench.pick('Morphemes, Korean');
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · korean-morphology$/);
    await panelOf(workbench, 'korean.txt');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('with a text open, a click on the item of the status bar reads it and opens the panel', () =>
  vscode.use(WIDE, async (workbench) => {
    await workbench.openFile('requests.txt');
    await workbench.page
      .locator('.statusbar-item', { hasText: /^RNN Lens$/ })
      .first()
      .click();
    await workbench.statusBarItem(/^RNN Lens: .* · english-requests$/);
    await panelOf(workbench, 'requests.txt');
  }));

test('an empty panel: a card opens its text beside the panel; then the open text comes first', () =>
  vscode.use({ ...WIDE, theme: 'dark' }, async (workbench) => {
    const { page } = workbench;
    await workbench.runCommand('RNN Lens: Open Panel');
    const empty = await workbench.webviewFrame();
    const card = empty.getByRole('button', { name: 'The arithmetic, every number' });
    await card.waitFor();
    assert.deepEqual(await axeViolations(empty), []);
    assert.deepEqual(await cspViolations(empty), []);
    await workbench.screenshot('empty-panel');
    await card.click();
    await workbench.statusBarItem(/^RNN Lens: 3 steps · textbook-rnn$/);
    const panel = await panelOf(workbench, 'textbook.txt');
    const text = await page.locator('.editor-instance .view-lines').first().boundingBox();
    const frame = await (await panel.frameElement()).boundingBox();
    assert.ok(text!.x + text!.width <= frame!.x, 'the text is left of the panel');
    await workbench.screenshot('empty-panel-card');
    // The text of a person's own.
    await workbench.openFile('notes.md');
    const own = await workbench.webviewFrame();
    await own.getByRole('button', { name: 'Read notes.md with english-pos' }).click();
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
    await panelOf(workbench, 'notes.md');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('the walkthrough: five steps; a button reads its text, and the step is done', () =>
  vscode.use(WIDE, async (workbench) => {
    const { page } = workbench;
    await workbench.runCommand('RNN Lens: Get Started');
    const steps = page.locator('.getting-started-step');
    await until('five steps', async () => (await steps.count()) === 5);
    await page.getByRole('button', { name: 'Read the Story' }).click();
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ tokens · english-pos$/);
    await until('marks in the editor', async () => (await workbench.decorationCount()) > 20);
    await panelOf(workbench, 'lighthouse.txt');
    await workbench.screenshot('walkthrough-read');
    await page.locator('.tab', { hasText: 'Walkthrough' }).first().click();
    await until(
      'the step is done',
      async () => (await page.locator('.getting-started-step .complete').count()) > 0,
    );
    // The panel shows a unit of the novel's network.
    await steps.nth(1).click();
    await page.getByRole('button', { name: 'Show Unit 114' }).click();
    await workbench.statusBarItem(/^RNN Lens: [\d,]+ characters .* · tolstoy-gru$/);
    const panel = await panelOf(workbench, 'novel.txt');
    await until('unit 114 of the states in front, at the selected words', async () => {
      const front = await panel.locator('[role=tab][aria-selected=true]').getAttribute('id');
      assert.equal(front, 'tab-states');
      assert.match(await panel.locator('#panel-states .readout').first().innerText(), /“"”.*unit 114/);
      return true;
    });
    await workbench.screenshot('walkthrough-unit');
    assert.deepEqual(workbench.consoleErrors, []);
  }));

test('in a Korean window the lessons are Korean', () =>
  vscode.use({ ...WIDE, ...KOREAN }, async (workbench) => {
    await workbench.runCommand('RNN Lens: 교과서 수업 열기');
    const steps = workbench.page.locator('.getting-started-step');
    await until('nine steps', async () => (await steps.count()) === 9);
    await workbench.page.getByText('네 가지 매개변수').first().waitFor();
    const page = await until('the lesson', async () => {
      for (const frame of workbench.page.frames())
        if (
          /순환층 하나에는/.test(
            (await frame
              .locator('body')
              .textContent()
              .catch(() => '')) ?? '',
          )
        )
          return frame;
      return undefined;
    });
    assert.match((await page.locator('body').textContent()) ?? '', /-0\.3238 · 0\.1949/);
    await workbench.screenshot('lessons-korean');
  }));

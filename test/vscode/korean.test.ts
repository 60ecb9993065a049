// A Korean window: a Korean text is tagged, and command, status bar, panel, hover and choices are in Korean.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KOREAN } from './displayLanguage.js';
import { until } from './until.js';
import { VsCode } from './workbench.js';

let vscode: VsCode;
before(async () => {
  vscode = await VsCode.start();
});
after(() => vscode.stop());

const WIDE = { viewport: { width: 1500, height: 900 } };

test('a Korean text is tagged in Korean: status bar, panel, hover and the choice of models', () =>
  vscode.use({ ...WIDE, ...KOREAN }, async (workbench) => {
    const { page } = workbench;
    await workbench.openFile('korean.txt');
    await workbench.runCommand('RNN Lens: 태그하고 패널 열기');
    await workbench.statusBarItem(/^RNN Lens: 토큰 [\d,]+개 · korean-morphology$/);
    const panel = await until('the panel shows the text', async () => {
      const frame = await workbench.webviewFrame();
      return (await frame.locator('h1').last().textContent()) === 'RNN Lens: korean.txt' ? frame : undefined;
    });
    assert.equal(await panel.locator('html').getAttribute('lang'), 'ko');
    const tabs = await panel.locator('[role=tab]:visible').allTextContents();
    assert.deepEqual(tabs.slice(0, 3), ['태그', '읽기', '확률']);
    await panel.locator('.status', { hasText: /토큰 [\d,]+개 · 시점 [\d,]+개 · 문장 [\d,]+개/ }).waitFor();
    const word = page.locator('.view-lines .view-line', { hasText: '서연이는' }).first();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'RNN Lens' });
    await until('the hover', async () => {
      const box = (await word.boundingBox())!;
      // Moved again and again: VS Code shows a hover when the pointer rests.
      await page.mouse.move(box.x + 20, box.y + box.height + 60);
      await page.mouse.move(box.x + 20, box.y + 8, { steps: 3 });
      await hover.first().waitFor({ timeout: 5_000 });
      return true;
    });
    const said = await hover.first().innerText();
    assert.match(said, /서연이는\s*: PROPN: 고유 명사/);
    assert.match(said, /한국어 형태소와 품사/);
    await workbench.screenshot('korean');
    await page.mouse.move(5, 5);
    await workbench.runCommand('RNN Lens: 모델 선택');
    await until('models in Korean', async () =>
      (await workbench.quickInput.rows.allInnerTexts()).some((row) =>
        /영어 품사[\s\S]*태깅[\s\S]*2층/.test(row),
      ),
    );
    assert.deepEqual(workbench.consoleErrors, []);
  }));

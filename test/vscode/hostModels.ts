// Models and the engine in the extension host: what is damaged is named, and does not harm the rest.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { damagedModels, twinModel } from './damagedModels.js';
import { test } from './hostRunner.js';
import {
  api,
  closeAll,
  loggedDuring,
  longText,
  show,
  showNew,
  tag,
  withModel,
  withSetting,
  workspaceFile,
} from './hostSupport.js';
import { until } from './until.js';

/** Registers the tests of damaged models and of a dying engine. */
export function testModels(): void {
  for (const { name, message } of damagedModels)
    test(`the model "${name}" is refused with its file's name, and the good one still works`, async () => {
      const { document } = await show(workspaceFile('lighthouse.txt'));
      // With tags, the setting alone would tag it.
      await vscode.commands.executeCommand('rnnLens.clearTags');
      const logged = await loggedDuring(() =>
        withModel(name, () => vscode.commands.executeCommand('rnnLens.tagDocument')),
      );
      const errors = logged.filter((line) => line.startsWith('error: '));
      assert.equal(errors.length, 1, logged.join('\n'));
      assert.match(errors[0], new RegExp(`media/models/${name}: ${message.source}`));
      const run = await tag(document);
      assert.equal(run.model, 'english-pos');
      assert.equal(run.complete, true);
    });

  test('another model in the settings tags again what has tags, and a name that is none does nothing', async () => {
    const { document } = await show(workspaceFile('lighthouse.txt'));
    const { runOf } = await api();
    const { labels } = await tag(document);
    const complete = (model: string) => {
      const run = runOf(document.uri);
      return run?.model === model && run.complete ? run : undefined;
    };
    await withModel(twinModel, async () => {
      const run = await until(`tags of ${twinModel}`, () => complete(twinModel));
      assert.deepEqual(run.labels, labels);
    });
    await until('tags of the default model', () => complete('english-pos'));
    const logged = await loggedDuring(() =>
      withModel('english-', () => new Promise((done) => setTimeout(done, 500))),
    );
    assert.deepEqual(logged, []);
    assert.ok(complete('english-pos'));
  });

  test('a setting that is changed and changed back while it is applied leaves what it was', async () => {
    const editor = await showNew('there-and-back.txt', longText(3_000));
    const { uri } = editor.document;
    const { progressOf, isTagging } = await api();
    await tag(editor.document);
    // Once its first labels are seen it is too late: what is seen is compared with what is set.
    await withModel('korean-sentiment', async () => {
      while (!isTagging(uri)) await new Promise((done) => setTimeout(done));
    });
    await until('the tags of what is set', () => {
      const run = progressOf(uri);
      return !isTagging(uri) && run?.complete && run.model === 'english-pos';
    });
    await closeAll();
  });

  test("each sample is read by the model that its folder's settings name for it, else by the one for its script", () =>
    withModel('auto', async () => {
      // What has tags would be tagged anew with each of the settings.
      await closeAll();
      const { modelFor } = await api();
      const models = {
        'reviews-ko.txt': 'korean-sentiment',
        'spacing-ko.txt': 'korean-spacing',
        'comments.txt': 'english-feelings',
        'requests.txt': 'english-requests',
        'novel.txt': 'tolstoy-gru',
        'parentheses.txt': 'parentheses',
        'textbook.txt': 'textbook-rnn',
        'lighthouse.txt': 'english-pos',
        'korean.txt': 'korean-morphology',
        'example.ts': 'typescript-lm',
      };
      for (const [file, model] of Object.entries(models)) {
        const document = await vscode.workspace.openTextDocument(workspaceFile(file));
        assert.equal(await modelFor(document), model, file);
      }
      const folder = workspaceFile('lighthouse.txt').path.split('/').at(-2)!;
      await withSetting('models', { [`${folder}/light*`]: 'english-requests' }, async () => {
        const document = await vscode.workspace.openTextDocument(workspaceFile('lighthouse.txt'));
        assert.equal(await modelFor(document), 'english-requests', 'a folder in the pattern');
      });
    }));

  test('an engine that dies is started again, and people are told once', async () => {
    const { document } = await show(workspaceFile('lighthouse.txt'));
    const { labels } = await tag(document);
    const { crashEngine, runOf } = await api();
    const logged = await loggedDuring(async () => {
      crashEngine();
      assert.equal(runOf(document.uri), null, 'tags of a dead engine are shown');
      assert.deepEqual((await tag(document)).labels, labels);
    });
    assert.equal(
      logged.filter((line) => /engine stopped unexpectedly/.test(line)).length,
      1,
      logged.join('\n'),
    );
  });
}

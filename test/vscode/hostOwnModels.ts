// A model that people put into their workspace: offered when it comes, read again when it changes, and let go.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, extensionId, show, tag, withModel, workspaceFile } from './hostSupport.js';
import { until } from './until.js';

const NAME = 'of-my-own';

/** Registers the test of models in the workspace. */
export function testOwnModels(): void {
  test('a model that comes into the workspace is offered, and when it changes tags follow', async () => {
    const { document } = await show(workspaceFile('lighthouse.txt'));
    const { modelFor, runOf } = await api();
    const { labels } = await tag(document);
    const complete = (model: string) => {
      const run = runOf(document.uri);
      return run?.model === model && run.complete && !run.stale ? run : undefined;
    };
    await withModel('auto', async () => {
      const models = vscode.workspace.getConfiguration('rnnLens');
      await models.update('models', { latin: NAME }, vscode.ConfigurationTarget.Global);
      try {
        assert.equal(await modelFor(document), 'english-pos', 'the model is not there yet');
        await writeModel((text) => text);
        const run = await until('tags of the new model', () => complete(NAME));
        assert.deepEqual(run.labels, labels);
        await writeModel((text) =>
          text.replace('"NOUN"', '"~"').replace('"VERB"', '"NOUN"').replace('"~"', '"VERB"'),
        );
        const swapped = labels.map((label) => ({ NOUN: 'VERB', VERB: 'NOUN' })[label] ?? label);
        assert.notDeepEqual(swapped, labels);
        await until('tags of the changed model', () => {
          const { labels: now } = complete(NAME) ?? {};
          return now?.join() === swapped.join();
        });
        await vscode.workspace.fs.delete(workspaceFile('.rnn-lens'), { recursive: true });
        await until('tags of a model that is there', () => complete('english-pos'));
      } finally {
        await models.update('models', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });

  test('a model with several tag sets tags with the one that is set, and again when another one is', async () => {
    const { document } = await show(workspaceFile('lighthouse.txt'));
    const { runOf } = await api();
    const sets = [
      { name: 'kaist', heads: { upos: 'upos' } },
      { name: 'sejong', heads: { upos: 'xpos' } },
    ];
    await writeModel((text) => JSON.stringify({ ...(JSON.parse(text) as object), tagSets: sets }));
    const settings = vscode.workspace.getConfiguration('rnnLens');
    const tagsOf = (word: string) =>
      until(word, () => {
        const run = runOf(document.uri);
        if (run?.model !== NAME || !run.complete || run.stale) return undefined;
        return run.labels.includes(word) ? run.labels : undefined;
      });
    try {
      await withModel(NAME, async () => {
        await tag(document);
        const { length } = await tagsOf('NOUN');
        await settings.update('tagSet', 'sejong', vscode.ConfigurationTarget.Global);
        const now = await tagsOf('NN');
        assert.equal(now.length, length);
        assert.ok(!now.includes('NOUN'));
        await settings.update('tagSet', undefined, vscode.ConfigurationTarget.Global);
        await tagsOf('NOUN');
      });
    } finally {
      await settings.update('tagSet', undefined, vscode.ConfigurationTarget.Global);
      await vscode.workspace.fs.delete(workspaceFile('.rnn-lens'), { recursive: true });
    }
  });
}

/** Writes the English model into the workspace under another name, its manifest as `change` makes it. */
async function writeModel(change: (manifest: string) => string): Promise<void> {
  const { fs } = vscode.workspace;
  const extension = vscode.extensions.getExtension(extensionId)!.extensionUri;
  const from = vscode.Uri.joinPath(extension, 'media', 'models', 'english-pos');
  const to = workspaceFile(`.rnn-lens/models/${NAME}`);
  const weights = await fs.readFile(vscode.Uri.joinPath(from, 'weights.safetensors'));
  await fs.writeFile(vscode.Uri.joinPath(to, 'weights.safetensors'), weights);
  const manifest = new TextDecoder().decode(await fs.readFile(vscode.Uri.joinPath(from, 'model.json')));
  const named = change(manifest.replaceAll('english-pos', NAME));
  await fs.writeFile(vscode.Uri.joinPath(to, 'model.json'), new TextEncoder().encode(named));
}

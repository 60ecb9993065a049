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

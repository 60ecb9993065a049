// How people begin, in the extension host: what is there before the first run, samples, every link of the walkthroughs.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, closeAll, entry, extensionId, followed, loggedDuring, workspaceFile } from './hostSupport.js';
import { until } from './until.js';

interface Link {
  readonly step: string;
  readonly command: string;
  readonly argument: Readonly<Record<string, string>>;
}

/** Registers the test that nothing was made yet: it must come first. */
export function testBeforeFirstRun(): void {
  test('before the first run there is an item in the status bar, and nothing else was made', async () => {
    const extension = vscode.extensions.getExtension(extensionId)!;
    await until('VS Code has started it by itself', () => extension.isActive);
    const { isAwake, status } = await entry();
    assert.deepEqual([isAwake, status], [false, 'RNN Lens']);
  });
}

/** Registers the tests of samples and walkthroughs. */
export function testStart(): void {
  for (const link of linksOfWalkthroughs())
    test(`the link of the step "${link.step}" opens its sample, read by its model`, () => follow(link));

  test('a sample is opened as it was installed; copies that were changed stay as they are', async () => {
    const open = async () => {
      await vscode.commands.executeCommand('rnnLens.openSample', 'textbook');
      return vscode.window.activeTextEditor!;
    };
    const first = await open();
    assert.equal((await open()).document, first.document, 'the same copy');
    await first.edit((edit) => edit.insert(new vscode.Position(3, 0), '4 4\n'));
    const second = await open();
    assert.notEqual(second.document.uri.toString(), first.document.uri.toString());
    assert.equal(second.document.getText(), '1 1\n2 2\n3 3\n');
    assert.equal((await followed(second.document)).model, 'textbook-rnn');
    assert.equal(first.document.getText(), '1 1\n2 2\n3 3\n4 4\n');
    const installed = vscode.Uri.joinPath(extensionUri(), 'media', 'samples', 'textbook.txt');
    const bytes = await vscode.workspace.fs.readFile(installed);
    assert.equal(new TextDecoder().decode(bytes), '1 1\n2 2\n3 3\n');
    await closeAll();
  });

  test('with no text open, "Tag and Open Panel" offers samples', async () => {
    await closeAll();
    await until('no editor', () => vscode.window.visibleTextEditors.length === 0);
    const looking = vscode.commands.executeCommand('rnnLens.look');
    await whileItAsks(looking, 'workbench.action.acceptSelectedQuickOpenItem');
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.uri.path, /\/lighthouse\.txt$/);
    assert.notEqual(document.uri.toString(), workspaceFile('lighthouse.txt').toString());
    assert.equal((await followed(document)).model, 'english-pos');
    await closeAll();
  });

  test('a sample that there is not is named', async () => {
    const logged = await loggedDuring(() =>
      vscode.commands.executeCommand('rnnLens.openSample', { sample: 'gone' }),
    );
    assert.match(logged.join(), /There is no sample "gone"\./);
  });
}

/** Clicks a link of a walkthrough, and looks at what has come of it. */
async function follow({ command, argument }: Link): Promise<void> {
  const { sample, then } = argument;
  const following = vscode.commands.executeCommand(command, argument);
  if (then === 'model') await whileItAsks(following, 'workbench.action.closeQuickOpen');
  else await following;
  const tests = await api();
  const editor = vscode.window.activeTextEditor!;
  const { document } = editor;
  assert.ok(
    document.uri.path.includes(`/samples/`) && document.uri.path.includes(`/${sample}.`),
    document.uri.path,
  );
  const run = await followed(document);
  assert.equal(run.model, MODELS[sample]);
  assert.equal(tests.problem, null);
  assert.equal(tests.panelOpen, true);
  assert.ok(!editor.selection.isEmpty, 'some words are selected');
  assert.equal(tests.colouring !== null, then === 'colour');
  assert.equal(tests.comparisonOf(document.uri) !== null, then === 'pin');
  await closeAll();
}

const MODELS: Readonly<Record<string, string>> = {
  lighthouse: 'english-pos',
  novel: 'tolstoy-gru',
  textbook: 'textbook-rnn',
  comments: 'english-feelings',
  'reviews-ko': 'korean-sentiment',
};

/** Answers each question that a command asks, as nothing tells when it does, until it is done. */
async function whileItAsks(work: Thenable<unknown>, answer: string): Promise<void> {
  let isDone = false;
  const done = Promise.resolve(work).finally(() => (isDone = true));
  await until('the command is done', async () => {
    await vscode.commands.executeCommand(answer);
    return isDone;
  });
  await done;
}

function extensionUri(): vscode.Uri {
  return vscode.extensions.getExtension(extensionId)!.extensionUri;
}

/** The links that open samples, as VS Code reads them from the manifest. */
function linksOfWalkthroughs(): Link[] {
  const { contributes } = vscode.extensions.getExtension(extensionId)!.packageJSON as {
    readonly contributes: { readonly walkthroughs: readonly { readonly steps: readonly ManifestStep[] }[] };
  };
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const links = steps.flatMap(({ id, description }) => {
    const [, command, query] = /\(command:(rnnLens\.openSample)\?([^)]+)\)/.exec(description) ?? [];
    if (!command) return [];
    const [argument] = JSON.parse(decodeURIComponent(query)) as Record<string, string>[];
    return [{ step: id, command, argument }];
  });
  assert.equal(links.length, 14, 'every step has one');
  return links;
}

interface ManifestStep {
  readonly id: string;
  readonly description: string;
}

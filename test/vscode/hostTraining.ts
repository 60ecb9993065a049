// A network is trained from an open document, watched, and used: in the extension host, with the real worker.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, followed, show, showNew, withModel, withSetting, workspaceFile } from './hostSupport.js';
import { until } from './until.js';

/** Registers the tests of training. */
export function testTraining(): void {
  test('a tiny language model is trained from the open document, read with at a checkpoint, and listed', async () => {
    const { document } = await showNew('brackets.md', `${'(a(b)c) '.repeat(400)}\n`);
    const { trainingOf, runOf, models } = await api();
    const asked = { name: 'tiny', task: 'language-model', hiddenSize: 8, cell: 'GRU', minutes: 1, epochs: 4 };
    await vscode.commands.executeCommand('rnnLens.trainNetwork', asked);
    const end = await until('it is trained', () => {
      const training = trainingOf('tiny');
      return training && training.status !== 'running' && training.status !== 'preparing'
        ? training
        : undefined;
    });
    assert.deepEqual([end.status, end.problem], ['finished', null]);
    assert.equal(end.epochsDone, 4);
    assert.ok(end.best!.score < 2, JSON.stringify(end.best));
    assert.deepEqual(end.checkpoints, [0, 1, 2, 3, 4]);

    const readWith = (checkpoint: number | null) =>
      vscode.commands.executeCommand('rnnLens.readWithCheckpoint', { training: 'tiny', checkpoint });
    await show(document.uri);
    // What is asked for by name stays so whatever changes meanwhile: a setting here, or the list of models.
    const reading = readWith(0);
    await withSetting('readMarkup', false, () => reading);
    const wholeBy = (model: string) =>
      until(`all of it by ${model}`, () => {
        const run = runOf(document.uri);
        return run?.model === model && run.complete ? run : undefined;
      });
    const before = await wholeBy('tiny#0');
    assert.equal(trainingOf('tiny')!.shown, 0);
    await readWith(4);
    const after = await wholeBy('tiny#4');
    const mean = ({ probabilities }: typeof after): number =>
      probabilities.slice(200).reduce((a, b) => a + b, 0) / (probabilities.length - 200);
    assert.ok(mean(after) > mean(before) + 0.1, `${mean(before)} ${mean(after)}`);
    // A changed setting runs the checkpoint again, as any other model.
    await withSetting('readMarkup', false, () => wholeBy('tiny#4'));
    const typed = new vscode.WorkspaceEdit();
    typed.insert(document.uri, new vscode.Position(0, 0), '(b)');
    await vscode.workspace.applyEdit(typed);
    await followed(document);
    assert.equal(runOf(document.uri)!.model, 'tiny#4');
    assert.equal((await api()).problem, null);

    await until('the model is listed', async () =>
      (await models(document)).includes('tiny') ? true : undefined,
    );
    await withModel('tiny', async () => {
      await vscode.commands.executeCommand('rnnLens.tagDocument');
      assert.equal(runOf(document.uri)!.model, 'tiny');
    });
    const card = await vscode.workspace.fs.readFile(workspaceFile('.rnn-lens/models/tiny/README.md'));
    assert.match(new TextDecoder().decode(card), /^# tiny/);

    await vscode.commands.executeCommand('rnnLens.deleteTraining', { training: 'tiny', isSure: true });
    assert.equal(trainingOf('tiny'), null);
    await until('its model is gone', async () =>
      (await models(document)).includes('tiny') ? undefined : true,
    );
  });
}

/** The networks of each lesson, and what their scores are of. */
const LESSONS = {
  parentheses: ['parentheses-lstm'],
  quotation: ['quotation-gru', 'quotation-rnn'],
  anbn: ['anbn-lstm', 'anbn-gru', 'anbn-rnn'],
  textbook: ['textbook-all', 'textbook-last'],
};

/** Registers the tests of the lessons, each shortened: one epoch a network, of the beginning of its text. */
export function testLessons(): void {
  for (const [lesson, names] of Object.entries(LESSONS))
    test(`the lesson "${lesson}" trains its networks one after the other, and its text is read with them`, async () => {
      const { trainingOf, runOf } = await api();
      await vscode.commands.executeCommand('rnnLens.startLesson', { lesson, epochs: 1, characters: 60_000 });
      const { document } = vscode.window.activeTextEditor!;
      assert.match(document.uri.path, new RegExp(`/\\.rnn-lens/lessons/${lesson}\\.txt$`));
      for (const name of names) {
        const end = await until(
          `${name} is trained`,
          () => {
            const training = trainingOf(name);
            return training?.status === 'finished' || training?.status === 'failed' ? training : undefined;
          },
          200_000,
        );
        assert.deepEqual([end.status, end.problem, end.epochsDone], ['finished', null, 1]);
      }
      const [first] = names;
      await show(document.uri);
      await vscode.commands.executeCommand('rnnLens.readWithCheckpoint', { training: first, checkpoint: 1 });
      await until(
        `the text by ${first}#1`,
        () => {
          const run = runOf(document.uri);
          return run?.model === `${first}#1` && run.complete ? run : undefined;
        },
        200_000,
      );
      for (const training of names)
        await vscode.commands.executeCommand('rnnLens.deleteTraining', { training, isSure: true });
    }, 240_000);
}

// Every task in the extension host with tiny models: classifier, language model, Korean analyser, states alone.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import {
  api,
  closeAll,
  loggedDuring,
  showNew,
  tag,
  withModel,
  withSetting,
  workspaceFile,
} from './hostSupport.js';
import { until } from './until.js';

const LINES = 'a good day\nno, a bad one\nthe keeper, again\n';
const PROSE = 'the keeper climbed the tower.\nnobody wrote to her.\n';

/** Registers the tests; their models are in the extension that is made for the tests. */
export function testTasks(): void {
  testClassifier();
  testLanguageModel();
  testStateFiles();
  testMorphology();
  testStates();
  testChoice();
}

function testClassifier(): void {
  test('a classifier marks lines, and its hover tells the classes of the line and of the prefix', () =>
    withModel('tiny-sentiment', async () => {
      const editor = await showNew('reviews.txt', LINES);
      const run = await tag(editor.document);
      assert.deepEqual([run.complete, run.segmentCount, run.unit], [true, 3, 'line']);
      await untilStatus(/^RNN Lens: 3 lines · tiny-sentiment$/);
      const marks = await untilMarks(editor, (found) => found.length === 3);
      assert.deepEqual(
        marks.map(({ range }) => range.start.line),
        [0, 1, 2],
      );
      assert.ok(marks.every(({ label }) => ['negative', 'positive'].includes(label)));
      const hover = await hoverAt(editor.document, 1, 1);
      assert.match(hover, /^`no, a bad one` is \*\*(negative|positive)\*\*: a (bad|good) word/);
      assert.match(hover, /Read up to `no,`:[^]*_Run again/);
      assert.equal(hover.match(/^```text$/gm)?.length, 2);
      assert.equal(editor.document.getText(), LINES);
    }));

  test('the unit of a classifier is a setting; only what is selected can be classified', () =>
    withModel('tiny-sentiment', async () => {
      const editor = await showNew('units.txt', LINES);
      await tag(editor.document);
      await withSetting('classificationUnit', 'document', async () => {
        await untilStatus(/^RNN Lens: document · (negative|positive) \d+ % · tiny-sentiment$/);
        const [mark] = await untilMarks(editor, (found) => found.length === 1);
        assert.equal(mark.range.end.line, 0);
      });
      await untilStatus(/3 lines/);
      editor.selection = new vscode.Selection(1, 0, 1, 9);
      await vscode.commands.executeCommand('rnnLens.tagSelection');
      const selected = (await api()).runOf(editor.document.uri);
      assert.deepEqual(selected?.texts, ['no,', 'a', 'bad']);
      assert.deepEqual([selected.unit, selected.segmentCount], ['selection', 1]);
      const [mark] = await untilMarks(editor, (found) => found.length === 1);
      assert.deepEqual(mark.range, new vscode.Range(1, 0, 1, 9));
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      const logged = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.tagSelection'));
      assert.match(logged.join(), /info: Nothing is selected/);
    }));
}

function testLanguageModel(): void {
  test('a language model marks surprising characters, and its hover tells what it expected', () =>
    withModel('tiny-lm', async () => {
      const editor = await showNew('prose.txt', PROSE);
      const run = await tag(editor.document);
      assert.equal(run.complete, true);
      assert.equal(run.tokenCount, PROSE.length);
      assert.deepEqual(
        run.probabilities.map((p) => p > 0 && p < 1),
        Array.from(PROSE, (_, k) => k > 0),
      );
      await untilStatus(/^RNN Lens: 51 characters · \d+\.\d\d bits each · tiny-lm$/);
      const marks = await untilMarks(editor, (found) => found.length > 10);
      assert.ok(marks.every(({ label }) => / bits( or more)?$/.test(label)));
      const hover = await hoverAt(editor.document, 0, 3);
      assert.match(hover, /^`·`: surprisal \*\*\d+\\\.\d\d bits\*\*/);
      assert.match(hover, /Expected at this place:[^]*Expected after it:/);
      assert.match(await hoverAt(editor.document, 0, 0), /the first symbol/);
    }));

  test('generating goes on from the cursor in a new document, and the same seed gives the same text', () =>
    withModel('tiny-lm', async () => {
      const { document } = await showNew('start.txt', PROSE);
      const first = await generated(document, { seed: 5, maxCharacters: 150 });
      assert.equal(await generated(document, { seed: 5, maxCharacters: 150 }), first);
      assert.notEqual(await generated(document, { seed: 6, maxCharacters: 150 }), first);
      assert.ok(first.startsWith('nobody') && first.length === 'nobody'.length + 150, first);
      const stopped = await generated(document, { seed: 5, maxCharacters: 150, stop: first.slice(60, 64) });
      assert.equal(stopped, first.slice(0, first.indexOf(first.slice(60, 64), 6)));
      assert.equal(document.getText(), PROSE);
      assert.equal(document.isDirty, false);
    }));
}

/** What "Generate From Here" makes after the word `nobody`; its document is closed again. */
async function generated(document: vscode.TextDocument, settings: object): Promise<string> {
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(1, 6, 1, 6);
  await vscode.commands.executeCommand('rnnLens.generateFromHere', settings);
  const made = vscode.window.activeTextEditor?.document;
  assert.equal(made?.uri.scheme, 'untitled');
  const text = made.getText();
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return text;
}

function testStateFiles(): void {
  test('a state saved at the cursor continues elsewhere as if the text had never been cut', () =>
    withModel('tiny-lm', async () => {
      const whole = await showNew('whole.txt', PROSE);
      const { probabilities } = await tag(whole.document);
      whole.selection = new vscode.Selection(1, 0, 1, 0);
      const file = workspaceFile('line.safetensors');
      await vscode.commands.executeCommand('rnnLens.saveHiddenState', file);
      assert.ok((await vscode.workspace.fs.stat(file)).size > 0);
      const rest = await showNew('rest.txt', PROSE.slice(PROSE.indexOf('\n') + 1));
      await vscode.commands.executeCommand('rnnLens.continueFromState', file);
      await untilStatus(/ · tiny-lm · continued$/);
      const continued = (await api()).runOf(rest.document.uri);
      assert.deepEqual(continued?.probabilities.slice(1), probabilities.slice(PROSE.indexOf('\n') + 2));
      const fromZero = await tag(rest.document);
      assert.notDeepEqual(continued.probabilities.slice(1), fromZero.probabilities.slice(1));
      assert.equal(rest.document.isDirty, false);
    }));

  test('a model with a backward direction neither gives nor takes a state', async () => {
    const { document } = await showNew('english.txt', 'The keeper climbed the tower.\n');
    const file = workspaceFile('line.safetensors');
    for (const command of ['continueFromState', 'saveHiddenState']) {
      const logged = await loggedDuring(() => vscode.commands.executeCommand(`rnnLens.${command}`, file));
      assert.match(logged.join(), /info: "english-pos" has a backward direction/, command);
    }
    assert.equal((await api()).runOf(document.uri), null);
  });
}

function testMorphology(): void {
  test('a Korean analyser tags eojeols, and the hover explains each morpheme in two languages', () =>
    withModel('tiny-morphology', async () => {
      const editor = await showNew('korean.txt', '나는 서울이 했다.\n');
      const run = await tag(editor.document);
      assert.deepEqual(run.texts, ['나는', '서울이', '했다', '.']);
      await untilMarks(editor, (found) => found.length === 4);
      await untilStatus(/^RNN Lens: 4 tokens · tiny-morphology$/);
      const hover = await hoverAt(editor.document, 0, 4);
      // In a Korean window what the label means is compared by its English, as all that is said.
      assert.match(hover, /^`서울이` is \*\*(NOUN|PROPN|VERB|PUNCT)\*\*: \p{L}/u);
      assert.match(hover, /\p{Script=Hangul}/u);
      assert.match(hover, /^\*\*.+\/(nq|jcs|ef).*\*\*$/m);
      assert.match(hover, /^- `.+` (nq: (고유 명사 · )?proper noun|jcs: 주격 조사|ef: 종결 어미)/m);
    }));
}

function testStates(): void {
  test('a model without heads runs and marks nothing', () =>
    withModel('tiny-states', async () => {
      const editor = await showNew('numbers.txt', '1 0\n0 1\n');
      const run = await tag(editor.document);
      assert.equal(run.complete, true);
      await untilStatus(/^RNN Lens: 2 steps · tiny-states$/);
      assert.deepEqual((await api()).marksOf(editor), []);
    }));
}

function testChoice(): void {
  test('the model is chosen by language and script, as the settings say', async () => {
    const english = await vscode.workspace.openTextDocument({ content: 'The keeper.' });
    const korean = await vscode.workspace.openTextDocument({ content: '나는 서울이 좋다.' });
    const code = await vscode.workspace.openTextDocument({ content: 'let a;', language: 'typescript' });
    const chosen = async () => {
      const { modelFor } = await api();
      return Promise.all([english, korean, code].map((document) => modelFor(document)));
    };
    const [forEnglish] = await chosen();
    assert.equal(forEnglish, 'english-pos');
    const models = { hangul: 'tiny-morphology', typescript: 'tiny-lm' };
    await withSetting('models', models, async () => {
      assert.deepEqual(await chosen(), ['english-pos', 'tiny-morphology', 'tiny-lm']);
    });
    await withSetting('models', { latin: 'gone' }, async () => {
      assert.equal((await chosen())[0], 'english-pos');
    });
  });

  test('"Select Model" is remembered for its document only, until "Automatic" is chosen', async () => {
    const other = await showNew('other.txt', 'The other tower.\n');
    const { document } = await showNew('mine.txt', 'The keeper climbed the tower.\n');
    const { modelFor, runOf } = await api();
    await tag(document);
    await selectModel('english-pos-twin');
    assert.equal(await modelFor(document), 'english-pos-twin');
    await until('tags of the other model', () => runOf(document.uri)?.model === 'english-pos-twin');
    assert.deepEqual(await Promise.all([document, other.document].map(modelFor)), [
      'english-pos-twin',
      'english-pos',
    ]);
    await selectModel(null);
    assert.equal(await modelFor(document), 'english-pos');
    await closeAll();
  });
}

/** Chooses a model in "Select Model", or "Automatic", which stands before them all. */
export async function selectModel(name: string | null): Promise<void> {
  const { models } = await api();
  const { document } = vscode.window.activeTextEditor!;
  const row = name === null ? 0 : 1 + (await models(document)).indexOf(name);
  const selecting = vscode.commands.executeCommand('rnnLens.selectModel');
  // Nothing tells when the list is there.
  await new Promise((done) => setTimeout(done, 2_000));
  for (let k = 0; k < row; k++) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await selecting;
}

async function untilStatus(pattern: RegExp): Promise<void> {
  const tests = await api();
  await until(`the status bar says ${pattern}`, () => {
    if (pattern.test(tests.status ?? '')) return true;
    throw new Error(`it says ${tests.status}`);
  });
}

type FoundMarks = ReturnType<Awaited<ReturnType<typeof api>>['marksOf']>;

async function untilMarks(
  editor: vscode.TextEditor,
  areRight: (marks: FoundMarks) => boolean,
): Promise<FoundMarks> {
  const { marksOf } = await api();
  return until('the right marks', () => {
    const marks = marksOf(editor);
    if (areRight(marks)) return marks;
    throw new Error(JSON.stringify(marks));
  });
}

async function hoverAt({ uri }: vscode.TextDocument, line: number, character: number): Promise<string> {
  const position = new vscode.Position(line, character);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
  const own = texts.find((text) => text.includes('RNN Lens'));
  assert.ok(own, `no hover of RNN Lens: ${texts.join()}`);
  return own;
}

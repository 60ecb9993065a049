// Every sentence of the host goes through t() or plural(): where a person reads it, no literal stands by itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';
import { sourceFiles } from '../tools/sources.js';

/** Calls whose first argument a person reads. */
const SAYING: ReadonlySet<string> = new Set([
  ...['say', 'Error', 'ModelError', 'set', 'pickFrom'],
  ...['showInformationMessage', 'showWarningMessage', 'showErrorMessage'],
]);

/** Properties that VS Code shows. */
const SHOWN: ReadonlySet<string> = new Set([
  ...[
    'title',
    'placeHolder',
    'prompt',
    'message',
    'tooltip',
    'label',
    'description',
    'detail',
    'name',
    'text',
  ],
]);

/** A text of more than one word; names, icons and ids are none. */
function isSentence(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return /\p{L}{2,} \p{L}+ \p{L}{2,}/u.test(node.text);
  return ts.isTemplateExpression(node) && /\p{L}{2,} \p{L}+/u.test(node.getText());
}

/** Literals in a source that a person would read as they are. */
function literalsIn(source: string, file = 'example.ts'): string[] {
  const found: string[] = [];
  const note = (node: ts.Expression | undefined): void => {
    if (!node) return;
    if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(note);
    else if (isSentence(node)) found.push(`${file}: ${node.getText()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = node.expression;
      const name = ts.isPropertyAccessExpression(called) ? called.name.text : called.getText();
      if (SAYING.has(name)) note(node.arguments?.[0]);
    }
    if (ts.isPropertyAssignment(node) && SHOWN.has(node.name.getText())) note(node.initializer);
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      SHOWN.has(node.left.name.text)
    )
      note(node.right);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true));
  return found;
}

test('no sentence of the host reaches a person past the door', () => {
  const files = sourceFiles('src/host');
  assert.ok(files.length > 30);
  assert.deepEqual(
    files.flatMap((file) => literalsIn(readFileSync(file, 'utf8'), file)),
    [],
  );
});

test('such literals are found, and what goes through the door is not', () => {
  assert.equal(literalsIn("say('RNN Lens: nothing is pinned.')").length, 1);
  assert.equal(literalsIn('throw new Error(`There is no ${name} to tag.`)').length, 1);
  assert.equal(literalsIn("item.tooltip = a ? 'Click to do it' : t('Click to do it')").length, 1);
  assert.equal(literalsIn("pick({ placeHolder: 'The model to use' })").length, 1);
  assert.deepEqual(literalsIn("say(t('RNN Lens: nothing is pinned.')); log.info('Of the log only.')"), []);
});

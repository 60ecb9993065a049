// What people are asked has a title that says by what, and a line that says for what: VS Code's guidelines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';
import { sourceFiles } from '../tools/sources.js';

/** Functions that ask, the place of their options, and what the options must say. */
const ASKS = new Map(
  Object.entries({
    showQuickPick: { at: 1, says: [/\btitle\b/, /\bplaceHolder\b/] },
    showInputBox: { at: 0, says: [/\btitle\b/, /\bprompt\b/] },
    showOpenDialog: { at: 0, says: [/\btitle\b/] },
    showSaveDialog: { at: 0, says: [/\btitle\b/] },
  }),
);

test('every question in the extension host says by what it is asked, and for what', () => {
  const silent: string[] = [];
  let asked = 0;
  for (const file of sourceFiles('src/host')) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const ask = ASKS.get(node.expression.name.text);
        if (ask) {
          asked++;
          const options = node.arguments[ask.at];
          const said = ts.isIdentifier(options) ? enclosing(node) : options.getText();
          if (!ask.says.every((what) => what.test(said)))
            silent.push(`${file}: ${node.getText().slice(0, 120)}`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  assert.deepEqual(silent, []);
  assert.ok(asked > 20, `only ${asked} questions were found`);
});

/** The text of the function a node is in: options may be put together there. */
function enclosing(node: ts.Node): string {
  let at = node;
  while (!ts.isFunctionLike(at)) at = at.parent;
  return at.getText();
}

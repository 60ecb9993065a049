// The door for the panel's sentences: templates, languages, and that no sentence reaches the screen another way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import ts from 'typescript';
import { PANEL_EN, type PanelSentence } from '../../src/protocol/sentences/panel.en.js';
import { panelLanguage, readPanelLanguage } from '../../src/protocol/sentences/panel.js';
import { Template, type SentenceValues } from '../../webview/sentences/template.js';
import { t, useLanguage } from '../../webview/sentences/text.js';
import { sourceFiles } from '../tools/sources.js';

afterEach(() => useLanguage(panelLanguage('en')));

const filled = (template: string, values: SentenceValues) =>
  new Template(template).fill(values, {
    plural: (value) => new Intl.PluralRules('en').select(value),
    format: (value) => new Intl.NumberFormat('en').format(value),
  });

test('a template has values, plural forms and kinds, one in another', () => {
  assert.equal(filled('a {b} c', { b: 'x{y}' }), 'a x{y} c');
  assert.equal(filled('{n} of {all}', { n: 1234 }), '1,234 of {all}');
  const steps = '{n, plural, one {# step} other {# steps}}';
  assert.deepEqual(
    [0, 1, 2000].map((n) => filled(steps, { n })),
    ['0 steps', '1 step', '2,000 steps'],
  );
  const nested = '{kind, select, line {{n, plural, one {# line} other {# lines} }, said} other {#{kind}#}}!';
  assert.equal(filled(nested, { kind: 'line', n: 1 }), '1 line, said!');
  assert.equal(filled(nested, { kind: 'language-model', n: 1 }), '#language-model#!');
  assert.equal(
    filled('{a, select, language-model {x {b}} other {}}', { a: 'language-model', b: 'y' }),
    'x y',
  );
  assert.equal(filled('{a, select, x {y} other {}}', { a: 'z' }), '');
});

test('every sentence can be read and filled: no brace is left, and all its kinds say something', () => {
  for (const [key, template] of Object.entries(PANEL_EN)) {
    const names = [...template.matchAll(/\{(\w+)/g)].map(([, name]) => name);
    const isNumber = (name: string) => name === 'n' || template.includes(`{${name}, plural`);
    const values = Object.fromEntries(names.map((name) => [name, isNumber(name) ? 2 : name]));
    const text = t(key as PanelSentence, values);
    assert.ok(text.trim() !== '' && !/[{}#]|undefined|NaN/.test(text), `${key}: ${text}`);
  }
});

test('in English: counts, tasks and notes of equations', () => {
  const counts = [1, 3000].map((n) => t('count', { kind: 'token', n }));
  assert.deepEqual(counts, ['1 token', '3,000 tokens']);
  assert.equal(t('count', { kind: 'sentence', n: 1 }), '1 sentence');
  assert.equal(t('task.again', { task: 'classification' }), 'Classify again');
  assert.equal(t('equation.zero', { name: 'cₜ₋₁' }), 'First step: cₜ₋₁ = 0.');
  assert.equal(t('difference.countOf', { what: 'removed', n: 1200 }), '1,200 gone');
});

test('another language has its own templates, plural forms and numbers; what it lacks is English', () => {
  const forms = '{n, plural, one {# krok} few {# kroki} many {# kroków} other {# kroku}}';
  useLanguage(
    readPanelLanguage({ locale: 'pl', sentences: { count: forms, 'no such key': 'x', quoted: 3 } }),
  );
  assert.deepEqual(
    [1, 2, 5].map((n) => t('count', { kind: 'step', n })),
    ['1 krok', '2 kroki', '5 kroków'],
  );
  assert.equal(t('quoted', { what: 'a', text: 'b' }), 'a “b”');
  assert.equal(t('count', { kind: 'step', n: 12_345 }), '12\u00a0345 kroków');
});

test('whatever is handed over, there is a language', () => {
  for (const handed of [null, undefined, 3, 'x', [], {}, { locale: 'no locale!', sentences: null }]) {
    assert.deepEqual(readPanelLanguage(handed), { locale: 'en', sentences: {} });
  }
  assert.deepEqual(panelLanguage('xx-XX'), { locale: 'en', sentences: {} });
});

/** Functions whose text arguments people read, and from which argument on. */
const SHOWN: Readonly<Record<string, number>> = {
  ...{ h: 2, setText: 1, say: 0, button: 0, dropdown: 0, checkbox: 0, segmented: 0, numberInput: 0, menu: 0 },
  ...{ append: 0, replaceChildren: 0, cell: 1 },
};
/** Properties and attributes that people read. */
const READ =
  /^(title|aria-label|aria-roledescription|aria-description|alt|placeholder|textContent|innerText|text|name|note|words|caption|heading|label)$/;
/** Functions that take what no person reads: selectors, names of events and classes, keys of sentences. */
const UNREAD =
  /^(t|querySelector|querySelectorAll|closest|matchMedia|titleWhenCut|addEventListener|getPropertyValue|variable|Error|RnnLensError|TypeError)$/;

/** What a text must have to be a sentence or a word: two letters that are no formula's. */
const isWord = (text: string) =>
  /\p{L}{2,}/u.test(text.replace(/\p{Lm}|\b[a-zA-Z]_\w+|\b(px|rgb|tanh|ReLU|ms)\b/gu, ''));
/** What is between `<` and `>` is no text. */
const isSentence = (text: string) =>
  /\p{L}{2,}\s+\p{L}{2,}/u.test(text.replace(/<[^>]*>/g, ' ')) && isWord(text);

/** Texts in a file that are, or look as if they were, read by people. */
function shownLiterals(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    const text = textOf(node);
    if (text !== null && !isUnread(node) && (isSentence(text) || (isWord(text) && isShown(node))))
      found.push(`${file}: ${text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('0');
}

function nameOf(node: ts.Node): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? node.text : '';
}

/** An argument that is shown, or the value of something that is read, also as a branch of a condition. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node && isShown(parent);
  if (ts.isBinaryExpression(parent)) {
    if (parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return READ.test(nameOf(parent.left));
    return /^(\?\?|\|\||\+)$/.test(parent.operatorToken.getText()) && isShown(parent);
  }
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent)) return READ.test(nameOf(parent.name)) && !isRowName(parent);
  if (!ts.isCallExpression(parent)) return false;
  const from = SHOWN[nameOf(parent.expression)];
  return (
    from !== undefined &&
    parent.arguments.indexOf(node as ts.Expression) >= from &&
    !isClassName(parent, node)
  );
}

/** A name that is an identifier: of a view, of an equation's kind. */
function isRowName(property: ts.PropertyAssignment): boolean {
  return (
    ts.isStringLiteralLike(property.initializer) &&
    /^[a-z]+$/.test(property.initializer.text) &&
    nameOf(property.name) === 'name'
  );
}

/** The last argument of a button, of a dropdown and of a menu is its class. */
function isClassName(call: ts.CallExpression, node: ts.Node): boolean {
  const controls = ['button', 'dropdown', 'menu'];
  return controls.includes(nameOf(call.expression)) && call.arguments.indexOf(node as ts.Expression) === 2;
}

function isUnread(node: ts.Node): boolean {
  for (let { parent } = node; parent && !ts.isStatement(parent); { parent } = parent) {
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
      if (UNREAD.test(nameOf(parent.expression))) return true;
    if (
      ts.isPropertyAssignment(parent) &&
      /^(class|style|id|aria-labelledby|aria-controls)$/.test(nameOf(parent.name))
    )
      return true;
    if (ts.isBlock(parent)) return false;
  }
  return false;
}

test('the check finds what a person would read, however it gets to the screen', () => {
  const bad = [
    `h('p', {}, 'Hello')`,
    'h("p", {}, `${n} tokens`)',
    `setText(node, isOn ? 'On' : '')`,
    `h('p', { title: 'Hello' })`,
    `element.title = 'Hello'`,
    `const x = { 'aria-label': isOn ? 'Hello' : null }`,
    `const WORDS = ['one word', 'x']`,
    `live.say('Done')`,
    `button('Go', pressed)`,
  ];
  for (const code of bad) assert.equal(shownLiterals('bad.ts', code).length, 1, code);
  const good = [
    `h('p', { class: 'big words' }, t('reading'))`,
    `h('p', {}, text, '→ ')`,
    `const font = root.querySelector('.a .big thing')`,
    `throw new Error('Not a thing.')`,
    `type A = 'some words';`,
    `button(t('unit.pin'), pressed, 'pin-states')`,
  ];
  for (const code of good) assert.deepEqual(shownLiterals('good.ts', code), [], code);
});

test('no sentence of the panel reaches the screen but through t()', () => {
  const files = [...sourceFiles('webview'), ...sourceFiles('src/core/views')];
  assert.ok(files.length > 50);
  assert.deepEqual(
    files.flatMap((file) => shownLiterals(file, readFileSync(file, 'utf8'))),
    [],
  );
});

test('every sentence of the catalogue is used', () => {
  const code = sourceFiles('webview')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const built = /^equation\.(zero|zeroUnless|continued)$/;
  const unused = Object.keys(PANEL_EN).filter((key) => !code.includes(`'${key}'`) && !built.test(key));
  assert.deepEqual(unused, []);
});

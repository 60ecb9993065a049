// Errors for people are sentences with places and values: what is thrown can be found in another language.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';
import { sourceFiles } from '../tools/sources.js';

/** What makes a sentence of a text and values. */
const MAKES = /^(RnnLensError|sentence)$/;

/** Sentences of a file that no translation can be found for, or whose values do not fit their places. */
function unfitSentences(file: string, code: string): { readonly unfit: string[]; readonly count: number } {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const unfit: string[] = [];
  let count = 0;
  const visit = (node: ts.Node): void => {
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && MAKES.test(node.expression.getText())) {
      const problem = problemOf(node.arguments ?? []);
      if (problem) unfit.push(`${file}: ${problem}: ${node.getText()}`);
      count++;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { unfit, count };
}

function problemOf([text, ...values]: readonly ts.Expression[]): string | null {
  if (!text || !ts.isStringLiteralLike(text)) return 'no literal';
  const places = new Set([...text.text.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)));
  const wanted = Array.from(places, (_, place) => place);
  if (!wanted.every((place) => places.has(place))) return 'a place is left out';
  // How many values a list has is the compiler's to know.
  const listed = values.filter((value) => !ts.isSpreadElement(value)).length;
  const fits = listed === values.length ? listed === places.size : listed < places.size;
  return fits ? null : `${places.size} places, ${listed} values`;
}

test('the check finds sentences that cannot be translated, and values without a place', () => {
  const bad = [
    'new RnnLensError(`There is no ${name}.`)',
    'new RnnLensError(problem)',
    `new RnnLensError('a ' + b)`,
    `new RnnLensError()`,
    `new RnnLensError('{0} of {1}', a)`,
    `new RnnLensError('{0}', a, b)`,
    `new RnnLensError('{1}', a)`,
    `new RnnLensError('none', ...all)`,
    'fail(sentence(`must be ${a}`))',
  ];
  for (const code of bad) assert.equal(unfitSentences('bad.ts', code).unfit.length, 1, code);
  const good = [
    `new RnnLensError('As it is, with "{".')`,
    `new RnnLensError('{1} of {0}, {0}', a, b)`,
    'new RnnLensError(`It\'s "{0}".`, a)',
    `new RnnLensError('{0} {1}.', ...unfit)`,
    `fail('name', sentence('must be {0}', a))`,
  ];
  for (const code of good) assert.deepEqual(unfitSentences('good.ts', code), { unfit: [], count: 1 }, code);
});

test('every error for people is a literal sentence with as many values as places', () => {
  const files = ['core', 'worker', 'models'].flatMap((room) => sourceFiles(`src/${room}`));
  const found = files.map((file) => unfitSentences(file, readFileSync(file, 'utf8')));
  assert.deepEqual(
    found.flatMap(({ unfit }) => unfit),
    [],
  );
  assert.ok(found.reduce((sum, { count }) => sum + count, 0) > 60);
});

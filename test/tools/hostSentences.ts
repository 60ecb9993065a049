// Every sentence that host, live, worker, models and core can say, found in their sources.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { sourceFiles } from './sources.js';

/** Which arguments of a function are sentences, keys of the bundle of VS Code's `l10n`. */
const SENTENCES: ReadonlyMap<string, readonly number[]> = new Map([
  ['t', [0]],
  ['plural', [1, 2]],
  ['sentence', [0]],
  ['RnnLensError', [0]],
]);

/** Where sentences are in English by decision: the command line, and the cards that training writes. */
const ENGLISH = /^src\/(cli\/|core\/train\/modelCard\.ts$)/;

/** Where texts come from a model or a sentence that is a value: their texts are keys for another reason. */
const VALUES =
  /^(part\.text|manifest\.(title|task)|model\.title|title|model\.score|description|unit\.(name|note)|row\.note|text|(refusal|title)\.text|count === 1 \? one : other)$/;

export interface HostSentences {
  readonly sentences: ReadonlySet<string>;
  /** Calls whose sentence is no literal. */
  readonly unread: readonly string[];
}

export function hostSentences(): HostSentences {
  const sentences = new Set<string>();
  const unread: string[] = [];
  for (const file of sourceFiles('src').filter((name) => !ENGLISH.test(name))) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const keep = (node: ts.Expression): void => {
      if (ts.isStringLiteralLike(node)) sentences.add(node.text);
      else if (ts.isConditionalExpression(node) && !VALUES.test(node.getText())) {
        keep(node.whenTrue);
        keep(node.whenFalse);
      } else if (!VALUES.test(node.getText())) unread.push(`${file}: ${node.getText()}`);
    };
    const visit = (node: ts.Node): void => {
      if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression))
        for (const at of SENTENCES.get(node.expression.text) ?? [])
          if (node.arguments?.[at]) keep(node.arguments[at]);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { sentences, unread };
}

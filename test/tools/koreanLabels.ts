/**
 * Measures how many analyses label inventories of several sizes can express:
 * `koreanLabels TRAIN.conllu DEV.conllu [--minimum N]... [--show]`.
 */

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { LabelSet } from '../../src/core/morphology/labelSet.js';
import { type AnalysedEojeol, learnLabels } from '../../src/core/morphology/learnLabels.js';
import { lemmaOf, showMorphemes, xposOf } from '../../src/core/morphology/morpheme.js';
import { analysedEojeols, readAnalysedSentences } from '../../src/core/morphology/treebank.js';

function read(path: string): AnalysedEojeol[] {
  return readAnalysedSentences(readFileSync(path, 'utf8')).flatMap(analysedEojeols);
}

/** Per cent of the eojeols that can be encoded; each one that is must decode to itself. */
function coverage(eojeols: readonly AnalysedEojeol[], labels: LabelSet, show: boolean): number {
  let encodable = 0;
  const missed = new Map<string, number>();
  for (const { characters, morphemes } of eojeols) {
    const numbers = labels.encode(characters, morphemes);
    if (!numbers) {
      const key = `${characters.join('')}  ${showMorphemes(morphemes)}`;
      missed.set(key, (missed.get(key) ?? 0) + 1);
      continue;
    }
    encodable += 1;
    const decoded = labels.decode(characters, numbers);
    if (lemmaOf(decoded) !== lemmaOf(morphemes) || xposOf(decoded) !== xposOf(morphemes))
      throw new Error(`${characters.join('')} comes out as ${showMorphemes(decoded)}`);
  }
  if (show) {
    const rows = [...missed].sort((a, b) => b[1] - a[1]).slice(0, 60);
    for (const [key, count] of rows) console.log(`  ${count}\t${key}`);
  }
  return (100 * encodable) / eojeols.length;
}

function main(args: readonly string[]): void {
  const [train, dev] = [read(args[0] ?? ''), read(args[1] ?? '')];
  console.log(`${train.length} training and ${dev.length} development eojeols`);
  const minimums = args.flatMap((arg, k) => (arg === '--minimum' ? [Number(args[k + 1])] : []));
  for (const minimumCount of minimums.length > 0 ? minimums : [1, 2, 3, 5, 10]) {
    const started = performance.now();
    const labels = new LabelSet(learnLabels(train, { minimumCount }));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const edits = labels.labels.filter((label) => /[: ]|^-$/.test(label)).length;
    console.log(
      `seen ${minimumCount} times: ${labels.labels.length} labels (${edits} edits), ${seconds} s,` +
        ` train ${coverage(train, labels, false).toFixed(3)} %,` +
        ` dev ${coverage(dev, labels, args.includes('--show')).toFixed(3)} %`,
    );
    if (args.includes('--show')) console.log(labels.labels.slice(0, 400).join('\n'));
  }
}

main(process.argv.slice(2));

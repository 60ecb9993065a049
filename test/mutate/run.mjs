// `npm run mutate`: mutants of editing and of the channel, part by part (groups.mjs), and their score by folder.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GROUPS } from './groups.mjs';
import { readCounts, readResults } from './results.mjs';
import { folderScores, survivors, table } from './scores.mjs';

const { values: options } = parseArgs({
  options: {
    /** Only these parts, by their names. */
    part: { type: 'string', multiple: true, default: GROUPS.map(({ name }) => name) },
    /** Only this file or pattern of files, in the parts given. */
    mutate: { type: 'string' },
    /** This share of the mutants, drawn at random; the score is then an estimate. */
    sample: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** Processes at a time. */
    concurrency: { type: 'string', default: '1' },
    /** Mutants that were killed by an earlier run are tried again too. */
    force: { type: 'boolean', default: false },
    /** Runs nothing: the scores of what was run. */
    scores: { type: 'boolean', default: false },
  },
});
const unknown = options.part.filter((part) => !GROUPS.some(({ name }) => name === part));
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}: ${GROUPS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
/** The score that the whole has to reach, in percent. */
const LEAST = 80;

for (const name of options.scores ? [] : options.part) mutate(name);
const results = new Map(options.part.flatMap((name) => [...readResults(name)]));
const counts = Object.assign({}, ...options.part.map(readCounts));
const scores = folderScores(counts, results);
console.log([...survivors(results), table(scores)].join('\n'));
process.exit(scores.at(-1).score < LEAST ? 1 : 0);

function mutate(name) {
  const stryker = path.join('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const args = [stryker, 'run', '--concurrency', options.concurrency];
  if (options.mutate) args.push('--mutate', options.mutate);
  const env = {
    ...process.env,
    RNN_LENS_MUTATE_ROOT: process.cwd(),
    RNN_LENS_MUTATE_GROUP: name,
    RNN_LENS_MUTATE_SAMPLE: options.sample,
    RNN_LENS_MUTATE_SEED: options.seed,
    RNN_LENS_MUTATE_FORCE: options.force ? '1' : '',
  };
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}

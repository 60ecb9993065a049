// `npm run mutate`: mutants of editing and of the channel, part by part (groups.mjs), and their score by folder.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GROUPS } from './groups.mjs';
import { folderScores, table } from './scores.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    /** Only these parts, by their names. */
    part: { type: 'string', multiple: true, default: GROUPS.map(({ name }) => name) },
    /** Only this file or pattern of files, in the parts given. */
    mutate: { type: 'string' },
    /** This share of the mutants, drawn at random; the score is then an estimate. */
    sample: { type: 'string' },
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
if (positionals.length > 0 || unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}: ${GROUPS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
/** The score that the whole has to reach, in percent. */
const LEAST = 80;
const base = path.join('out', 'mutate', options.sample ? `sample-${options.seed}` : '');

const reports = options.part.map((name) => {
  const folder = path.join(base, name);
  if (!options.scores) mutate(name, folder);
  return path.join(folder, 'report.json');
});
const scores = folderScores(
  reports.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8'))),
);
console.log(table(scores));
process.exit(scores.at(-1).score < LEAST ? 1 : 0);

function mutate(name, folder) {
  forgetSurvivors(path.join(folder, 'incremental.json'));
  const stryker = path.join('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const args = [stryker, 'run'];
  if (options.mutate) args.push('--mutate', options.mutate);
  if (options.force) args.push('--force');
  const env = { ...process.env, RNN_LENS_MUTATE_GROUP: name, RNN_LENS_MUTATE_FOLDER: folder };
  env.RNN_LENS_MUTATE_CONCURRENCY = options.concurrency;
  if (options.sample) {
    env.RNN_LENS_MUTATE_SAMPLE = options.sample;
    env.RNN_LENS_MUTATE_SEED = options.seed;
  }
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Stryker would keep survivors, as it does not see that bundled tests have changed: they are tried again. So is what
 * was not drawn before: a larger share of the same seed adds to a smaller one.
 */
function forgetSurvivors(file) {
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const source of Object.values(report.files))
    source.mutants = source.mutants.filter(({ status }) => status === 'Killed');
  writeFileSync(file, JSON.stringify(report));
}

// Stryker's plug-in that draws a random sample of the mutants: those that are not drawn are "checked" and left out, and
// count neither as killed nor as survived. Each mutant is drawn by itself, so that the score of the sample is an unbiased
// estimate of the whole.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const SHARE = Number(process.env.RNN_LENS_MUTATE_SAMPLE ?? 1);
const SEED = process.env.RNN_LENS_MUTATE_SEED ?? '1';

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, 'sample', createSample)];

function createSample() {
  return {
    init: async () => {},
    group: async (mutants) => [mutants.map(({ id }) => id)],
    check: async (mutants) =>
      Object.fromEntries(
        mutants.map((mutant) => [
          mutant.id,
          isDrawn(mutant) ? { status: 'passed' } : { status: 'compileError', reason: 'not drawn' },
        ]),
      ),
  };
}

/** By a hash of what the mutant is: the same mutants are drawn again, and in a larger sample all of a smaller one. */
function isDrawn({ fileName, mutatorName, replacement, location: { start, end } }) {
  // The sandbox is another folder in each run.
  const file = fileName.slice(fileName.lastIndexOf(`${path.sep}src${path.sep}`));
  const what = JSON.stringify([SEED, file, mutatorName, replacement, start, end]);
  return createHash('sha256').update(what).digest().readUInt32BE() < SHARE * 2 ** 32;
}

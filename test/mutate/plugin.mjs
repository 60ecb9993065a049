// Stryker's plug-in of `npm run mutate`. It puts the mutants in a random order and lets those through that are drawn and
// were not killed before (a "checker" in Stryker's words), and notes what becomes of each at once. What a run that is ended
// early has tried is a random sample, but for mutants that no test reaches: they come first, and its score is too low.
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { draw, keyOf, readResults, writeCounts, writeResult } from './results.mjs';

const {
  RNN_LENS_MUTATE_GROUP: PART,
  RNN_LENS_MUTATE_SAMPLE: SHARE,
  RNN_LENS_MUTATE_SEED: SEED,
  RNN_LENS_MUTATE_FORCE: FORCE,
} = process.env;
const TRIED = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.Checker, 'drawn', createChecker),
  declareValuePlugin(PluginKind.Reporter, 'results', {
    onMutationTestingPlanReady: ({ mutantPlans }) =>
      writeCounts(
        PART,
        mutantPlans.map(({ mutant }) => mutant).filter(({ status }) => status !== 'Ignored'),
      ),
    onMutantTested: (mutant) => {
      if (TRIED.includes(mutant.status))
        writeResult(PART, { ...mutant, location: fromZero(mutant.location) });
    },
  }),
];

/** Reports count lines and columns from 1, and mutants from 0. */
function fromZero({ start, end }) {
  const moved = ({ line, column }) => ({ line: line - 1, column: column - 1 });
  return { start: moved(start), end: moved(end) };
}

function createChecker() {
  let known = new Map();
  return {
    init: async () => {
      if (!FORCE) known = readResults(PART);
    },
    // One mutant a group: within a group Stryker goes by their numbers.
    group: async (mutants) =>
      mutants
        .map((mutant) => ({ id: mutant.id, at: draw(keyOf(mutant), SEED) }))
        .sort((a, b) => a.at - b.at)
        .map(({ id }) => [id]),
    check: async (mutants) => Object.fromEntries(mutants.map((mutant) => [mutant.id, check(mutant)])),
  };

  function check(mutant) {
    const key = keyOf(mutant);
    if (draw(key, SEED) >= Number(SHARE)) return { status: 'compileError', reason: 'not drawn' };
    if (known.get(key) === 'Killed') return { status: 'compileError', reason: 'killed before' };
    return { status: 'passed' };
  }
}

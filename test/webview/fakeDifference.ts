// What the test page's host answers about a comparison: token 4 is new, token 6 replaced, and from token 4 to the end
// of its sentence every unit is 0.25 more than before.
import { STEP_MARK } from '../../src/protocol/engine.js';
import type { ClassRow, DifferenceWindow, StateWindow } from '../../src/protocol/engine.js';
import type { AnswerTo, Difference, DifferenceClasses } from '../../src/protocol/panel.js';

const NEW_TOKEN = 4;
const REPLACED_TOKEN = 6;
const LAST_TOKEN = 9;

/** How the runs differ. */
export const FAKE_DIFFERENCE: Difference = {
  inserted: 1,
  replaced: 1,
  removed: 0,
  first: { token: NEW_TOKEN, text: 'ancient', line: 1 },
  changes: [
    {
      ...{ token: 5, text: 'tower', beforeText: 'tower', line: 1 },
      ...{ beforeLabel: 'NOUN', label: 'PROPN', beforeProbability: 0.71, probability: 0.62 },
    },
    {
      ...{ token: REPLACED_TOKEN, text: 'stood', beforeText: 'stands', line: 1 },
      ...{ beforeLabel: 'VERB', label: 'VERB', beforeProbability: 0.7, probability: 0.82 },
    },
  ],
  changeCount: 2,
};

/** What two further heads say: one that changes at a token, one of the sentence that stays. */
export const FAKE_HEADS: AnswerTo<'headDifferences'> = {
  heads: [
    {
      name: 'xpos',
      count: 3,
      changes: [
        {
          ...{ token: 7, text: 'tall', beforeText: 'tall', line: 1 },
          ...{ beforeLabel: 'JJ', label: 'NN', beforeProbability: 0.95, probability: 0.85 },
        },
      ],
    },
    { name: 'intent', count: 0, changes: [] },
  ],
};

/** Differences of a window of states. */
export function fakeDifferenceStates(window: StateWindow): DifferenceWindow {
  const { fromStep, units } = window;
  const values = window.values.map((_, at) => {
    const step = fromStep + Math.floor(at / units);
    if (step === NEW_TOKEN) return NaN;
    return step > NEW_TOKEN && step <= LAST_TOKEN ? 0.25 : 0;
  });
  const marks = Uint8Array.from({ length: window.toStep - fromStep }, (_, row) => {
    if (fromStep + row === NEW_TOKEN) return STEP_MARK.new;
    return fromStep + row === REPLACED_TOKEN ? STEP_MARK.replaced : STEP_MARK.same;
  });
  return { ...window, values, marks };
}

/** Class probabilities of a token in both runs: before, the classes the other way round. */
export function fakeDifferenceClasses(token: number, after: ClassRow): DifferenceClasses {
  if (token === NEW_TOKEN) return { before: null, after };
  return { before: { ...after, probabilities: after.probabilities.slice().reverse() }, after };
}

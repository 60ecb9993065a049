import { ablate, rankedByLoss, type Ablation, type AblationQuestion } from '../core/analysis/ablation.js';
import type { Stretch } from '../core/analysis/attribution/stretch.js';
import type { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { quantitySize } from '../core/rnn/config.js';
import { sameBits } from '../core/rnn/rowStates.js';
import type { AblationAsked, UnitAblation } from '../protocol/units.js';
import { checkPlace, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';

/** Tokens of a sequence in which units are switched off: each of them is run once a unit. */
const MOST_TOKENS = 2000;

/** What was worked out last: it is the same for the same tokens, and another unit may be asked about. */
const known = new WeakMap<Pipeline, Known>();

interface Known {
  readonly stretch: Stretch;
  readonly question: Omit<AblationQuestion, 'units'>;
  readonly ablation: Ablation;
}

/** What is lost around a token without each unit of a layer and direction, the one first without which most is. */
export async function unitAblation(
  document: EngineDocument,
  { token, layer, direction, unit, head = 0 }: AblationAsked,
  job: Pick<Job, 'turn' | 'done'>,
): Promise<UnitAblation> {
  const { pipeline } = document;
  checkPlace(pipeline.model.architecture.rnn, { layer, direction });
  const { fromToken, stretch, isExpectation } = document.stretchAt(token);
  if (stretch.tokens.length > MOST_TOKENS)
    throw new RnnLensError('Units are switched off in sequences of up to {0} tokens.', MOST_TOKENS);
  const question = { layer, direction, head, isExpectation };
  const { tokens, lost, changed } = await ablation(pipeline, stretch, question, job);
  const n = tokens.length;
  return {
    ...{ fromToken, toToken: fromToken + stretch.tokens.length },
    ...rankedByLoss({ lost, changed }, n),
    tokens: tokens.map((each) => fromToken + each),
    own: lost.slice(unit * n, (unit + 1) * n),
  };
}

async function ablation(
  pipeline: Pipeline,
  stretch: Stretch,
  question: Omit<AblationQuestion, 'units'>,
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<Ablation> {
  const before = known.get(pipeline);
  if (before && isSame(before, stretch, question)) return before.ablation;
  const { rnn } = pipeline.model.architecture;
  const units = Array.from({ length: quantitySize(rnn, 'h', question) }, (_, each) => each);
  const work = ablate(pipeline, stretch, { ...question, units });
  for (;;) {
    const next = work.next();
    if (next.done) {
      known.set(pipeline, { stretch, question, ablation: next.value });
      return next.value;
    }
    done(next.value);
    await turn();
  }
}

function isSame(before: Known, { tokens, initialState }: Stretch, question: Known['question']): boolean {
  const state = before.stretch.initialState;
  const isState = state && initialState ? sameBits(state, initialState) : state === initialState;
  const isText = before.stretch.tokens.join('\0') === tokens.join('\0');
  return isState && isText && JSON.stringify(before.question) === JSON.stringify(question);
}

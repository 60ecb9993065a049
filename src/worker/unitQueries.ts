import { quantitySize } from '../core/rnn/config.js';
import { isBounded } from '../core/views/scales.js';
import { FIXED_SCALE, onUnitScale, unboundedScale, unitScale } from '../core/views/unitScale.js';
import type { UnitScale } from '../core/views/unitScale.js';
import { NO_TOKEN, type UnitPlace } from '../protocol/engine.js';
import type { Job } from './jobs.js';
import { checkPlace, checkRange, type EngineDocument } from './documents/engineDocument.js';

/** Steps run at a time: a bounded piece of memory whatever the document. */
const STEPS_AT_ONCE = 2048;

/** One unit at each token of [from, to), on a scale: forward at its last step, backward at its first. */
export async function unitValues(
  document: EngineDocument,
  place: UnitPlace,
  [from, to]: readonly [fromToken: number, toToken: number],
  { turn }: Pick<Job, 'turn'>,
  scale: UnitScale = FIXED_SCALE,
): Promise<Float32Array> {
  const { rnn } = document.pipeline.model.architecture;
  checkRange('tokens', from, to, document.tokenCount);
  checkPlace(rnn, place);
  checkRange('units', place.unit, place.unit + 1, quantitySize(rnn, place.quantity, place));
  const out = new Float32Array(to - from).fill(NaN);
  if (from === to) return out;
  const { fromStep } = document.stepsOfToken(from);
  const { toStep } = document.stepsOfToken(to - 1);
  const [first, end] = [
    Math.max(0, fromStep - scale.around),
    Math.min(document.stepCount, toStep + scale.around),
  ];
  const { values, tokens } = await unitSteps(document, place, [first, end], { turn });
  const shown = onUnitScale(scale, place.quantity, values, fromStep - first, toStep - first);
  tokens.subarray(fromStep - first, toStep - first).forEach((token, step) => {
    if (token === NO_TOKEN) return;
    const isKnown = !Number.isNaN(out[token - from]);
    if (place.direction === 'backward' && isKnown) return;
    out[token - from] = shown[step];
  });
  return out;
}

/** The scale of one unit over the whole document: see `unitScale`. */
export async function documentScale(
  document: EngineDocument,
  place: UnitPlace,
  job: Pick<Job, 'turn' | 'done'>,
): Promise<UnitScale> {
  const bounded = isBounded(document.pipeline.model.architecture.rnn, place.quantity);
  // Only c saturates: for what is bounded besides nothing needs to be run.
  if (bounded && place.quantity !== 'c') return FIXED_SCALE;
  const { values } = await unitSteps(document, place, [0, document.stepCount], job);
  return bounded ? unitScale(place.quantity, values) : unboundedScale(values);
}

/** One unit's raw values at steps [from, to), and the token of each. */
async function unitSteps(
  document: EngineDocument,
  { layer, direction, quantity, unit }: UnitPlace,
  [from, to]: readonly [fromStep: number, toStep: number],
  { turn, done }: Pick<Job, 'turn'> & Partial<Pick<Job, 'done'>>,
): Promise<{ readonly values: Float32Array; readonly tokens: Uint32Array }> {
  const { rnn } = document.pipeline.model.architecture;
  checkPlace(rnn, { layer, direction });
  const units = quantitySize(rnn, quantity, { layer, direction });
  checkRange('units', unit, unit + 1, units);
  const values = new Float32Array(to - from);
  const tokens = new Uint32Array(to - from);
  for (let at = from; at < to; at += STEPS_AT_ONCE) {
    // What is in sight is one piece, and is answered at once.
    if (at > from) await turn();
    done?.((at - from) / (to - from));
    const window = document.window(at, Math.min(to, at + STEPS_AT_ONCE));
    const all = window.values(layer, direction, quantity);
    tokens.set(window.tokens, at - from);
    for (let step = 0; step < window.tokens.length; step++)
      values[at - from + step] = all[step * units + unit];
  }
  return { values, tokens };
}

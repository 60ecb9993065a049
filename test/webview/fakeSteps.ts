// How the steps of the fake models came about: the textbook's truly, of the others sums that lead to their states.
import { stepSums, type GateSum } from '../../src/core/analysis/stepSums.js';
import { GATE_ORDER, type Quantity, type RnnConfig } from '../../src/core/rnn/config.js';
import type { StepQuery, StepRange, StepTrace } from '../../src/protocol/engine.js';
import { TEXTBOOK_PARAMETERS, textbookStates } from './fakeTasks.js';

/** A step of a fake run; `valueOf` gives the values of its unit. */
export function fakeStep(
  rnn: RnnConfig,
  { step, direction, unit }: StepQuery,
  sequence: StepRange,
  valueOf: (quantity: Quantity, step: number) => number,
  texts: readonly string[],
): StepTrace {
  const before = direction === 'forward' ? step - 1 : step + 1;
  const isFirst = before < sequence.fromStep || before >= sequence.toStep;
  const place = { step, sequence, isFirst };
  if (rnn.hiddenSize === 2) return { ...place, ...textbookStep(rnn, texts, step, unit) };
  const gates = GATE_ORDER[rnn.cell].map((gate, k) => fakeGate(gate, valueOf(gate, step), k));
  const [h, hBefore] = [valueOf('h', step), isFirst ? 0 : valueOf('h', before)];
  const ofLstm = rnn.cell === 'LSTM';
  const c = ofLstm ? valueOf('c', step) : null;
  const cBefore = ofLstm ? (isFirst ? 0 : valueOf('c', before)) : null;
  const plain = { gate: null, value: h, ...partsOf(Math.atanh(h), 0) };
  return { ...place, units: [{ unit, gates: ofLstm || rnn.cell === 'GRU' ? gates : [plain], hBefore, cBefore, c, h }], matrices: null }; // prettier-ignore
}

function textbookStep(rnn: RnnConfig, texts: readonly string[], step: number, unit: number) {
  const [W_ih, W_hh, b_ih, b_hh] = TEXTBOOK_PARAMETERS.map((numbers) => Float32Array.from(numbers));
  const read = {
    x: Float32Array.from(texts[step].split(' '), Number),
    hBefore: Float32Array.from(step === 0 ? [0, 0] : textbookStates(texts)[step - 1]),
    cBefore: new Float32Array(0),
  };
  return stepSums(rnn, 0, { W_ih, W_hh, b_ih, b_hh, W_hr: null }, read, unit);
}

function fakeGate(gate: GateSum['gate'], value: number, seed: number): GateSum {
  const sum = gate === 'g' || gate === 'n' ? Math.atanh(value) : Math.log(value / (1 - value));
  return { gate, value, ...partsOf(sum, seed) };
}

/** A sum cut into parts and products. */
function partsOf(sum: number, seed: number): Omit<GateSum, 'gate' | 'value'> {
  const [inputBias, stateBias, stateSum] = [0.125, -0.25, sum / 4 + seed];
  const products = Array.from({ length: 8 }, (_, k) => {
    const [weight, value] = [1 / (k + 1), k % 2 ? -0.5 : 0.5];
    return {
      of: k % 3 ? ('x' as const) : ('h' as const),
      index: 7 * k + seed,
      weight,
      value,
      product: weight * value,
    };
  });
  return { inputSum: sum - inputBias - stateBias - stateSum, inputBias, stateSum, stateBias, sum, products };
}

import type { Pipeline, PipelineRun, RunOptions } from '../pipeline.js';
import type { HiddenState } from '../rnn/state.js';
import { CalibrationBins, type Calibration } from './calibration.js';
import { KindCosts, type KindCost } from './characterKinds.js';

/** What `evaluate` prints for a language model. */
export interface LanguageModelScores {
  /** Characters that were predicted: all but the first. */
  readonly characters: number;
  /** Mean of -ln p of the character that came. */
  readonly natsPerCharacter: number;
  readonly bitsPerCharacter: number;
  /** Share of characters that were the most probable one. */
  readonly accuracy: number;
  /** Characters the model does not know; they cost what its unknown symbol costs. */
  readonly unknownCharacters: number;
  /** What the characters cost by kind: where the model finds the text hard. */
  readonly kinds: readonly KindCost[];
  /** Of the most probable character. */
  readonly calibration?: Calibration;
}

/** Characters run at a time: enough to fill the matrix products, little enough for any text. */
const STEPS_PER_RUN = 2048;

/** Runs a text as one stream, some characters at a time; `visit` sees each part and the number of its first step. */
export function runStream(
  pipeline: Pipeline,
  characters: readonly string[],
  visit: (run: PipelineRun, from: number) => void,
  options: Pick<RunOptions, 'withoutHeads' | 'outputOnly'> = {},
): void {
  let initialState: HiddenState | undefined;
  for (let from = 0; from < characters.length; from += STEPS_PER_RUN) {
    const part = characters.slice(from, from + STEPS_PER_RUN);
    const run = pipeline.run(part, Uint32Array.of(0, part.length), { initialState, ...options });
    visit(run, from);
    initialState = run.trace.hiddenState;
  }
}

/** Surprisal of each character, -ln p in nats, given all before it; NaN for the first, which nothing predicts. */
export function surprisals(pipeline: Pipeline, characters: readonly string[]): Float32Array {
  const out = new Float32Array(characters.length).fill(NaN);
  const { characters: vocabulary } = pipeline.model.vocabularies;
  runStream(pipeline, characters, ({ heads: [{ probabilities }] }, from) => {
    const classes = vocabulary.size;
    for (let row = 0; row * classes < probabilities.length && from + row + 1 < characters.length; row++) {
      const next = vocabulary.id(characters[from + row + 1]);
      out[from + row + 1] = -Math.log(Math.max(probabilities[row * classes + next], SMALLEST_PROBABILITY));
    }
  });
  return out;
}
/** The smallest probability a float32 holds. */
export const SMALLEST_PROBABILITY = 1.4e-45;

/** Runs a text as one stream from the zero state and scores every prediction. */
export function scoreLanguageModel(pipeline: Pipeline, characters: readonly string[]): LanguageModelScores {
  const { characters: vocabulary } = pipeline.model.vocabularies;
  const kinds = new KindCosts();
  const bins = new CalibrationBins();
  let [nats, right, unknown] = [0, 0, 0];
  runStream(pipeline, characters, ({ heads: [{ probabilities, labels }] }, from) => {
    for (let row = 0; row < labels.length && from + row + 1 < characters.length; row++) {
      const next = vocabulary.id(characters[from + row + 1]);
      const cost = -Math.log(Math.max(probabilities[row * vocabulary.size + next], SMALLEST_PROBABILITY));
      nats += cost;
      kinds.add(characters[from + row], characters[from + row + 1], cost);
      if (labels[row] === next) right++;
      bins.add(probabilities[row * vocabulary.size + labels[row]], labels[row] === next);
      if (next === 0) unknown++;
    }
  });
  const count = Math.max(1, characters.length - 1);
  return {
    characters: Math.max(0, characters.length - 1),
    natsPerCharacter: nats / count,
    bitsPerCharacter: nats / count / Math.LN2,
    accuracy: right / count,
    unknownCharacters: unknown,
    kinds: kinds.costs(),
    calibration: bins.result(),
  };
}

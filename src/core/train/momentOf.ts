import { sample } from '../heads/sampling.js';
import { Random } from '../math/random.js';
import type { Pipeline } from '../pipeline.js';
import type { HiddenState } from '../rnn/state.js';
import { gradientFlow, type Stretch } from './gradientFlow.js';
import type { Moment, TextSample, WeightHistogram } from './moment.js';

/** What a network in training is looked at with: text that it does not learn from. */
export interface Probe {
  /** What a language model goes on from; null for other tasks. */
  readonly prompt: string | null;
  readonly stretches: readonly Stretch[];
}

/** Temperatures at which samples are written. */
const TEMPERATURES = [0.3, 0.6, 1] as const;

/** Characters of a sample. */
const SAMPLE_CHARACTERS = 160;

/** Class 0 stands for all characters that are not known and cannot be written. */
const UNKNOWN: ReadonlySet<number> = new Set([0]);

/** Looks at a network; `parameters` are its numbers by name with their shapes. The same network gives the same moment. */
export function momentOf(
  pipeline: Pipeline,
  parameters: Iterable<{ name: string; shape: readonly number[]; values: Float32Array }>,
  { prompt, stretches }: Probe,
): Moment {
  return {
    samples: prompt === null ? [] : TEMPERATURES.map((temperature) => written(pipeline, prompt, temperature)),
    gradientFlow: gradientFlow(pipeline, stretches),
    histograms: Array.from(parameters, histogram),
  };
}

function written(pipeline: Pipeline, prompt: string, temperature: number): TextSample {
  const { symbols } = pipeline.model.vocabularies.characters;
  const random = new Random(1);
  let tokens = [...prompt];
  let initialState: HiddenState | undefined;
  let text = '';
  for (let k = 0; k < SAMPLE_CHARACTERS; k++) {
    const run = pipeline.run(tokens, Uint32Array.of(0, tokens.length), { initialState, outputOnly: true });
    const { probabilities } = run.heads[0];
    const next = probabilities.subarray(probabilities.length - symbols.length - 1);
    const symbol = symbols[sample(next, temperature, random, UNKNOWN) - 1];
    text += symbol;
    tokens = [symbol];
    initialState = run.trace.hiddenState;
  }
  return { temperature, prompt, text };
}

const BINS = 32;

/** How many values of a parameter lie in each of 32 bins of one width; what is not finite in none. */
export function histogram(parameter: {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}): WeightHistogram {
  const { name, shape, values } = parameter;
  let [low, high, sum, squares] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    sum += value;
    squares += value * value;
  }
  const counts = new Uint32Array(BINS);
  const width = high > low ? (high - low) / BINS : 1;
  for (const value of values)
    if (Number.isFinite(value)) counts[Math.min(BINS - 1, Math.floor((value - low) / width))]++;
  const n = Math.max(1, values.length);
  const mean = sum / n;
  const deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
  return { name, shape, low, high, counts, mean, deviation };
}

import { decodeCrf } from '../heads/crf.js';
import { decoderOf } from '../heads/decodeTokens.js';
import type { HeadConfig, HeadOutput } from '../heads/head.js';
import { headProbabilities, shownLabels } from '../heads/probabilities.js';
import { readout } from '../heads/readout.js';
import { applySurface } from '../heads/surfaceRules.js';
import type { FloatArray } from '../math/matrix.js';
import { layerPlace, PLACE, type Model } from '../model/model.js';
import { runOperations, type Rows } from '../operations/run.js';
import { outputSize, stateUnits } from '../rnn/config.js';
import type { Offsets } from '../rnn/direction.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import type { Trace } from '../rnn/stack.js';
import { inputWidth } from '../tokens/input.js';
import type { StepLayout } from '../tokens/steps.js';

/** What a network came to, and what it looked up. */
export interface NetworkRun {
  /** What was looked up for each step, before the stem, [N, width] */
  readonly input: FloatArray;
  readonly trace: Trace;
  readonly layout: StepLayout;
}

/** Rows that a head reads, [rows, width]. */
export interface HeadRows {
  readonly values: FloatArray;
  readonly rows: number;
}

/** What heads read of a run: through the body, where the network has one. */
export function headRows(
  { architecture, operations }: Model,
  engine: RecurrentEngine,
  { input, trace, layout }: NetworkRun,
): (head: Pick<HeadConfig, 'level' | 'pooling'>) => HeadRows {
  const { body, rnn } = architecture;
  if (!body) return (head) => readout(head, rnn, trace.output, layout);
  const { offsets } = layout;
  const places = new Map<string, Rows>([
    [PLACE.input, { values: input, width: inputWidth(architecture.input, rnn), offsets }],
    [PLACE.output, { values: trace.output, width: outputSize(rnn), offsets }],
  ]);
  trace.layers.forEach((directions, layer) =>
    directions.forEach(({ h }, direction) => {
      const name = layerPlace(layer, direction === 1 ? 'backward' : 'forward');
      places.set(name, { values: h, width: stateUnits(rnn, layer, direction), offsets });
    }),
  );
  const read = runOperations(body, places, PLACE.output, (name) => operations.get(name)!, engine);
  return ({ level }) => rowsFor(level, read, offsets);
}

/** One row a segment: the only one there is, or its last step's. */
function rowsFor(level: HeadConfig['level'], { values, width, offsets }: Rows, steps: Offsets): HeadRows {
  const segments = offsets.length - 1;
  const isPooled = offsets[segments] === segments && steps[segments] !== segments;
  if (level !== 'segment' || isPooled) return { values, rows: offsets[segments] };
  const last = new Float32Array(segments * width);
  for (let segment = 0; segment < segments; segment++) {
    const row = offsets[segment + 1] - 1;
    if (row >= offsets[segment]) last.set(values.subarray(row * width, (row + 1) * width), segment * width);
  }
  return { values: last, rows: segments };
}

/** Which sequences the labels of a head are decided in. */
export interface Sequences {
  readonly ofSteps: StepLayout;
  /** The segments' tokens */
  readonly ofTokens: Pick<StepLayout, 'tokenStarts' | 'tokenEnds'>;
}

/** What a head says of the rows it reads: probabilities, and labels as its transitions and surface rules have them. */
export function decideHead(
  model: Model,
  engine: RecurrentEngine,
  which: number,
  tokens: readonly string[],
  { values, rows }: HeadRows,
  { ofSteps, ofTokens }: Sequences,
): HeadOutput {
  const head = model.architecture.heads[which];
  const probabilities = headProbabilities(head, model.heads[which], values, rows, engine);
  const labels = shownLabels(head, probabilities, head.labels.length);
  const decoder = head.transitions && decoderOf(head.transitions, head.temperature);
  const isOfSteps = head.level === 'step';
  if (head.crf) decodeCrf(head.crf, probabilities, labels, ofTokens);
  const sequenceProbabilities = decoder?.decode(probabilities, labels, isOfSteps ? ofSteps : ofTokens);
  const decided = {
    name: head.name,
    labels,
    probabilities,
    ...(isOfSteps && sequenceProbabilities ? { sequenceProbabilities } : {}),
  };
  applySurface(head, tokens, decided);
  return decided;
}

/** The tokens of each segment as a sequence. */
export function segmentSequences(offsets: Offsets): Sequences['ofTokens'] {
  return { tokenStarts: offsets.subarray(0, -1), tokenEnds: offsets.subarray(1) };
}

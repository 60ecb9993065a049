import * as tf from '@tensorflow/tfjs';
import { Random } from '../math/random.js';
import { headParameter, type Architecture } from '../model/model.js';
import { outputSize } from '../rnn/config.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { encodeTokens, type EncodedTokens } from '../tokens/steps.js';
import type { Vocabularies } from '../tokens/vocabulary.js';
import { groupsByLength } from './batching.js';
import type { Trainable } from './fit.js';
import { headLoss } from './loss.js';
import { type TrainingNetwork } from './network.js';
import { dropped, NO_DROPOUT, type Dropout } from './dropout.js';
import type { PretrainingBatches, PretrainingObjective } from './objective.js';
import { columns, gatherRows } from './ops.js';

/** The head that tells symbols, [characters + 1, D·P]; it is not part of what is kept. */
export const SYMBOL_HEAD = 'symbol';

/** Steps a head is asked about, and the symbols that are right. */
interface Questions {
  readonly rows: Uint32Array;
  readonly targets: Uint32Array;
}

export interface PretrainingBatch {
  readonly input: EncodedTokens;
  /** Of hidden symbols; or of the next symbol, then of the one before. */
  readonly questions: readonly Questions[];
}

/** Segments that development texts are scored in. */
const SCORED_TOGETHER = 64;

/** A network that learns from texts alone; the score is the mean loss on development texts, in nats. */
export class PretrainingTask implements Trainable<PretrainingBatch> {
  readonly better = 'lower';
  private readonly lengths: Uint32Array;
  private readonly development: readonly PretrainingBatch[];

  constructor(
    readonly network: TrainingNetwork,
    private readonly architecture: Architecture,
    private readonly vocabularies: Vocabularies,
    private readonly texts: {
      readonly train: readonly string[][];
      readonly development: readonly string[][];
    },
    private readonly settings: {
      readonly objective: PretrainingObjective;
      readonly batch: PretrainingBatches;
      readonly dropout: Dropout;
      readonly seed: number;
    },
    private readonly engine: RecurrentEngine,
  ) {
    this.lengths = Uint32Array.from(texts.train, lengthOf);
    const random = new Random(settings.seed);
    const lengths = Uint32Array.from(texts.development, lengthOf);
    this.development = groupsByLength(lengths, SCORED_TOGETHER, random).map((group) =>
      this.batch(texts.development, group, random),
    );
  }

  get variables() {
    return [...this.network.parameters.values()];
  }

  batches(random: Random): PretrainingBatch[] {
    const { segments, batches } = this.settings.batch;
    return groupsByLength(this.lengths, segments, random, segments * batches).map((group) =>
      this.batch(this.texts.train, group, random),
    );
  }

  private batch(texts: readonly string[][], group: readonly number[], random: Random): PretrainingBatch {
    const offsets = new Uint32Array(group.length + 1);
    group.forEach((k, b) => (offsets[b + 1] = offsets[b] + texts[k].length));
    const tokens = group.flatMap((k) => texts[k]);
    const { input, rnn } = this.architecture;
    const encoded = encodeTokens(input, this.vocabularies, tokens, offsets, rnn.inputSize);
    const { kind, share } = this.settings.objective;
    return kind === 'masked' ? hideSome(encoded, share, random) : askNeighbours(encoded, share, random);
  }

  loss(batch: PretrainingBatch, random: Random) {
    return this.lossOf(batch, this.settings.dropout, random);
  }

  private lossOf({ input, questions }: PretrainingBatch, dropout: Dropout, random: Random): tf.Scalar {
    const output = this.network.output({ input, targets: [] }, dropout, random);
    const losses = questions.map(({ rows, targets }, k) => {
      const part = this.partRead(k);
      const read = dropped(columns(gatherRows(output, rows), part), dropout.output, random);
      const parameter = (name: 'weight' | 'bias') =>
        this.network.parameters.get(headParameter(SYMBOL_HEAD, name)) as tf.Tensor;
      const weight = columns(parameter('weight') as tf.Tensor2D, part);
      const bias = parameter('bias') as tf.Tensor1D;
      return headLoss(read, { weight, bias }, targets, 'mean', this.engine);
    });
    return tf.addN(losses) as tf.Scalar;
  }

  /** Columns of the output that answer question `k`: all of them, or those of one direction. */
  private partRead(k: number): { from: number; width: number } {
    const all = outputSize(this.architecture.rnn);
    if (this.settings.objective.kind === 'masked') return { from: 0, width: all };
    return { from: (k * all) / 2, width: all / 2 };
  }

  score(): number {
    let [total, weight] = [0, 0];
    for (const batch of this.development) {
      const rows = batch.questions[0].rows.length;
      const [loss] = tf.tidy(() => this.lossOf(batch, NO_DROPOUT, new Random(0)).dataSync<'float32'>());
      total += loss * rows;
      weight += rows;
    }
    return total / Math.max(1, weight);
  }
}

/** Steps, about. */
function lengthOf(tokens: readonly string[]): number {
  return tokens.reduce((sum, token) => sum + token.length + 1, 0);
}

/** Makes some characters unknown, and the pairs they are in, and asks for them. */
function hideSome({ layout, steps }: EncodedTokens, share: number, random: Random): PretrainingBatch {
  if (steps.kind !== 'characters') return { input: { layout, steps }, questions: [] };
  const { offsets } = layout;
  const characters = steps.characters.slice();
  const pairs = steps.pairs?.slice() ?? null;
  const rows: number[] = [];
  for (let segment = 0; segment + 1 < offsets.length; segment++)
    for (let step = offsets[segment]; step < offsets[segment + 1]; step++) {
      if (random.next() >= share) continue;
      rows.push(step);
      characters[step] = 0;
      if (!pairs) continue;
      pairs[step] = 0;
      if (step + 1 < offsets[segment + 1]) pairs[step + 1] = 0;
    }
  const targets = Uint32Array.from(rows, (step) => steps.characters[step]);
  const input = { layout, steps: { kind: 'characters', characters, pairs } as const };
  return { input, questions: [{ rows: Uint32Array.from(rows), targets }] };
}

/** Asks at some steps for the next character of the segment, at others for the one before. */
function askNeighbours(input: EncodedTokens, share: number, random: Random): PretrainingBatch {
  const { layout, steps } = input;
  if (steps.kind !== 'characters') return { input, questions: [] };
  const { offsets } = layout;
  const ask = (distance: 1 | -1): Questions => {
    const rows: number[] = [];
    for (let segment = 0; segment + 1 < offsets.length; segment++)
      for (let step = offsets[segment]; step < offsets[segment + 1]; step++) {
        const other = step + distance;
        if (other < offsets[segment] || other >= offsets[segment + 1]) continue;
        if (random.next() < share) rows.push(step);
      }
    const targets = Uint32Array.from(rows, (step) => steps.characters[step + distance]);
    return { rows: Uint32Array.from(rows), targets };
  };
  return { input, questions: [ask(1), ask(-1)] };
}

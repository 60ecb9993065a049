import * as tf from '@tensorflow/tfjs';
import type { Example } from '../data/example.js';
import { scoreClassifier } from '../evaluate/classification.js';
import { labelSetRows, macroF1AtBest } from '../evaluate/labelSets.js';
import { scoreTagger } from '../evaluate/tagging.js';
import { isSigmoid } from '../heads/probabilities.js';
import { Random } from '../math/random.js';
import { vocabulariesOf } from '../tokens/vocabulary.js';
import { Pipeline } from '../pipeline.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { groupsByLength } from './batching.js';
import { Batcher, type TrainingBatch } from './examples.js';
import { FLOW_LAGS } from './gradientFlow.js';
import type { Probe } from './momentOf.js';
import type { Trainable } from './fit.js';
import type { TrainingNetwork } from './network.js';
import { NO_DROPOUT, type Dropout } from './dropout.js';
import { values } from './ops.js';
import type { Prepared } from './prepare.js';
import type { Split } from './split.js';

/** The development loss is a curve beside the score: of some segments it says as much. */
const DEVELOPMENT_SEGMENTS = 512;

/** Segments that gradients are followed back in. */
const PROBE_SEGMENTS = 6;

/** Nothing is drawn from it where nothing is left out. */
const NO_CHANCE = new Random(0);

/** A network while it learns: with the heads that are not kept. */
export interface LearningNetwork extends Prepared {
  /** What the loss of each head is multiplied by. */
  readonly headWeights: readonly number[];
}

/**
 * Taggers and classifiers: batches of whole segments; the score is the mean over the sets of the mean
 * accuracy of their heads.
 */
export class SegmentTask implements Trainable<TrainingBatch> {
  readonly better = 'higher';
  private readonly batcher: Batcher;

  constructor(
    readonly network: TrainingNetwork,
    private readonly prepared: LearningNetwork,
    private readonly sets: readonly Split[],
    private readonly settings: { readonly segments: number; readonly dropout: Dropout },
    private readonly engine: RecurrentEngine,
  ) {
    this.batcher = new Batcher(prepared.architecture, vocabulariesOf(prepared.symbols));
  }

  get variables() {
    return [...this.network.parameters.values()];
  }

  /** Batches of one set each, those of all sets mixed. */
  batches(random: Random, most = Infinity): TrainingBatch[] {
    const { segments } = this.settings;
    const drawn = (of: readonly Example[], share: number) =>
      groupsByLength(of.map(lengthOf), segments, random, Math.ceil(share * of.length)).map((group) =>
        group.map((index) => of[index]),
      );
    const parts = this.sets.flatMap(({ train, share = 1, whole }) => [
      { of: train, share },
      ...(whole ? [{ of: whole, share: 1 }] : []),
    ]);
    const groups = parts.flatMap(({ of, share }) => drawn(of, share));
    const order = parts.length > 1 ? random.permutation(groups.length).map((k) => groups[k]) : groups;
    return order.slice(0, most).map((group) => this.batcher.batch(group));
  }

  loss(batch: TrainingBatch, random: Random) {
    return this.network.loss(batch, this.settings.dropout, random, {
      headWeights: this.prepared.headWeights,
    });
  }

  /** Development segments, as long as they may be for gradients to be followed back, to their last label. */
  probe(): Probe {
    const [head] = this.prepared.architecture.heads;
    const examples = [...(this.sets[0]?.development ?? [])]
      .sort((a, b) => Math.abs(lengthOf(a) - FLOW_LAGS) - Math.abs(lengthOf(b) - FLOW_LAGS))
      .slice(0, PROBE_SEGMENTS);
    const stretches = examples.flatMap(({ tokens, labels }) => {
      const target = head.labels.indexOf(labels[0]?.at(-1) ?? '');
      return target < 0 ? [] : [{ tokens: tokens.slice(-FLOW_LAGS - 1), target }];
    });
    return { prompt: null, stretches };
  }

  score(): number {
    const pipeline = new Pipeline(this.network.snapshot(), this.engine);
    return this.sets.reduce((sum, set) => sum + this.scoreOn(set, pipeline), 0) / this.sets.length;
  }

  /** Without dropout, over at most so many segments of each set. */
  developmentLoss(): number {
    const { headWeights } = this.prepared;
    let [sum, count] = [0, 0];
    for (const { development } of this.sets)
      for (const batch of this.developmentBatches(development)) {
        const loss = tf.tidy(
          () => values(this.network.loss(batch, NO_DROPOUT, NO_CHANCE, { headWeights }))[0],
        );
        sum += loss;
        count++;
      }
    return sum / Math.max(1, count);
  }

  private developmentBatches(development: readonly Example[]): TrainingBatch[] {
    const groups = groupsByLength(
      development.slice(0, DEVELOPMENT_SEGMENTS).map(lengthOf),
      this.settings.segments,
      new Random(1),
    );
    return groups.map((group) => this.batcher.batch(group.map((index) => development[index])));
  }

  private scoreOn({ development, scored }: Split, pipeline: Pipeline): number {
    const { heads } = this.prepared.architecture;
    if (heads.every(isSigmoid)) {
      const rows = labelSetRows(pipeline, development);
      return heads.reduce((sum, head, k) => sum + macroF1AtBest(rows[k], head), 0) / heads.length;
    }
    if (this.prepared.task === 'classification') return scoreClassifier(pipeline, development).accuracy;
    const all = scoreTagger(pipeline, development);
    const scores = scored ? scored.map((head) => all[head]) : all;
    return scores.reduce((sum, { accuracy }) => sum + accuracy, 0) / scores.length;
  }
}

function lengthOf({ tokens }: Example): number {
  return tokens.length;
}

import type { Example } from '../data/example.js';
import { scoreClassifier } from '../evaluate/classification.js';
import { labelSetRows, macroF1AtBest } from '../evaluate/labelSets.js';
import { scoreTagger } from '../evaluate/tagging.js';
import { isSigmoid } from '../heads/probabilities.js';
import type { Random } from '../math/random.js';
import { vocabulariesOf } from '../tokens/vocabulary.js';
import { Pipeline } from '../pipeline.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { groupsByLength } from './batching.js';
import { Batcher, type TrainingBatch } from './examples.js';
import type { Trainable } from './fit.js';
import type { TrainingNetwork } from './network.js';
import type { Dropout } from './dropout.js';
import type { Prepared } from './prepare.js';
import type { Split } from './split.js';

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
  batches(random: Random): TrainingBatch[] {
    const { segments } = this.settings;
    const batches = this.sets.flatMap(({ train }) =>
      groupsByLength(train.map(lengthOf), segments, random).map((group) =>
        this.batcher.batch(group.map((index) => train[index])),
      ),
    );
    return this.sets.length > 1 ? random.permutation(batches.length).map((k) => batches[k]) : batches;
  }

  loss(batch: TrainingBatch, random: Random) {
    return this.network.loss(batch, this.settings.dropout, random, {
      headWeights: this.prepared.headWeights,
    });
  }

  score(): number {
    const pipeline = new Pipeline(this.network.snapshot(), this.engine);
    return this.sets.reduce((sum, set) => sum + this.scoreOn(set, pipeline), 0) / this.sets.length;
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

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
import type { Dropout, TrainingNetwork } from './network.js';
import type { Prepared } from './prepare.js';

/** Gold data: what is learned from, and what early stopping looks at. */
export interface Split {
  readonly train: readonly Example[];
  readonly development: readonly Example[];
}

/** Taggers and classifiers: batches of whole segments; the score is the mean accuracy of the heads. */
export class SegmentTask implements Trainable<TrainingBatch> {
  readonly better = 'higher';
  private readonly batcher: Batcher;

  constructor(
    readonly network: TrainingNetwork,
    private readonly prepared: Prepared,
    private readonly data: Split,
    private readonly settings: { readonly segments: number; readonly dropout: Dropout },
    private readonly engine: RecurrentEngine,
  ) {
    this.batcher = new Batcher(prepared.architecture, vocabulariesOf(prepared.symbols));
  }

  get variables() {
    return [...this.network.parameters.values()];
  }

  batches(random: Random): TrainingBatch[] {
    const { train } = this.data;
    const { segments } = this.settings;
    return groupsByLength(train.map(lengthOf), segments, random).map((group) =>
      this.batcher.batch(group.map((index) => train[index])),
    );
  }

  loss(batch: TrainingBatch, random: Random) {
    return this.network.loss(batch, this.settings.dropout, random);
  }

  score(): number {
    const pipeline = new Pipeline(this.network.snapshot(), this.engine);
    const { heads } = this.prepared.architecture;
    if (heads.every(isSigmoid)) {
      const rows = labelSetRows(pipeline, this.data.development);
      return heads.reduce((sum, head, k) => sum + macroF1AtBest(rows[k], head), 0) / heads.length;
    }
    if (this.prepared.task === 'classification')
      return scoreClassifier(pipeline, this.data.development).accuracy;
    const scores = scoreTagger(pipeline, this.data.development);
    return scores.reduce((sum, { accuracy }) => sum + accuracy, 0) / scores.length;
  }
}

function lengthOf({ tokens }: Example): number {
  return tokens.length;
}

import { Random } from '../math/random.js';
import { TaggerPipeline } from '../pipeline.js';
import type { Trainable } from './fit.js';
import { scoreTagger } from './metrics.js';
import { batchOf, countSymbols, type LabelledSentence, type SentenceBatch } from './sentences.js';
import { TaggerNetwork } from './taggerNetwork.js';
import { architectureFor, symbolsFor, type TaggerRecipe } from './taggerRecipe.js';

/** Gold data of a tagger: what it learns from, and what early stopping looks at. */
export interface TaggerData {
  readonly train: readonly LabelledSentence[];
  readonly development: readonly LabelledSentence[];
}

/** A recipe and its data as something `fit` can train; the score is accuracy on the development split. */
export class TaggerTask implements Trainable<SentenceBatch> {
  readonly network: TaggerNetwork;
  private readonly labels: ReadonlyMap<string, number>;

  constructor(
    private readonly recipe: TaggerRecipe,
    private readonly data: TaggerData,
  ) {
    const counts = countSymbols(data.train);
    const symbols = symbolsFor(recipe, counts);
    this.labels = new Map(symbols.labels.map((label, k) => [label, k]));
    this.network = new TaggerNetwork(
      architectureFor(recipe),
      symbols,
      counts.words,
      new Random(recipe.fit.seed),
    );
  }

  get variables() {
    return [...this.network.parameters.values()];
  }

  batches(random: Random): SentenceBatch[] {
    const order = random.permutation(this.data.train.length);
    const size = this.recipe.batchSentences;
    return Array.from({ length: Math.ceil(order.length / size) }, (_, k) =>
      batchOf(
        order.slice(k * size, (k + 1) * size).map((index) => this.data.train[index]),
        this.labels,
      ),
    );
  }

  loss(batch: SentenceBatch, random: Random) {
    return this.network.loss(batch, this.recipe.dropout, random);
  }

  score(): number {
    return scoreTagger(new TaggerPipeline(this.network.snapshot()), this.data.development).accuracy;
  }
}

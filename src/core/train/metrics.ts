import type { TaggerPipeline } from '../pipeline.js';
import { normaliseWord } from '../tokens/words.js';
import type { LabelledSentence } from './sentences.js';

/** Quality of one label: shares in [0, 1], and how many gold tokens have it. */
export interface LabelScore {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** What `evaluate` prints for a tagger. */
export interface TaggingScores {
  readonly sentences: number;
  readonly tokens: number;
  /** Share of tokens with the gold label. */
  readonly accuracy: number;
  /** Words the model has no embedding for: how many, and the share of them that is right. */
  readonly unknownWords: { readonly tokens: number; readonly accuracy: number };
  /** Mean F1 over labels that occur in the gold data. */
  readonly macroF1: number;
  readonly perLabel: readonly LabelScore[];
  /** The most frequent mistakes. */
  readonly confusion: readonly {
    readonly gold: string;
    readonly predicted: string;
    readonly count: number;
  }[];
}

/** Counts what a tagger got right, sentence by sentence, so that a file of any size can be scored. */
export class TaggingScorer {
  private sentences = 0;
  private tokens = 0;
  private unknown = 0;
  private unknownRight = 0;
  /** Counts by gold label, then predicted label. */
  private readonly counts = new Map<string, Map<string, number>>();

  constructor(private readonly isKnown: (normalised: string) => boolean) {}

  /** Adds one sentence: forms, gold labels and predicted labels of its tokens. */
  add(forms: readonly string[], gold: readonly string[], predicted: readonly string[]): void {
    this.sentences++;
    forms.forEach((form, t) => {
      this.tokens++;
      const row = this.counts.get(gold[t]) ?? new Map<string, number>();
      this.counts.set(gold[t], row.set(predicted[t], (row.get(predicted[t]) ?? 0) + 1));
      if (this.isKnown(normaliseWord(form))) return;
      this.unknown++;
      if (gold[t] === predicted[t]) this.unknownRight++;
    });
  }

  scores(): TaggingScores {
    const perLabel = [...this.counts.keys()].sort().map((label) => this.labelScore(label));
    const right = [...this.counts].reduce((sum, [label, row]) => sum + (row.get(label) ?? 0), 0);
    return {
      sentences: this.sentences,
      tokens: this.tokens,
      accuracy: right / Math.max(1, this.tokens),
      unknownWords: { tokens: this.unknown, accuracy: this.unknownRight / Math.max(1, this.unknown) },
      macroF1: perLabel.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, perLabel.length),
      perLabel,
      confusion: this.confusion(),
    };
  }

  private labelScore(label: string): LabelScore {
    const row = this.counts.get(label) ?? new Map<string, number>();
    const support = [...row.values()].reduce((a, b) => a + b, 0);
    const predicted = [...this.counts.values()].reduce((sum, other) => sum + (other.get(label) ?? 0), 0);
    const right = row.get(label) ?? 0;
    const precision = right / Math.max(1, predicted);
    const recall = right / Math.max(1, support);
    return {
      label,
      precision,
      recall,
      f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall),
      support,
    };
  }

  private confusion(): TaggingScores['confusion'] {
    const mistakes = [...this.counts].flatMap(([gold, row]) =>
      [...row]
        .filter(([predicted]) => predicted !== gold)
        .map(([predicted, count]) => ({ gold, predicted, count })),
    );
    return mistakes.sort((a, b) => b.count - a.count).slice(0, 20);
  }
}

/** Tags sentences with their gold tokens and scores them against their gold labels. */
export function scoreTagger(pipeline: TaggerPipeline, sentences: Iterable<LabelledSentence>): TaggingScores {
  const { labels, words } = pipeline.tagger;
  const scorer = new TaggingScorer((normalised) => words.id(normalised) > 0);
  for (const { forms, labels: gold } of sentences) {
    const { labels: predicted } = pipeline.run(forms, Uint32Array.of(0, forms.length));
    scorer.add(
      forms,
      gold,
      Array.from(predicted, (label) => labels[label]),
    );
  }
  return scorer.scores();
}

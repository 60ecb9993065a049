/** Quality of one label: shares in [0, 1], and how many gold rows have it. */
export interface LabelScore {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** How well labels were predicted. */
export interface LabelScores {
  /** Share of rows with the gold label. */
  readonly accuracy: number;
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

/** Mistakes listed. */
const CONFUSIONS = 20;

/** Counts predicted labels by gold label, so that a file of any size can be scored. */
export class LabelCounts {
  private rows = 0;
  private right = 0;
  /** Counts by gold label, then predicted label. */
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly predictions = new Map<string, number>();

  /** Counts one row. */
  add(gold: string, predicted: string): void {
    this.rows++;
    if (gold === predicted) this.right++;
    const row = this.counts.get(gold) ?? new Map<string, number>();
    this.counts.set(gold, row.set(predicted, (row.get(predicted) ?? 0) + 1));
    this.predictions.set(predicted, (this.predictions.get(predicted) ?? 0) + 1);
  }

  get total(): number {
    return this.rows;
  }

  scores(): LabelScores {
    const perLabel = [...this.counts.keys()].sort().map((label) => this.labelScore(label));
    return {
      accuracy: this.right / Math.max(1, this.rows),
      macroF1: perLabel.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, perLabel.length),
      perLabel,
      confusion: this.confusion(),
    };
  }

  private labelScore(label: string): LabelScore {
    const row = this.counts.get(label) ?? new Map<string, number>();
    const support = [...row.values()].reduce((a, b) => a + b, 0);
    const right = row.get(label) ?? 0;
    const precision = right / Math.max(1, this.predictions.get(label) ?? 0);
    const recall = right / Math.max(1, support);
    const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return { label, precision, recall, f1, support };
  }

  private confusion(): LabelScores['confusion'] {
    const mistakes = [...this.counts].flatMap(([gold, row]) =>
      [...row]
        .filter(([predicted]) => predicted !== gold)
        .map(([predicted, count]) => ({ gold, predicted, count })),
    );
    return mistakes.sort((a, b) => b.count - a.count).slice(0, CONFUSIONS);
  }
}

import type { Pipeline } from '../pipeline.js';
import type { FloatArray } from '../math/matrix.js';
import type { Example } from '../data/example.js';
import { normaliseWord } from '../tokens/words.js';
import { CalibrationBins, type Calibration } from './calibration.js';
import { LabelCounts, type LabelScores } from './labels.js';

/** What `evaluate` prints for one head of a tagger. */
export interface TaggingScores extends LabelScores {
  readonly sentences: number;
  /** Rows with a gold label: tokens, or steps for a head of that level. */
  readonly tokens: number;
  /** Words the model has no embedding for: how many, and the share of them that is right. */
  readonly unknownWords: { readonly tokens: number; readonly accuracy: number };
  readonly calibration?: Calibration;
}

/** Counts what one head got right, sentence by sentence. */
export class TaggingScorer {
  private sentences = 0;
  private unknown = 0;
  private unknownRight = 0;
  private readonly counts = new LabelCounts();
  private readonly bins = new CalibrationBins();

  constructor(private readonly isKnown: (form: string) => boolean) {}

  /**
   * Adds one sentence: gold and predicted labels of its rows with the probabilities of the latter; `forms` if the rows
   * are tokens.
   */
  add(
    forms: readonly string[] | null,
    gold: readonly (string | null)[],
    predicted: readonly string[],
    confidences: ArrayLike<number>,
  ): void {
    this.sentences++;
    gold.forEach((label, row) => {
      if (label === null) return;
      this.counts.add(label, predicted[row]);
      this.bins.add(confidences[row], label === predicted[row]);
      if (!forms || this.isKnown(forms[row])) return;
      this.unknown++;
      if (label === predicted[row]) this.unknownRight++;
    });
  }

  scores(): TaggingScores {
    return {
      sentences: this.sentences,
      tokens: this.counts.total,
      unknownWords: { tokens: this.unknown, accuracy: this.unknownRight / Math.max(1, this.unknown) },
      ...this.counts.scores(),
      calibration: this.bins.result(),
    };
  }
}

/** Examples run together: fewer, larger matrix products, with the same results. */
const EXAMPLES_PER_RUN = 64;

/** What one head says of the rows of one example. */
export interface ExampleRows {
  readonly labels: Uint16Array;
  /** [rows, classes] */
  readonly probabilities: FloatArray;
  /** Where the head decides the labels of a token together: how probable they are as a whole, [tokens]. */
  readonly sequenceProbabilities?: Float32Array | undefined;
}

/** How probable the label of each row is, [rows]. */
export function confidencesOf({ labels, probabilities }: ExampleRows): Float32Array {
  const classes = probabilities.length / Math.max(1, labels.length);
  return Float32Array.from(labels, (label, row) => probabilities[row * classes + label]);
}

/** Runs examples with their gold tokens; `visit` sees each with the predicted class of each row of each head. */
export function runExamples<E extends Example>(
  pipeline: Pipeline,
  examples: readonly E[],
  visit: (example: E, predicted: readonly Uint16Array[]) => void,
): void {
  runRows(pipeline, examples, (example, rows) =>
    visit(
      example,
      rows.map(({ labels }) => labels),
    ),
  );
}

/** As `runExamples`, with the probabilities too. */
export function runRows<E extends Example>(
  pipeline: Pipeline,
  examples: readonly E[],
  visit: (example: E, rows: readonly ExampleRows[]) => void,
): void {
  const readable = examples.filter(({ tokens }) => tokens.length > 0);
  for (let from = 0; from < readable.length; from += EXAMPLES_PER_RUN) {
    const part = readable.slice(from, from + EXAMPLES_PER_RUN);
    const offsets = new Uint32Array(part.length + 1);
    part.forEach(({ tokens }, k) => (offsets[k + 1] = offsets[k] + tokens.length));
    const run = pipeline.run(
      part.flatMap(({ tokens }) => tokens),
      offsets,
      { outputOnly: true },
    );
    const { heads } = pipeline.model.architecture;
    const rowsOf = { token: offsets, step: run.layout.offsets, segment: offsets.map((_, k) => k) };
    part.forEach((example, k) =>
      visit(
        example,
        run.heads.map(({ labels, probabilities, sequenceProbabilities }, head) => {
          const rows = rowsOf[heads[head].level];
          const classes = heads[head].labels.length;
          return {
            labels: labels.subarray(rows[k], rows[k + 1]),
            probabilities: probabilities.subarray(rows[k] * classes, rows[k + 1] * classes),
            sequenceProbabilities: sequenceProbabilities?.subarray(offsets[k], offsets[k + 1]),
          };
        }),
      ),
    );
  }
}

/** Whether a form has an embedding of its own; characters need none. */
function knowledgeOf({ model }: Pipeline): (form: string) => boolean {
  const { input } = model.architecture;
  if (input.kind !== 'words') return () => true;
  return (form) => model.vocabularies.words.id(normaliseWord(form)) > 0;
}

/** Names of predicted classes of one head. */
export function labelNames({ model }: Pipeline, head: number, predicted: Uint16Array): string[] {
  const { labels } = model.architecture.heads[head];
  return Array.from(predicted, (label) => labels[label]);
}

/** Tags sentences with their gold tokens and scores every head that has gold labels, in the order of the heads. */
export function scoreTagger(pipeline: Pipeline, examples: readonly Example[]): TaggingScores[] {
  const { heads } = pipeline.model.architecture;
  const isKnown = knowledgeOf(pipeline);
  const scorers = heads.map(() => new TaggingScorer(isKnown));
  runRows(pipeline, examples, ({ tokens, labels }, rows) =>
    heads.forEach(({ level }, head) => {
      const names = labelNames(pipeline, head, rows[head].labels);
      const forms = level === 'token' ? tokens : null;
      scorers[head].add(forms, labels[head] ?? [], names, confidencesOf(rows[head]));
    }),
  );
  return scorers.map((scorer) => scorer.scores());
}

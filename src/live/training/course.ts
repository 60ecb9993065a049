import type { EpochReport, TrainerClientContract, TrainingCourse } from '../../protocol/training.js';

type Span = TrainerClientContract['events']['steps'];

/** The curves between epochs as they are kept: one list a quantity. */
export interface StoredSpans {
  readonly steps: number[];
  readonly loss: number[];
  readonly learningRate: number[];
  readonly gradientNorm: number[];
}

/** Points of the curves between epochs; more are joined two and two. */
const MOST_POINTS = 2_000;

/** The curves of a training; their number of points is bounded however long it takes. */
export class Course {
  private spans: StoredSpans = { steps: [], loss: [], learningRate: [], gradientNorm: [] };
  private reports: EpochReport[] = [];
  /** Another number whenever there is more. */
  revision = 0;

  get epochs(): readonly EpochReport[] {
    return this.reports;
  }

  get stored(): StoredSpans {
    return this.spans;
  }

  /** As it was kept, as far as it is of epochs that are done. */
  restore(spans: StoredSpans | undefined, epochs: readonly EpochReport[], stepsAnEpoch: number): void {
    this.reports = [...epochs];
    const { steps = [], loss = [], learningRate = [], gradientNorm = [] } = spans ?? {};
    const kept = steps.filter((step) => step <= epochs.length * stepsAnEpoch).length;
    const [first, second, third, fourth] = [steps, loss, learningRate, gradientNorm].map((all) =>
      all.slice(0, kept),
    );
    this.spans = { steps: first, loss: second, learningRate: third, gradientNorm: fourth };
    this.revision++;
  }

  addSpan({ lastStep, loss, learningRate, gradientNorm }: Span): void {
    const { spans } = this;
    spans.steps.push(lastStep);
    spans.loss.push(loss);
    spans.learningRate.push(learningRate);
    spans.gradientNorm.push(gradientNorm);
    if (spans.steps.length > MOST_POINTS) this.spans = halved(spans);
    this.revision++;
  }

  addEpoch(report: EpochReport): void {
    this.reports.push(report);
    this.revision++;
  }

  describe(name: string, maxGradientNorm: number | null): TrainingCourse {
    const { steps, loss, learningRate, gradientNorm } = this.spans;
    return {
      name,
      revision: this.revision,
      steps: Uint32Array.from(steps),
      loss: Float32Array.from(loss),
      learningRate: Float32Array.from(learningRate),
      gradientNorm: Float32Array.from(gradientNorm),
      maxGradientNorm,
      epochs: this.reports,
    };
  }
}

/** Two neighbours as one: the loss is their mean, the norm the larger one. */
function halved({ steps, loss, learningRate, gradientNorm }: StoredSpans): StoredSpans {
  const pairs = <T>(all: readonly T[], join: (a: T, b: T) => T): T[] =>
    Array.from({ length: Math.ceil(all.length / 2) }, (_, k) => {
      const [a, b = a] = all.slice(2 * k, 2 * k + 2);
      return join(a, b);
    });
  const later = (_: number, b: number): number => b;
  return {
    steps: pairs(steps, later),
    loss: pairs(loss, (a, b) => (a + b) / 2),
    learningRate: pairs(learningRate, later),
    gradientNorm: pairs(gradientNorm, Math.max),
  };
}

import type { StepReport } from '../../core/train/fit.js';
import type { TrainerClientContract } from '../../protocol/training.js';

/** Some steps as one point of the curves. */
export type Span = TrainerClientContract['events']['steps'];

/** How often a span is told. */
const SPAN_MS = 250;

/** Joins steps to spans of time, so that messages are few however short a step is. */
export class Spans {
  private began: number;
  private losses = 0;
  private norm = 0;
  private count = 0;
  private last: StepReport | null = null;

  /** `now` is a clock, in ms. */
  constructor(
    private readonly now: () => number,
    private readonly tell: (span: Span) => void,
  ) {
    this.began = now();
  }

  add(report: StepReport): void {
    this.losses += report.loss;
    this.norm = Math.max(this.norm, report.gradientNorm);
    this.count++;
    this.last = report;
    if (this.now() - this.began >= SPAN_MS) this.end();
  }

  /** Tells what has not been told. */
  end(): void {
    const { last, count } = this;
    this.began = this.now();
    if (!last || count === 0) return;
    this.tell({
      epoch: last.epoch,
      stepsDone: last.step + 1,
      lastStep: last.epoch * last.steps + last.step + 1,
      loss: this.losses / count,
      learningRate: last.learningRate,
      gradientNorm: this.norm,
    });
    [this.losses, this.norm, this.count] = [0, 0, 0];
  }
}

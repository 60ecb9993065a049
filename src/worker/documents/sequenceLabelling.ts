import { outputSize, type RnnConfig } from '../../core/rnn/config.js';
import type { DeliveredSteps, SequenceRun } from '../../core/session/stream/sequenceRun.js';
import type { LabelledRange } from './engineDocument.js';
import type { Expectations } from './expectations.js';
import { joinedPieces, type Outputs } from './outputs.js';

/** Steps run between two looks at the message queue. */
export const STEPS_PER_TURN = 512;

/** Runs a sequence and tells what the model expected, first from the last edit on, then wherever it is not exact yet. */
export class SequenceLabelling {
  /** The first step that the last edit replaced or brought. */
  private editedAt = 0;

  constructor(
    private readonly config: RnnConfig,
    private readonly run: SequenceRun,
    private readonly expectations: Expectations,
    /** Labels were told of all steps before this one. */
    private told = 0,
  ) {}

  /** The same of a copy of the run. */
  copy(run: SequenceRun, expectations: Expectations): SequenceLabelling {
    return new SequenceLabelling(this.config, run, expectations, this.told);
  }

  /** The sequence was edited from a step on. */
  edited(at: number): void {
    this.editedAt = at;
    this.told = Math.min(this.told, at);
  }

  /**
   * Runs what was not run, some steps at a time, and yields what is known after each: from the last edit until
   * the new states have settled on the old ones, then everything that is not exact yet.
   */
  *runRest(): Generator<LabelledRange> {
    for (let done = false; !done;) {
      const pieces: DeliveredSteps[] = [];
      done = this.run.runOn(STEPS_PER_TURN, (steps) => pieces.push(steps)).done;
      for (const piece of joinedPieces(pieces)) yield* this.labelledAfter(piece);
    }
    for (let from = Math.min(this.told, this.run.exactUntil); from < this.run.steps;) {
      if (from >= this.run.exactUntil) this.run.exactPass(STEPS_PER_TURN);
      const to = Math.min(this.run.exactUntil, from + STEPS_PER_TURN);
      yield this.expectations.labels(from, to);
      from = to;
      this.told = Math.max(this.told, to);
    }
  }

  /** Labels of what comes after each of some steps that were just run, and of the first step itself if it is new. */
  private *labelledAfter({ fromStep, outputs }: Outputs): Generator<LabelledRange> {
    const width = outputSize(this.config);
    const steps = outputs.reduce((sum, { length }) => sum + length, 0) / width;
    const to = Math.min(this.run.steps, fromStep + steps + 1);
    // Elsewhere the run began before what was edited, or goes on from steps that were told.
    if (fromStep === this.editedAt) yield this.expectations.labels(fromStep, fromStep + 1);
    const from = fromStep + 1;
    if (to <= from) return;
    const all = new Float32Array((to - from) * width);
    let at = 0;
    for (const output of outputs) {
      all.set(output.subarray(0, all.length - at), at);
      at += output.length;
    }
    yield this.expectations.labelsOf(from, to, this.expectations.of(all, to - from));
  }
}

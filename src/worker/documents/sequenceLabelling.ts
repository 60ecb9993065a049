import { outputSize, type RnnConfig } from '../../core/rnn/config.js';
import type { SequenceRun } from '../../core/session/stream/sequenceRun.js';
import type { DeliveredSteps } from '../../core/session/stream/settlingRun.js';
import type { LabelledRange } from './engineDocument.js';
import { joinedPieces, type Outputs } from './outputs.js';
import type { SequenceLabels } from './sequenceLabels.js';

/** Steps run between two looks at the message queue. */
export const STEPS_PER_TURN = 512;

/** Runs a sequence and tells what the model says, first from the last edit on, then wherever it is not exact yet. */
export class SequenceLabelling {
  /** The first step that the last edit replaced or brought. */
  private editedAt = 0;

  constructor(
    private readonly config: RnnConfig,
    private readonly run: SequenceRun,
    readonly labels: SequenceLabels,
    /** Labels were told of all steps before this one. */
    public told = 0,
  ) {}

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
      yield this.labels.labels(from, to);
      from = to;
      this.told = Math.max(this.told, to);
    }
  }

  /** Labels that some steps decide that were just run, and that of the first step if it is new. */
  private *labelledAfter({ fromStep, outputs }: Outputs): Generator<LabelledRange> {
    const width = outputSize(this.config);
    const all = new Float32Array(outputs.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const output of outputs) {
      all.set(output, at);
      at += output.length;
    }
    // Elsewhere the run began before what was edited, or goes on from steps that were told.
    if (fromStep === this.editedAt) yield this.labels.labels(fromStep, fromStep + 1);
    yield this.labels.decidedBy(fromStep, all, all.length / width);
  }
}

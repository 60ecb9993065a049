import { decodeCheckpoint, encodeCheckpoint, restoreVariables, valuesOf } from './checkpoint.js';
import { fit, NOTHING_DONE, type EpochReport, type FitObserver, type FitProgress } from './fit.js';
import { createOptimizer, type Optimizer } from './optimizer.js';
import type { PreparedTraining } from './prepare.js';
import type { PretrainingRecipe, TrainingRecipe } from './recipe.js';

/** What a run has come to. */
export interface Trained {
  /** The parameters of the best epoch by name; those that it began with before the first. */
  readonly best: ReadonlyMap<string, Float32Array>;
  readonly curve: readonly EpochReport[];
}

/** Who watches a run. */
export interface RunObserver {
  /** See `FitObserver`. */
  readonly onStep?: FitObserver['onStep'];
  /** An epoch is over; `run` can be saved as it is now. */
  onEpoch(report: EpochReport): Promise<void>;
  /** A clock in ms, which the curve's seconds are of. */
  now(): number;
}

/**
 * One training from its first step to its last, in one go or in several: saved after any epoch and restored from that, it
 * ends with the same weights, bit for bit.
 */
export class TrainingRun {
  private progress: FitProgress = NOTHING_DONE;
  private points: EpochReport[] = [];
  private best: ReadonlyMap<string, Float32Array>;
  private readonly optimizer: Optimizer;
  private readonly fingerprint: string;

  constructor(
    private readonly prepared: PreparedTraining,
    private readonly recipe: TrainingRecipe | PretrainingRecipe,
  ) {
    this.optimizer = createOptimizer(recipe.fit.optimizer);
    this.best = valuesOf(prepared.trainable.network.parameters);
    // What is only said in the card does not make it another training.
    this.fingerprint = JSON.stringify({ ...recipe, published: undefined, terms: undefined });
  }

  get epochsDone(): number {
    return this.progress.epochsDone;
  }

  get trained(): Trained {
    return { best: this.best, curve: this.points };
  }

  /** Goes on from what `save` gave; throws RnnLensError if that is damaged or of another recipe. */
  restore(file: Uint8Array): void {
    const saved = decodeCheckpoint(file, this.fingerprint);
    const { trainable } = this.prepared;
    restoreVariables(trainable.network.parameters, saved.current);
    this.optimizer.restore(saved.optimizer, trainable.variables);
    this.best = saved.best;
    this.points = [...saved.curve];
    this.progress = saved.progress;
  }

  /** All that is needed to go on, as a .safetensors file. */
  save(): Uint8Array {
    const { progress, points: curve, best, optimizer } = this;
    const current = valuesOf(this.prepared.trainable.network.parameters);
    return encodeCheckpoint(
      { progress, curve, current, best, optimizer: optimizer.state() },
      this.fingerprint,
    );
  }

  /** Trains until the epochs are over or the score stops getting better; what the observer throws ends it where it is. */
  async go(observer: RunObserver): Promise<void> {
    const { trainable } = this.prepared;
    let began = observer.now();
    await fit(
      trainable,
      this.recipe.fit,
      {
        onStep: observer.onStep,
        onEpoch: async (report, progress) => {
          const timed = { ...report, seconds: (observer.now() - began) / 1000 };
          this.progress = progress;
          this.points.push(timed);
          if (report.isBest) this.best = valuesOf(trainable.network.parameters);
          await observer.onEpoch(timed);
          began = observer.now();
        },
      },
      this.progress,
      this.optimizer,
    );
  }
}

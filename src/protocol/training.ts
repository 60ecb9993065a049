/**
 * What crosses the boundaries about networks that are trained in the editor: host ⇄ trainer (a worker of its own, started
 * with the first training) and host ⇄ panel.
 *
 * An **epoch** is what the recipe counts: at most `stepsAnEpoch` batches, then the score on text that is not learned from.
 * After each, and before the first, the weights are kept: **checkpoint** k is the network after k epochs. So the curve,
 * the timeline and what is told of the network have the same numbers.
 */
import type { CellKind } from '../core/rnn/config.js';
import type { Task } from '../core/model/model.js';
import type { EpochReport } from '../core/train/fit.js';
import type { Moment } from '../core/train/moment.js';
import type { Contract } from './engine.js';
import type { RankedUnit, ShareDone, UnitPlace } from './units.js';

export type { EpochReport, Moment };

/** Where a training stands. `paused` is also one that a closed window left: it goes on where it was. */
export const TRAINING_STATUS = ['preparing', 'running', 'paused', 'finished', 'failed'] as const;
export type TrainingStatus = (typeof TRAINING_STATUS)[number];

/** What a score is of; of `nats` (a character) and `squaredError` the lower is the better one: it is the loss. */
export const TRAINING_MEASURES = ['nats', 'squaredError', 'accuracy', 'macroF1'] as const;
export type TrainingMeasure = (typeof TRAINING_MEASURES)[number];

/** One training as the panel lists it; small, sent whole whenever something in it changes. */
export interface TrainingSummary {
  /** Of the model folder it makes, and of its own; tells trainings apart. */
  readonly name: string;
  /** What learns what, for people. */
  readonly title: string;
  readonly task: Task;
  readonly cell: CellKind;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
  readonly status: TrainingStatus;
  /** One sentence on why it failed or was paused by itself; null if nothing went wrong. */
  readonly problem: string | null;
  /** Epochs that are done, and steps of the one that is under way. */
  readonly epochsDone: number;
  readonly epochs: number;
  readonly stepsDone: number;
  readonly stepsAnEpoch: number;
  /** Of the epochs that are left; null while no time is known, and while it does not run. */
  readonly secondsLeft: number | null;
  readonly measure: TrainingMeasure;
  /** The best score and the checkpoint that has it: these weights become the model. null before the first epoch. */
  readonly best: { readonly score: number; readonly checkpoint: number } | null;
  /** Epochs without a better score after which it ends. */
  readonly patience: number;
  /** The kept checkpoints in ascending order; of a very long training not all are kept. */
  readonly checkpoints: readonly number[];
  /** The checkpoint that the panel's document is read with; null for none of this training. */
  readonly shown: number | null;
  /** Another number whenever its course has become longer. */
  readonly revision: number;
}

/** All trainings of the workspace, the one that runs or was looked at last first. */
export interface TrainingState {
  readonly trainings: readonly TrainingSummary[];
  /** Cores it may use, `[1, mostCores]`; all but one to begin with. */
  readonly cores: number;
  readonly mostCores: number;
}

/** The curves of a training. */
export interface TrainingCourse {
  readonly name: string;
  readonly revision: number;
  /** The end of each span of steps that a point of the three curves below stands for, counted from the first epoch's first, [n]. */
  readonly steps: Uint32Array;
  /** Mean loss of the span in nats, its last learning rate, the largest norm of its gradients before clipping, each [n]. */
  readonly loss: Float32Array;
  readonly learningRate: Float32Array;
  readonly gradientNorm: Float32Array;
  /** The norm that gradients are scaled down to; null for no clipping. */
  readonly maxGradientNorm: number | null;
  /** One after each epoch: mean training loss, loss and score on text that is not learned from. */
  readonly epochs: readonly EpochReport[];
}

/** How well units tell a stretch of the panel's text from the rest of it, checkpoint by checkpoint. */
export interface UnitCourse {
  readonly name: string;
  /** [n], ascending; as far as they were asked for. */
  readonly checkpoints: Uint32Array;
  /**
   * Area under the ROC curve of the unit that was asked for, 0 to 1 on the side that it has at the last checkpoint; of the
   * best unit of each checkpoint if none was, [n].
   */
  readonly auc: Float32Array;
  /** What the best of all units reaches in 96 of 100 shuffles of the stretches: up to here it is chance, [n]. */
  readonly chance: Float32Array;
  /** The best unit of each checkpoint, [n]. */
  readonly best: readonly RankedUnit[];
  /** Whether the areas are of stretches like the chosen one and not of that one itself, see `RankedUnit`. */
  readonly ofOthers: boolean;
}

/** Which units are followed, over which checkpoints. */
export interface UnitCourseAsked {
  readonly training: string;
  /** The stretch of tokens `[fromToken, toToken)` of the panel's run. */
  readonly fromToken: number;
  readonly toToken: number;
  /** One unit (h or c); the best of each checkpoint if it is left out. */
  readonly unit?: UnitPlace;
  /** Checkpoints that the page knows already are not run again: only those from here on. */
  readonly fromCheckpoint?: number;
}

/** What the panel asks about a training; of no run. */
export interface TrainingQuestions {
  /** RangeError if there is no such training, or checkpoint. */
  course: { params: { readonly training: string }; result: TrainingCourse };
  /** What the network of a checkpoint is like: what it writes, its weights, how far gradients reach. */
  moment: { params: { readonly training: string; readonly checkpoint: number }; result: Moment };
}

/** What the panel asks about the run's text and a training: a question of the whole text, as the ranking of units. */
export interface TrainingTextQuestions {
  unitCourse: { params: UnitCourseAsked; result: UnitCourse };
}

/** The requests of the panel for `TrainingQuestions`, as they stand in the contract of the host. */
export type TrainingRequests = {
  [K in keyof TrainingQuestions]: TrainingQuestions[K] & { progress: ShareDone };
};

/** Ready experiments whose outcome is known, in the order in which they are offered. */
export const TRAINING_LESSONS = ['parentheses', 'quotation', 'anbn', 'textbook'] as const;
export type TrainingLesson = (typeof TRAINING_LESSONS)[number];

/** What people do with trainings in the panel. */
export interface TrainingClicks {
  /** The dialog for a new one, from the active document. */
  train: null;
  /** Opens a lesson's text and trains its networks on it. */
  startLesson: { readonly lesson: TrainingLesson };
  pauseTraining: { readonly training: string };
  /** Goes on, also after a restart of VS Code. */
  resumeTraining: { readonly training: string };
  /** Ends it: the best network so far becomes the model. */
  stopTraining: { readonly training: string };
  /** Some more epochs than the recipe has, from where it ended. */
  trainFurther: { readonly training: string };
  /** Asks first; the model that it made goes, too. */
  deleteTraining: { readonly training: string };
  openRecipe: { readonly training: string };
  /** Reads the document with a checkpoint's network; null: with the model that it was read with before. */
  readWithCheckpoint: { readonly training: string; readonly checkpoint: number | null };
  setTrainingCores: { readonly cores: number };
}

/** What the panel is told of trainings without asking. */
export type TrainingEvents = {
  /** At most some times a second while one runs. */
  trainings: TrainingState;
};

/** A training for the trainer: nothing is read or written there but what this says. */
export interface TrainingTask {
  /** The recipe as JSON. */
  readonly recipe: string;
  /** For messages. */
  readonly recipeFile: string;
  /** The texts of the recipe's files by their names in it. */
  readonly texts: ReadonlyMap<string, string>;
  /** The model to begin with. */
  readonly start?: { readonly manifest: string; readonly weights: Uint8Array };
  /** Where an earlier run of the recipe stood: goes on from there. */
  readonly checkpoint?: Uint8Array;
  readonly cores: number;
}

/** A training that can begin. */
export interface OpenedTraining {
  readonly stepsAnEpoch: number;
  readonly epochsDone: number;
  /** Of the epochs that are done. */
  readonly curve: readonly EpochReport[];
  readonly measure: TrainingMeasure;
  readonly parameterCount: number;
  /** `model.json` of its checkpoints' networks. */
  readonly manifest: string;
  /** Network of the checkpoint that it stands at. */
  readonly at: KeptCheckpoint;
}

/** A network on its way. */
export interface KeptCheckpoint {
  readonly checkpoint: number;
  /** As a model's weights file, in single precision. */
  readonly weights: Uint8Array;
  readonly moment: Moment;
}

/** The three files of a finished model. */
export interface FinishedModel {
  readonly manifest: string;
  readonly weights: Uint8Array;
  readonly card: string;
}

/** How long a recipe's steps take, where a recipe's epochs are to be set by a time budget. */
export interface MeasuredTime {
  readonly msAStep: number;
  /** Batches of one pass over the training data. */
  readonly stepsAPass: number;
  /** What scoring and telling after each epoch takes. */
  readonly msAnEpoch: number;
}

/** What the trainer answers: one training at a time. */
export interface TrainerContract extends Contract {
  readonly requests: {
    /** Runs some steps of a recipe and forgets them. */
    measure: { params: TrainingTask; result: MeasuredTime };
    /** Reads data and checkpoint; RnnLensError if something in them cannot be learned from. */
    open: { params: TrainingTask; result: OpenedTraining };
    /** Trains until all epochs are done, the score has stopped getting better, or `stop`. */
    go: { params: null; result: 'finished' | 'stopped' };
    /** The best network so far as a model with its card. */
    finish: { params: null; result: FinishedModel };
  };
  readonly events: {
    /** Between two steps: it waits there. */
    pause: null;
    resume: null;
    stop: null;
    setCores: { readonly cores: number };
  };
}

/** What the trainer tells the host. */
export interface TrainerClientContract extends Contract {
  readonly requests: {
    /**
     * An epoch is over: what is to be kept of it. The trainer waits for the answer, so that no more is trained than can
     * be kept (a full disk); what is rejected is handed over again, once the training is not paused.
     */
    keep: {
      params: {
        readonly report: EpochReport;
        readonly kept: KeptCheckpoint;
        /** All that is needed to go on from here. */
        readonly state: Uint8Array;
      };
      result: null;
    };
  };
  readonly events: {
    /** A span of steps is over; some times a second. */
    steps: {
      readonly epoch: number;
      /** Steps of this epoch that are done. */
      readonly stepsDone: number;
      /** Counted from the first epoch's first. */
      readonly lastStep: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly gradientNorm: number;
    };
    logged: { readonly message: string };
  };
}

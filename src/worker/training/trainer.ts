import { RnnLensError } from '../../core/problems.js';
import { formatManifest, manifestOf } from '../../core/train/manifestOf.js';
import { finishTraining } from '../../core/train/finish.js';
import type { StepReport } from '../../core/train/fit.js';
import { modelCard } from '../../core/train/modelCard.js';
import { momentOf } from '../../core/train/momentOf.js';
import { prepareTraining, type PreparedTraining, type ReadFile } from '../../core/train/prepare.js';
import { isFixed, isPretraining, readRecipe, type TrainingRecipe } from '../../core/train/recipe.js';
import { TrainingRun } from '../../core/train/run.js';
import type { StartingPoint } from '../../core/train/startingPoint.js';
import { readParameters, writeWeights } from '../../core/formats/modelPackage.js';
import { Random } from '../../core/math/random.js';
import { isSigmoid } from '../../core/heads/probabilities.js';
import { parameterCount } from '../../core/model/model.js';
import { Pipeline } from '../../core/pipeline.js';
import type { RecurrentEngine } from '../../core/rnn/engine.js';
import { Rpc, type Port } from '../../protocol/rpc.js';
import type {
  EpochReport,
  FinishedModel,
  KeptCheckpoint,
  MeasuredTime,
  OpenedTraining,
  TrainerClientContract,
  TrainerContract,
  TrainingMeasure,
  TrainingTask,
} from '../../protocol/training.js';
import { Spans } from './spans.js';

/** What a trainer is given by the platform it runs on. */
export interface TrainerPlatform {
  /** Lets messages in. */
  readonly yieldTurn: () => Promise<void>;
  /** A clock, in ms. */
  readonly now: () => number;
  /** Who does the arithmetic of steps; `useCores` where it can be told how many. */
  readonly arithmetic: RecurrentEngine & { useCores?(cores: number): void };
}

/** Thrown between two steps. */
class Stopped extends Error {}

/** One training that was opened. */
interface Opened {
  readonly recipe: TrainingRecipe;
  readonly recipeFile: string;
  readonly read: ReadFile;
  readonly prepared: PreparedTraining;
  readonly run: TrainingRun;
}

/** Steps that are run to see how long one takes, and how long that may take itself. */
const MEASURED = { steps: 12, ms: 2_500 };

/** Trains one recipe at a time, behind a port, in a worker of its own. */
export class Trainer {
  private readonly rpc: Rpc<TrainerContract, TrainerClientContract>;
  private opened: Opened | null = null;
  private isPaused = false;
  private isStopped = false;
  private cores = 1;
  private wake: () => void = () => undefined;

  constructor(
    port: Port,
    private readonly platform: TrainerPlatform,
  ) {
    const woken = (): void => this.wake();
    this.rpc = new Rpc<TrainerContract, TrainerClientContract>(port, {
      requests: {
        measure: (task) => this.measure(task),
        open: (task) => this.open(task),
        go: () => this.go(),
        finish: () => this.finish(),
      },
      events: {
        pause: () => (this.isPaused = true),
        resume: () => {
          this.isPaused = false;
          woken();
        },
        stop: () => {
          this.isStopped = true;
          woken();
        },
        setCores: ({ cores }) => (this.cores = cores),
      },
    });
  }

  private async measure(task: TrainingTask): Promise<MeasuredTime> {
    const { prepared, recipe } = this.prepare(task);
    const { trainable } = prepared;
    const began = this.platform.now();
    const times: number[] = [];
    let [last, stepsAPass] = [began, 0];
    const onStep = ({ steps }: StepReport): void => {
      const now = this.platform.now();
      times.push(now - last);
      last = now;
      stepsAPass = steps;
      if (times.length >= MEASURED.steps || now - began > MEASURED.ms) throw new Stopped();
    };
    const whole = { ...recipe, fit: { ...recipe.fit, stepsAnEpoch: undefined } };
    const measured = new TrainingRun(prepared, whole);
    await measured.go({ onStep, onEpoch: stop, now: this.platform.now }).catch(unlessStopped);
    const scoring = this.platform.now();
    trainable.score();
    trainable.developmentLoss?.();
    this.kept(prepared, 0);
    const msAnEpoch = this.platform.now() - scoring;
    trainable.variables.forEach((variable) => variable.dispose());
    // The first steps make caches and compile: the middle one of the rest is what a step takes.
    const later = times.slice(Math.min(2, times.length - 1)).sort((a, b) => a - b);
    return { msAStep: later[Math.floor(later.length / 2)] ?? 0, stepsAPass, msAnEpoch };
  }

  private open(task: TrainingTask): OpenedTraining {
    this.opened?.prepared.trainable.variables.forEach((variable) => variable.dispose());
    this.opened = null;
    const opened = this.prepare(task);
    if (task.checkpoint) opened.run.restore(task.checkpoint);
    const { prepared, recipe, run } = opened;
    this.opened = opened;
    this.cores = task.cores;
    [this.isPaused, this.isStopped] = [false, false];
    return {
      stepsAnEpoch: prepared.trainable.batches(new Random(recipe.fit.seed), recipe.fit.stepsAnEpoch).length,
      epochsDone: run.epochsDone,
      curve: run.trained.curve,
      measure: measureOf(prepared),
      parameterCount: parameterCount(prepared.architecture, prepared.symbols),
      manifest: formatManifest(manifestOf(recipe, prepared, [])),
      at: this.kept(prepared, run.epochsDone),
    };
  }

  private prepare(task: TrainingTask): Opened {
    const recipe = readRecipe(task.recipe, task.recipeFile);
    if (isFixed(recipe) || isPretraining(recipe))
      throw new RnnLensError('{0} is a recipe that the command line alone can follow.', task.recipeFile);
    const read = (file: string): string => {
      const text = task.texts.get(file);
      if (text === undefined) throw new RnnLensError('{0} is not there.', file);
      return text;
    };
    const given = { start: task.start && startOf(task.start) };
    const prepared = prepareTraining(recipe, read, this.platform.arithmetic, given);
    const run = new TrainingRun(prepared, recipe);
    return { recipe, recipeFile: task.recipeFile, read, prepared, run };
  }

  private async go(): Promise<'finished' | 'stopped'> {
    const { run, prepared } = this.needOpened();
    const spans = new Spans(this.platform.now, (span) => this.rpc.emit('steps', span));
    try {
      await run.go({
        now: this.platform.now,
        onStep: async (report) => {
          spans.add(report);
          await this.between();
        },
        onEpoch: async (report) => {
          spans.end();
          await this.keep(prepared, run, report);
          await this.between();
        },
      });
      return 'finished';
    } catch (error) {
      unlessStopped(error);
      return 'stopped';
    }
  }

  /** Between two steps: messages are let in, and it waits while it is paused. */
  private async between(): Promise<void> {
    await this.platform.yieldTurn();
    while (this.isPaused && !this.isStopped) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.isStopped) throw new Stopped();
    this.platform.arithmetic.useCores?.(this.cores);
  }

  /** Hands over an epoch; what cannot be kept is handed over again when the training is resumed. */
  private async keep(prepared: PreparedTraining, run: TrainingRun, report: EpochReport): Promise<void> {
    for (;;) {
      const kept = this.kept(prepared, run.epochsDone);
      const params = { report, kept, state: run.save() };
      try {
        await this.rpc.call('keep', params);
        return;
      } catch {
        // The host has told people why, and to wait; people may have said to go on since.
        await this.between();
      }
    }
  }

  private kept({ trainable, architecture, symbols }: PreparedTraining, checkpoint: number): KeptCheckpoint {
    const pipeline = new Pipeline(trainable.network.snapshot(), this.platform.arithmetic);
    const values = new Map(
      [...trainable.network.parameters].map(([name, variable]) => [name, variable.dataSync<'float32'>()]),
    );
    const parameters = [...trainable.network.parameters].map(([name, { shape }]) => ({
      name,
      shape,
      values: values.get(name)!,
    }));
    const finished = trainable.network.finished(values);
    return {
      checkpoint,
      weights: writeWeights(architecture, symbols, (name) => finished.get(name)!, { precision: 'F32' }),
      moment: momentOf(pipeline, parameters, trainable.probe?.() ?? { prompt: null, stretches: [] }),
    };
  }

  private finish(): FinishedModel {
    const { recipe, recipeFile, prepared, run, read } = this.needOpened();
    const { arithmetic } = this.platform;
    const {
      manifest,
      weights,
      parameterCount: parameters,
    } = finishTraining(recipe, prepared, run.trained, read, arithmetic);
    const facts = { recipe, recipeFile, parameterCount: parameters, sizeBytes: weights.length };
    return { manifest: formatManifest(manifest), weights, card: modelCard(manifest, facts) };
  }

  private needOpened(): Opened {
    if (!this.opened) throw new Error('No training was opened.');
    return this.opened;
  }
}

async function stop(): Promise<void> {
  throw new Stopped();
}

function unlessStopped(error: unknown): void {
  if (!(error instanceof Stopped)) throw error;
}

function startOf({ manifest: json, weights }: NonNullable<TrainingTask['start']>): StartingPoint {
  const { manifest, parameters } = readParameters(json, weights);
  return { name: manifest.name, symbols: manifest.vocabulary, heads: manifest.heads, parameters };
}

function measureOf({ task, architecture }: PreparedTraining): TrainingMeasure {
  if (task === 'language-model') return 'nats';
  if (task === 'states') return 'squaredError';
  return architecture.heads.every(isSigmoid) ? 'macroF1' : 'accuracy';
}

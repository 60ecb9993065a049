import type { Moment } from '../../core/train/moment.js';
import type { TrainingRecipe } from '../../core/train/recipe.js';
import type {
  EpochReport,
  KeptCheckpoint,
  OpenedTraining,
  TrainerClientContract,
  TrainingCourse,
  TrainingMeasure,
  TrainingStatus,
  TrainingSummary,
  TrainingTask,
} from '../../protocol/training.js';
import { Course, type StoredSpans } from './course.js';
import { superfluous } from './checkpoints.js';
import { checkpointFiles, encodeJson, TRAINING_FILES, type TrainingFolder } from './trainingPlace.js';

/** What is kept of a training beside its recipe, data, state and checkpoints. */
interface StoredTraining {
  readonly status: TrainingStatus;
  readonly problem: string | null;
  readonly stepsAnEpoch: number;
  readonly measure: TrainingMeasure;
  readonly checkpoints: readonly number[];
  readonly epochs: readonly EpochReport[];
  readonly spans: StoredSpans;
  /** When it was begun or resumed last, in ms; decides the order of the list. */
  readonly touched: number;
}

type Span = TrainerClientContract['events']['steps'];

let made = 0;

/** One training of the workspace: what is known of it, and its folder. */
export class Training {
  /** Another one of the same name has another version, and so have its networks. */
  readonly version = String(++made);
  status: TrainingStatus = 'paused';
  problem: string | null = null;
  touched = 0;
  private stepsAnEpoch = 0;
  private stepsDone = 0;
  private measure: TrainingMeasure = 'nats';
  private checkpoints: number[] = [];
  private readonly course = new Course();
  /** Seconds of the epochs since it runs, for the time that is left. */
  private readonly seconds: number[] = [];

  private constructor(
    readonly name: string,
    readonly recipe: TrainingRecipe,
    private readonly folder: TrainingFolder,
  ) {}

  /** A new one: its recipe, data and (to begin with) model are written. */
  static async create(
    name: string,
    folder: TrainingFolder,
    begun: {
      readonly recipe: TrainingRecipe;
      readonly texts: ReadonlyMap<string, string>;
      readonly start?: { readonly manifest: string; readonly weights: Uint8Array } | undefined;
    },
  ): Promise<Training> {
    const { recipe, texts, start } = begun;
    // Of an earlier one with this name.
    for (const old of [TRAINING_FILES.record, TRAINING_FILES.state, TRAINING_FILES.checkpoints])
      await folder.remove(old);
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    for (const [file, text] of texts) await folder.write(file, encode(text));
    if (start) {
      await folder.write(TRAINING_FILES.startManifest, encode(start.manifest));
      await folder.write(TRAINING_FILES.startWeights, start.weights);
    }
    await folder.write(TRAINING_FILES.recipe, encode(`${JSON.stringify(recipe, null, 2)}\n`));
    const training = new Training(name, recipe, folder);
    await training.store();
    return training;
  }

  /** One that was kept; null if its folder holds none. */
  static async load(name: string, folder: TrainingFolder): Promise<Training | null> {
    const recipe = await readJson<TrainingRecipe>(folder, TRAINING_FILES.recipe);
    const stored = await readJson<StoredTraining>(folder, TRAINING_FILES.record);
    if (!recipe || !stored) return null;
    const training = new Training(name, recipe, folder);
    const isOver = stored.status === 'finished' || stored.status === 'failed';
    training.status = isOver ? stored.status : 'paused';
    training.problem = stored.problem;
    training.touched = stored.touched;
    training.stepsAnEpoch = stored.stepsAnEpoch;
    training.measure = stored.measure;
    training.checkpoints = [...stored.checkpoints];
    training.course.restore(stored.spans, stored.epochs, stored.stepsAnEpoch);
    return training;
  }

  get epochsDone(): number {
    return this.course.epochs.length;
  }

  /** For the trainer: everything that is in the folder. */
  async task(cores: number): Promise<TrainingTask> {
    const { folder, recipe } = this;
    const recipeBytes = await folder.read(TRAINING_FILES.recipe);
    const texts = new Map<string, string>();
    for (const file of dataFilesOf(recipe)) {
      const bytes = await folder.read(file);
      if (bytes) texts.set(file, new TextDecoder().decode(bytes));
    }
    const manifest = await folder.read(TRAINING_FILES.startManifest);
    const weights = await folder.read(TRAINING_FILES.startWeights);
    const checkpoint = await folder.read(TRAINING_FILES.state);
    return {
      recipe: new TextDecoder().decode(recipeBytes ?? new Uint8Array()),
      recipeFile: TRAINING_FILES.recipe,
      texts,
      cores,
      ...(manifest && weights && { start: { manifest: new TextDecoder().decode(manifest), weights } }),
      ...(checkpoint && { checkpoint }),
    };
  }

  /** The trainer has it: what the trainer knows of its epochs counts. */
  async opened({ stepsAnEpoch, measure, curve, manifest, at }: OpenedTraining): Promise<void> {
    this.stepsAnEpoch = stepsAnEpoch;
    this.stepsDone = 0;
    this.measure = measure;
    this.checkpoints = this.checkpoints.filter((k) => k <= curve.length);
    this.course.restore(this.course.stored, curve, stepsAnEpoch);
    await this.folder.write(TRAINING_FILES.manifest, new TextEncoder().encode(manifest));
    if (!this.checkpoints.includes(at.checkpoint)) await this.keepCheckpoint(at);
    await this.store();
  }

  addSpan(span: Span): void {
    this.stepsDone = span.stepsDone;
    this.course.addSpan(span);
  }

  /** Keeps an epoch; rejects with the system's error, and then nothing counts as kept. */
  async keep({ report, kept, state }: TrainerClientContract['requests']['keep']['params']): Promise<void> {
    await this.keepCheckpoint(kept);
    await this.folder.write(TRAINING_FILES.state, state);
    this.course.addEpoch(report);
    this.seconds.push(report.seconds ?? 0);
    this.stepsDone = 0;
    await this.store();
  }

  async store(): Promise<void> {
    const { status, problem, stepsAnEpoch, measure, checkpoints, touched, course } = this;
    const { epochs, stored: spans } = course;
    const facts = { status, problem, stepsAnEpoch, measure, checkpoints, epochs, spans, touched };
    await this.folder.write(TRAINING_FILES.record, encodeJson(facts satisfies StoredTraining));
  }

  /** The network of a kept checkpoint; RangeError if it is none. */
  async model(checkpoint: number): Promise<{ manifest: string; weights: Uint8Array<ArrayBuffer> }> {
    const manifest = await this.folder.read(TRAINING_FILES.manifest);
    const weights = await this.folder.read(checkpointFiles(checkpoint).weights);
    if (!manifest || !weights) throw new RangeError(`No checkpoint ${checkpoint} of ${this.name}.`);
    return { manifest: new TextDecoder().decode(manifest), weights };
  }

  /** What is told of a kept checkpoint; RangeError if it is none. */
  async moment(checkpoint: number): Promise<Moment> {
    const stored = await readJson<StoredMoment>(this.folder, checkpointFiles(checkpoint).moment);
    if (!stored) throw new RangeError(`No checkpoint ${checkpoint} of ${this.name}.`);
    return fromStored(stored);
  }

  describeCourse(): TrainingCourse {
    return this.course.describe(this.name, this.recipe.fit.optimizer.maxGradientNorm);
  }

  summary(shown: number | null): TrainingSummary {
    const { network, fit, title, task } = this.recipe;
    const { name, status, problem, epochsDone, stepsDone, stepsAnEpoch, measure, checkpoints } = this;
    return {
      ...{ name, title, task, status, problem, epochsDone, stepsDone, stepsAnEpoch, measure, checkpoints },
      cell: network.cell,
      layers: network.layers,
      hiddenSize: network.hiddenSize,
      bidirectional: network.bidirectional,
      epochs: fit.epochs,
      patience: fit.patience,
      secondsLeft: this.secondsLeft(),
      best: this.best(),
      shown,
      revision: this.course.revision,
    };
  }

  private secondsLeft(): number | null {
    if (this.status !== 'running' || this.seconds.length === 0) return null;
    const last = this.seconds.slice(-3);
    const epoch = last.reduce((a, b) => a + b, 0) / last.length;
    const done = this.epochsDone + this.stepsDone / Math.max(1, this.stepsAnEpoch);
    return Math.max(0, this.recipe.fit.epochs - done) * epoch;
  }

  private best(): TrainingSummary['best'] {
    const report = [...this.course.epochs].reverse().find(({ isBest }) => isBest);
    return report ? { score: report.score, checkpoint: report.epoch + 1 } : null;
  }

  private async keepCheckpoint({ checkpoint, weights, moment }: KeptCheckpoint): Promise<void> {
    const files = checkpointFiles(checkpoint);
    await this.folder.write(files.weights, weights);
    await this.folder.write(files.moment, encodeJson(toStored(moment)));
    this.checkpoints = [...this.checkpoints.filter((k) => k !== checkpoint), checkpoint].sort(
      (a, b) => a - b,
    );
    for (const old of superfluous(this.checkpoints, this.best()?.checkpoint ?? null)) {
      this.checkpoints = this.checkpoints.filter((k) => k !== old);
      const gone = checkpointFiles(old);
      await this.folder.remove(gone.weights);
      await this.folder.remove(gone.moment);
    }
  }
}

/** Names of the files that a recipe reads. */
export function dataFilesOf({ data }: TrainingRecipe): string[] {
  if (data.format === 'parentheses') return [];
  const more = 'more' in data ? (data.more ?? []) : [];
  return [...new Set([data.train, ...more, data.development])];
}

async function readJson<T>(folder: TrainingFolder, file: string): Promise<T | null> {
  const bytes = await folder.read(file);
  if (!bytes) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch {
    // Cut off or edited: as if it were not there.
    return null;
  }
}

/** A moment with lists in place of typed arrays. */
interface StoredMoment extends Omit<Moment, 'gradientFlow' | 'histograms'> {
  readonly gradientFlow: { readonly layers: number; readonly lags: number; readonly norms: number[] } | null;
  readonly histograms: readonly (Omit<Moment['histograms'][number], 'counts'> & {
    readonly counts: number[];
  })[];
}

function toStored({ samples, gradientFlow, histograms }: Moment): StoredMoment {
  return {
    samples,
    gradientFlow: gradientFlow && { ...gradientFlow, norms: [...gradientFlow.norms] },
    histograms: histograms.map((one) => ({ ...one, counts: [...one.counts] })),
  };
}

function fromStored({ samples, gradientFlow, histograms }: StoredMoment): Moment {
  return {
    samples,
    gradientFlow: gradientFlow && { ...gradientFlow, norms: Float32Array.from(gradientFlow.norms) },
    histograms: histograms.map((one) => ({ ...one, counts: Uint32Array.from(one.counts) })),
  };
}

import type { Moment } from '../../core/train/moment.js';
import type { TrainingRecipe } from '../../core/train/recipe.js';
import type { MeasuredTime, TrainingCourse, TrainingState, TrainingTask } from '../../protocol/training.js';
import { Emitter } from '../emitter.js';
import { Training } from './training.js';
import { TrainingRunner, type RunnerHost } from './trainingRunner.js';

/** What trainings need of whoever has them. */
export interface TrainingHost extends RunnerHost {
  /** Of the machine. */
  readonly mostCores: number;
}

/** A training that is to begin. */
export interface NewTraining {
  readonly recipe: TrainingRecipe;
  readonly texts: ReadonlyMap<string, string>;
  readonly start?: { readonly manifest: string; readonly weights: Uint8Array } | undefined;
}

/** The trainings of a workspace: at most one runs at a time. */
export class Trainings {
  private trainings: Training[] = [];
  private readonly runner: TrainingRunner;
  private readonly shown = new Map<string, number>();
  private readonly changed = new Emitter<void>();
  private loading: Promise<void> | null = null;
  /** They begin when the one that runs is over. */
  private waiting: readonly NewTraining[] = [];

  /** Told some times a second while one runs. */
  readonly onDidChange = this.changed.on;

  constructor(private readonly host: TrainingHost) {
    this.runner = new TrainingRunner(host, {
      changed: () => this.changed.fire(),
      over: () => void this.beginNext(),
    });
  }

  /** Reads what was kept, once. */
  load(): Promise<void> {
    this.loading ??= this.readAll();
    return this.loading;
  }

  get state(): TrainingState {
    const all = [...this.trainings].sort((a, b) => b.touched - a.touched);
    const trainings = all.map((training) => training.summary(this.shown.get(training.name) ?? null));
    return { trainings, cores: this.runner.cores, mostCores: this.host.mostCores };
  }

  /** How long a recipe's steps take here; refuses while one runs. */
  measure(task: Omit<TrainingTask, 'cores'>): Promise<MeasuredTime> {
    return this.runner.measure(task);
  }

  /** Begins a training; it is there when the promise resolves, and runs on. */
  async begin(begun: NewTraining): Promise<void> {
    await this.load();
    this.runner.refuseWhileRunning();
    const { name } = begun.recipe;
    this.runner.leave(name);
    const training = await Training.create(name, this.host.place.folder(name), begun);
    this.trainings = [...this.trainings.filter((other) => other.name !== name), training];
    void this.runner.run(training);
  }

  /** Several, one after the other; one that is stopped lets the next one begin. */
  async beginAll([first, ...rest]: readonly NewTraining[]): Promise<void> {
    if (!first) return;
    await this.begin(first);
    this.waiting = rest;
  }

  pause(name: string): void {
    this.runner.pause(this.named(name));
  }

  /** Goes on from where it waits; refuses while another one runs. */
  resume(name: string): void {
    this.runner.resume(this.named(name));
  }

  /** Ends it: its best network becomes the model, also of one that waits. */
  stop(name: string): void {
    this.runner.stop(this.named(name));
  }

  /** Its folder and the model it made go. */
  async delete(name: string): Promise<void> {
    const training = this.named(name);
    this.runner.leave(name);
    this.trainings = this.trainings.filter((other) => other !== training);
    this.changed.fire();
    await this.host.place.removeTraining(name);
    await this.host.place.removeModel(name);
  }

  /** At least one, at most all of the machine. */
  setCores(cores: number): void {
    this.runner.setCores(Math.max(1, Math.min(this.host.mostCores, Math.round(cores))));
  }

  course(name: string): TrainingCourse {
    return this.named(name).describeCourse();
  }

  moment(name: string, checkpoint: number): Promise<Moment> {
    return this.named(name).moment(checkpoint);
  }

  /** The network of a checkpoint as a model's files. */
  model(name: string, checkpoint: number): Promise<{ manifest: string; weights: Uint8Array<ArrayBuffer> }> {
    return this.named(name).model(checkpoint);
  }

  /** Of a training's networks, by which those of another one of its name are told apart. */
  version(name: string): string {
    return this.named(name).version;
  }

  /** Its recipe and data as the trainer gets them. */
  task(name: string): Promise<TrainingTask> {
    return this.named(name).task(this.runner.cores);
  }

  recipe(name: string): TrainingRecipe {
    return this.named(name).recipe;
  }

  /** The panel's document is read with this checkpoint, or with none of the training. */
  setShown(name: string, checkpoint: number | null): void {
    this.shown.clear();
    if (checkpoint !== null) this.shown.set(name, checkpoint);
    this.changed.fire();
  }

  dispose(): void {
    this.runner.dispose();
    this.changed.dispose();
  }

  private async readAll(): Promise<void> {
    const { place } = this.host;
    const names = await place.names();
    const read = await Promise.all(names.map((name) => Training.load(name, place.folder(name))));
    const known = new Set(this.trainings.map(({ name }) => name));
    for (const training of read) if (training && !known.has(training.name)) this.trainings.push(training);
    this.changed.fire();
  }

  private named(name: string): Training {
    const found = this.trainings.find((training) => training.name === name);
    if (!found) throw new RangeError(`No training "${name}".`);
    return found;
  }

  private async beginNext(): Promise<void> {
    const [next, ...rest] = this.waiting;
    this.waiting = rest;
    if (next) await this.begin(next).catch((error: unknown) => this.host.log(String(error)));
  }
}

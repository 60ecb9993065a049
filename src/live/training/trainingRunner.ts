import { isRnnLensError } from '../../core/problems.js';
import { sentenceIn } from '../../core/sentence.js';
import type { StartWorker } from '../../protocol/rpc.js';
import type { MeasuredTime, TrainingStatus, TrainingTask } from '../../protocol/training.js';
import { Refusal } from '../refusal.js';
import { sentenceOf, t } from '../sentences.js';
import { TrainerClient, TrainerStoppedError } from './trainerClient.js';
import type { Training } from './training.js';
import type { TrainingPlace } from './trainingPlace.js';

/** What running a training needs of whoever has it. */
export interface RunnerHost {
  readonly place: TrainingPlace;
  readonly startTrainer: StartWorker;
  /** How many cores may be used to begin with. */
  readonly cores: number;
  /** A clock, in ms since 1970. */
  readonly now: () => number;
  /** Something for the log only. */
  readonly log: (message: string) => void;
}

/** Who is told of it. */
export interface RunnerEvents {
  changed(): void;
  /** A training is over and its model written: another one can begin. */
  over(): void;
}

/** Runs at most one training at a time in the trainer's worker; whatever happens, what was kept stays. */
export class TrainingRunner {
  /** The one that the trainer has. */
  private active: Training | null = null;
  private readonly trainer: TrainerClient;
  private used: number;

  constructor(
    private readonly host: RunnerHost,
    private readonly events: RunnerEvents,
  ) {
    this.used = host.cores;
    this.trainer = new TrainerClient(host.startTrainer, {
      requests: { keep: (epoch) => this.keep(epoch) },
      events: {
        steps: (span) => {
          this.active?.addSpan(span);
          events.changed();
        },
        logged: ({ message }) => host.log(message),
      },
    });
  }

  get cores(): number {
    return this.used;
  }

  setCores(cores: number): void {
    this.used = cores;
    this.trainer.emit('setCores', { cores });
    this.events.changed();
  }

  /** Throws a sentence while one runs. */
  refuseWhileRunning(): void {
    const running = this.active?.status;
    if (running === 'running' || running === 'preparing')
      throw new Refusal(t('"{0}" is being trained: pause or stop it first.', this.active!.name));
  }

  /** How long a recipe's steps take here; refuses while one runs. */
  async measure(task: Omit<TrainingTask, 'cores'>): Promise<MeasuredTime> {
    this.refuseWhileRunning();
    this.letGo();
    return this.trainer.call('measure', { ...task, cores: this.used });
  }

  pause(training: Training): void {
    if (training !== this.active || training.status !== 'running') return;
    this.trainer.emit('pause', null);
    this.set(training, 'paused');
    void training.store().catch(() => undefined);
  }

  /** Goes on, in the trainer that has it or from what was kept; refuses while another one runs. */
  resume(training: Training): void {
    if (training.status === 'running' || training.status === 'preparing') return;
    if (training === this.active && this.trainer.isThere) {
      this.set(training, 'running');
      this.trainer.emit('resume', null);
    } else {
      this.refuseWhileRunning();
      void this.run(training);
    }
  }

  /** Ends it: its best network becomes the model, also of one that waits. */
  stop(training: Training): void {
    if (training === this.active && this.trainer.isThere) this.trainer.emit('stop', null);
    else if (training.status === 'paused') {
      this.refuseWhileRunning();
      void this.run(training, 'stop');
    }
  }

  /** The trainer has it no more, if it had; what was kept of it stays. */
  leave(name: string): void {
    if (this.active?.name === name) this.letGo();
  }

  dispose(): void {
    this.letGo();
  }

  /** From opening to the model; never rejects. */
  async run(training: Training, then: 'go' | 'stop' = 'go'): Promise<void> {
    this.letGo();
    this.active = training;
    training.touched = this.host.now();
    this.set(training, 'preparing');
    try {
      await training.opened(await this.trainer.call('open', await training.task(this.used)));
      if (this.active !== training) return;
      if (then === 'go') {
        this.set(training, 'running');
        await this.trainer.call('go', null);
      }
      await this.finish(training);
    } catch (error) {
      await this.failed(training, error);
    }
  }

  /** What it had goes on from what was kept. */
  private letGo(): void {
    this.active = null;
    this.trainer.end();
  }

  private set(training: Training, status: TrainingStatus, problem: string | null = null): void {
    training.status = status;
    training.problem = problem;
    this.events.changed();
  }

  private async finish(training: Training): Promise<void> {
    if (training.epochsDone === 0) {
      const problem = t('It was stopped before its first epoch was over: there is no model yet.');
      this.set(training, 'paused', problem);
    } else {
      const model = await this.trainer.call('finish', null);
      await this.host.place.writeModel(training.name, model);
      this.set(training, 'finished');
    }
    await training.store();
    if (this.active !== training) return;
    this.letGo();
    this.events.over();
  }

  /** Nothing is lost but what was not kept: one whose data cannot be learned from failed, any other one waits. */
  private async failed(training: Training, error: unknown): Promise<void> {
    // It was deleted, or the window closes.
    if (this.active !== training) return;
    if (error instanceof TrainerStoppedError) {
      this.host.log(`The trainer stopped: ${error.reason}`);
      const stopped = t(
        'The training stopped by itself, perhaps for lack of memory: resume it, it goes on from its last checkpoint.',
      );
      this.set(training, 'paused', stopped);
    } else {
      const isOfData = isRnnLensError(error) || sentenceIn(error) !== undefined;
      if (!isOfData) this.host.log(`A training failed: ${String(error)}`);
      this.set(training, isOfData ? 'failed' : 'paused', sentenceOf(error));
    }
    this.letGo();
    await training.store().catch(() => undefined);
  }

  /** The trainer's epoch is written; what cannot be written makes it wait, and people are told why. */
  private async keep(epoch: Parameters<Training['keep']>[0]): Promise<null> {
    const training = this.active;
    if (!training) throw new Error('Nothing is trained.');
    try {
      await training.keep(epoch);
      this.events.changed();
      return null;
    } catch (error) {
      const problem = t(
        'The checkpoint could not be kept ({0}): make room and resume the training, nothing is lost.',
        sentenceOf(error).replace(/\.$/, ''),
      );
      this.trainer.emit('pause', null);
      this.set(training, 'paused', problem);
      throw error;
    }
  }
}

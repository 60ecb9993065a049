/** What the page knows of trainings beside their list: curves and moments, which are of no run. */
import type { Moment, TrainingCourse, TrainingState, TrainingSummary } from '../../src/protocol/training.js';
import { RpcError } from '../../src/protocol/rpc.js';
import type { PanelRpc } from './channel.js';

/** Moments of one training that are kept: those in sight and what people came from. */
const MOST_MOMENTS = 48;

/** Fetches what is in sight of trainings, each thing once at a time; `changed` is called whenever something arrived. */
export class TrainingData {
  private readonly courses = new Map<string, TrainingCourse>();
  private readonly moments = new Map<string, Moment>();
  private readonly waiting = new Set<string>();
  private readonly problems = new Map<string, string>();
  private revisions = new Map<string, number>();
  private kept = '';

  constructor(
    private readonly rpc: Pick<PanelRpc, 'call'>,
    private readonly changed: () => void,
  ) {}

  /** Another list of trainings is there: what is known of those that are gone, or began anew, is forgotten. */
  follow({ trainings }: TrainingState): void {
    const revisions = new Map(trainings.map(({ name, revision }) => [name, revision]));
    for (const [name, revision] of this.revisions)
      if ((revisions.get(name) ?? -1) < revision) this.forget(name);
    this.revisions = revisions;
    // What failed may be asked for once more when there is another checkpoint.
    const kept = JSON.stringify(trainings.map(({ name, checkpoints }) => [name, checkpoints.at(-1)]));
    if (kept !== this.kept) this.problems.clear();
    this.kept = kept;
  }

  /** The curves of a training, perhaps of a moment ago (`revision` says so); null while there are none. */
  course({ name, revision }: Pick<TrainingSummary, 'name' | 'revision'>): TrainingCourse | null {
    const known = this.courses.get(name) ?? null;
    if (!known || known.revision < revision)
      this.load(courseKey(name), () =>
        this.rpc.call('course', { training: name }).then((course) => void this.courses.set(name, course)),
      );
    return known;
  }

  /** What the network of a checkpoint is like; null while that is not known. */
  moment(training: string, checkpoint: number): Moment | null {
    const key = momentKey(training, checkpoint);
    const known = this.moments.get(key);
    if (known) {
      // The last that was looked at goes last.
      this.moments.delete(key);
      this.moments.set(key, known);
      return known;
    }
    this.load(key, async () => {
      this.moments.set(key, await this.rpc.call('moment', { training, checkpoint }));
      for (const oldest of this.moments.keys()) {
        if (this.moments.size <= MOST_MOMENTS) break;
        this.moments.delete(oldest);
      }
    });
    return null;
  }

  /** Why the curves of a training are missing, in one sentence; null if nothing went wrong. */
  problemOf(training: string): string | null {
    return this.problems.get(courseKey(training)) ?? null;
  }

  private load(key: string, work: () => Promise<void>): void {
    if (this.waiting.has(key) || this.problems.has(key)) return;
    this.waiting.add(key);
    work()
      .catch((error: unknown) => {
        if (!(error instanceof RpcError && error.cancelled))
          this.problems.set(key, error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        this.waiting.delete(key);
        this.changed();
      });
  }

  private forget(training: string): void {
    this.courses.delete(training);
    for (const key of this.moments.keys())
      if (key.startsWith(momentKey(training, ''))) this.moments.delete(key);
  }
}

function courseKey(training: string): string {
  return JSON.stringify([training]);
}

/** Names may have any signs in them but a line break. */
function momentKey(training: string, checkpoint: number | ''): string {
  return `${training}\n${checkpoint}`;
}

import type * as vscode from 'vscode';
import type { EngineClient } from '../../live/engineClient.js';
import type { Answerers } from '../../live/panelAnswers.js';
import { throttle, type Throttled } from '../../live/throttle.js';
import { unitCourse } from '../../live/training/unitCourse.js';
import type { Trainings } from '../../live/training/trainings.js';
import type { PanelHostContract } from '../../protocol/panel.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { PanelChannel } from './panelChannel.js';

/** Spans of steps come four times a second. */
const TELL_MS = 250;

/** Tells the page what is trained, and answers what it asks of a training. */
export class PanelTrainings implements vscode.Disposable {
  private channel: PanelChannel | null = null;
  private readonly tell: Throttled;
  private readonly listening: vscode.Disposable;

  constructor(private readonly trainings: Trainings) {
    this.tell = throttle(() => this.channel?.rpc.emit('trainings', trainings.state), TELL_MS);
    this.listening = trainings.onDidChange(() => this.tell());
  }

  /** Answers to questions about no run. */
  get requests(): Pick<Handlers<PanelHostContract>['requests'], 'course' | 'moment'> {
    return {
      course: ({ training }) => this.trainings.course(training),
      moment: ({ training, checkpoint }) => this.trainings.moment(training, checkpoint),
    };
  }

  /** A page listens from now on; the first one of a window reads what the workspace has. */
  begin(channel: PanelChannel): void {
    this.channel = channel;
    this.tell();
    void this.trainings.load();
  }

  end(): void {
    this.channel = null;
  }

  dispose(): void {
    this.end();
    this.tell.dispose();
    this.listening.dispose();
  }
}

/** How `unitCourse` of the panel is answered. */
export function unitCourseAnswer(
  engine: () => EngineClient,
  trainings: Trainings,
): Pick<Answerers, 'unitCourse'> {
  return {
    unitCourse: (run, asked, signal, tell) => {
      const { training } = asked;
      const checkpoints = trainings.state.trainings.find(({ name }) => name === training)?.checkpoints ?? [];
      const read = (checkpoint: number) => trainings.model(training, checkpoint);
      const version = trainings.version(training);
      return unitCourse(engine(), run, { checkpoints, version, read }, asked, signal, tell);
    },
  };
}

import { isRefusal } from '../../live/refusal.js';
import { sentenceOf } from '../../live/sentences.js';
import { ModelError } from '../models/modelError.js';
import type { FailureSubject, LastFailure } from './lastFailure.js';
import type { Log } from './log.js';

/** What people can do about a failure with one click. */
export type FailureAction = 'selectModel' | 'showLog' | 'tagAgain';

/** Where failures are said. */
export interface FailureOutlets {
  readonly log: Pick<Log, 'error' | 'info'>;
  readonly problem: Pick<LastFailure, 'set'>;
  /** Whether people see the panel. */
  isPanelSeen(): boolean;
  /** Shows a notification. */
  notify(sentence: string, actions: readonly FailureAction[]): void;
}

/** Tells people what did not work: each fact at one place, and the way to the log only where it knows more. */
export class Failures {
  constructor(private readonly outlets: FailureOutlets) {}

  /** What somebody asked for did not come about; `uri` is that of the document in front. */
  failed(error: unknown, uri: string | undefined): void {
    const { log, notify } = this.outlets;
    const sentence = sentenceOf(error);
    if (error instanceof ModelError) {
      log.error(sentence, error);
      this.lasts(sentence, uri === undefined ? 'everything' : { uri }, ['selectModel']);
    } else if (isRefusal(error)) {
      log.info(sentence);
      notify(sentence, []);
    } else {
      log.error(sentence, error);
      notify(sentence, ['showLog']);
    }
  }

  /** Something stays as it is until people do something about it: the panel says so, unless nobody sees it. */
  lasts(sentence: string, about: FailureSubject, actions: readonly FailureAction[]): void {
    const { problem, isPanelSeen, notify } = this.outlets;
    problem.set(sentence, about);
    if (!isPanelSeen()) notify(sentence, actions);
  }
}

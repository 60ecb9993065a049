import type { TrainingSummary } from '../../../src/protocol/training.js';
import type { LiveRegion } from '../../a11y.js';
import { t } from '../../sentences/text.js';
import type { Store } from '../../state/store.js';
import { scoreText, shareDone, shareText } from './words.js';

/** Parts of a training that are told when they are over. */
const QUARTERS = 4;

/** Tells screen readers of milestones of trainings, whatever is in front: when one begins, a quarter is over, it ends. */
export function tellMilestones(store: Pick<Store, 'subscribe'>, live: Pick<LiveRegion, 'say'>): void {
  const known = new Map<string, string>();
  store.subscribe(({ trainings }, before) => {
    if (!trainings || trainings === before.trainings) return;
    for (const training of trainings.trainings) {
      const milestone = milestoneOf(training);
      const last = known.get(training.name);
      known.set(training.name, milestone);
      // What was so when the page opened is not news.
      if (before.trainings === null || last === milestone) continue;
      const said = saidOf(training, last);
      if (said !== null) live.say(said);
    }
  });
}

function milestoneOf(training: TrainingSummary): string {
  const { status } = training;
  return status === 'running' ? `running ${quarterOf(training)}` : status;
}

function quarterOf(training: TrainingSummary): number {
  return Math.floor(QUARTERS * shareDone(training));
}

function saidOf(training: TrainingSummary, before: string | undefined): string | null {
  const { status, title, problem, measure, best } = training;
  const score = best ? scoreText(measure, best.score) : '–';
  switch (status) {
    case 'preparing':
      return null;
    case 'running': {
      const wasRunning = before?.startsWith('running') ?? false;
      if (!wasRunning) return t('train.saidStart', { title });
      const percent = shareText(quarterOf(training) / QUARTERS, 0);
      return best ? t('train.saidShare', { title, percent, score }) : null;
    }
    case 'paused':
      return t('train.saidPaused', { title });
    case 'finished':
      return t('train.saidFinished', { title, score });
    case 'failed':
      return t('train.saidFailed', { title, problem: problem ?? '' });
  }
}

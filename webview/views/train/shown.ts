import type { PanelRun, TrainingLook } from '../../../src/protocol/panel.js';
import type { TrainingCourse, TrainingSummary, UnitCourse } from '../../../src/protocol/training.js';
import type { Choices } from '../../state/choices.js';
import type { State } from '../../state/store.js';

/** What the parts of the view show. */
export interface Shown {
  readonly state: State;
  /** null: nothing was read yet. */
  readonly run: PanelRun | null;
  readonly training: TrainingSummary;
  /** null while it is not here. */
  readonly course: TrainingCourse | null;
  /** The checkpoint that is looked at: the one that is read, or awaited, else the newest; null while there is none. */
  readonly checkpoint: number | null;
  /** The checkpoint that the text is being read with and is not yet. */
  readonly awaited: number | null;
  /** How one unit, or each checkpoint's best, tells a stretch apart; null while that is not known. */
  readonly unitCourse: UnitCourse | null;
}

/** What is chosen where people are led to a training; nothing where they are not. */
export function trainingChoices(look: TrainingLook | undefined): Partial<Choices> {
  if (!look) return {};
  return look === 'followed' ? { training: '', followTraining: true } : { training: '' };
}

/** The training that is looked at: the chosen one, else the first. */
export function shownTraining({ trainings, choices }: State): TrainingSummary | null {
  const all = trainings?.trainings ?? [];
  return all.find(({ name }) => name === choices.training) ?? all[0] ?? null;
}

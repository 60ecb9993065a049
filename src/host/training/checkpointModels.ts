import { t } from '../../live/sentences.js';
import { named } from '../../live/training/unitCourse.js';
import type { Trainings } from '../../live/training/trainings.js';
import type { UnlistedModels } from '../models/models.js';

/** `NAME#12`: the network of training NAME after 12 epochs, as the name of a model. */
const CHECKPOINT_ID = /^(.+)#(\d+)$/;

/** The name of a checkpoint's network. */
export function checkpointId(training: string, checkpoint: number): string {
  return `${training}#${checkpoint}`;
}

/** The checkpoints of all trainings as models: they are in no list, and run by their names as any other. */
export function checkpointModels(trainings: Trainings): UnlistedModels {
  return {
    find: async (id) => {
      const [, training, digits] = CHECKPOINT_ID.exec(id) ?? [];
      if (training === undefined) return null;
      await trainings.load();
      const summary = trainings.state.trainings.find(({ name }) => name === training);
      if (!summary) return null;
      const checkpoint = Number(digits);
      return {
        version: trainings.version(training),
        problem: summary.checkpoints.includes(checkpoint)
          ? null
          : t('Checkpoint {0} of "{1}" is not kept.', checkpoint, training),
        read: async () => named(await trainings.model(training, checkpoint), id),
      };
    },
  };
}

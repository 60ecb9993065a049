import type { StartWorker } from '../../protocol/rpc.js';
import { Trainings } from '../../live/training/trainings.js';
import type { TrainingPlace } from '../../live/training/trainingPlace.js';
import { trainingCores } from '../settings.js';
import type { Log } from '../status/log.js';

/** The trainings of the workspace; nothing is read before somebody asks. */
export function makeTrainings(given: {
  readonly place: TrainingPlace;
  readonly startTrainer: StartWorker;
  /** Of the machine. */
  readonly cores: number;
  readonly log: Log;
}): Trainings {
  const { place, startTrainer, cores: mostCores, log } = given;
  return new Trainings({
    place,
    startTrainer,
    mostCores,
    cores: trainingCores() ?? Math.max(1, mostCores - 1),
    now: () => Date.now(),
    log: (message) => log.info(message),
  });
}

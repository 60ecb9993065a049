/** What numbers of trainings are called. */
import type { UnitPlace } from '../../../src/protocol/engine.js';
import type { TrainingMeasure, TrainingSummary } from '../../../src/protocol/training.js';
import { t } from '../../sentences/text.js';

/** Digits of a loss: two neighbours of a course differ in the third one. */
const DIGITS = 3;

/** A loss in nats, or a squared error, which may be near nothing. */
export function lossText(loss: number): string {
  if (!Number.isFinite(loss)) return '–';
  return loss > 0 && loss < 0.01 ? sizeText(loss) : loss.toFixed(DIGITS);
}

/** A share in percent. */
export function shareText(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : '–';
}

/** An area under a curve, or chance: three digits where it is near 1. */
export function areaText(area: number): string {
  return Number.isFinite(area) ? area.toFixed(area > 0.99 ? 3 : 2) : '–';
}

/** A number of any size: a learning rate, a norm. */
export function sizeText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e4)
    return value.toExponential(1).replace('.0e', 'e').replaceAll('-', '−').replace('+', '');
  return String(Number(value.toPrecision(2)));
}

/** A number of an axis, as short as it is. */
export function axisText(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** Whether the score is the loss on unseen text: it has no curve of its own. */
export function isLoss(measure: TrainingMeasure): boolean {
  return measure === 'nats' || measure === 'squaredError';
}

/** A score without a word to it. */
export function scoreValue(measure: TrainingMeasure, score: number): string {
  return isLoss(measure) ? lossText(score) : shareText(score);
}

/** A score as it stands in a sentence. */
export function scoreText(measure: TrainingMeasure, score: number): string {
  return t('train.score', { measure, value: scoreValue(measure, score) });
}

/** The step, counted from the first one, after which a checkpoint was made. */
export function stepOf({ stepsAnEpoch }: Pick<TrainingSummary, 'stepsAnEpoch'>, checkpoint: number): number {
  return checkpoint * stepsAnEpoch;
}

/** How much of a training is done, 0 to 1. */
export function shareDone({ epochs, epochsDone, stepsAnEpoch, stepsDone, status }: TrainingSummary): number {
  if (status === 'finished') return 1;
  const all = epochs * stepsAnEpoch;
  return all > 0 ? Math.min(1, (epochsDone * stepsAnEpoch + stepsDone) / all) : 0;
}

/** How long it still takes, as people say it. */
export function leftText(seconds: number): string {
  const unit = seconds >= 100 ? 'minutes' : 'seconds';
  const n = unit === 'minutes' ? Math.round(seconds / 60) : Math.max(5, 5 * Math.round(seconds / 5));
  return t('train.left', { unit, n });
}

/** A unit of a network that is trained, by its number and where it is. */
export function unitText(place: UnitPlace, { layers, bidirectional }: TrainingSummary): string {
  return t('train.unitName', {
    unit: place.unit,
    layer: place.layer + 1,
    layers: layers > 1 ? 'several' : 'one',
    direction: bidirectional ? place.direction : 'none',
    quantity: place.quantity,
  });
}

import { formatCount } from '../../../src/core/views/format.js';
import type { TrainingCourse, UnitCourse } from '../../../src/protocol/training.js';
import { t } from '../../sentences/text.js';
import type { ChartPicture, Curve } from './chart.js';
import type { Shown } from './shown.js';
import {
  areaText,
  axisText,
  isLoss,
  lossText,
  scoreValue,
  shareText,
  sizeText,
  stepOf,
  unitText,
} from './words.js';

/** The charts of a training, in the order in which they stand. */
export const CHARTS = ['loss', 'area', 'score', 'gradientNorm', 'learningRate'] as const;

/** One of them. */
export type ChartName = (typeof CHARTS)[number];

const SECOND = { tone: 'second', dashed: true, dotted: true } as const;
const LEVEL = { tone: 'second', dashed: true } as const;

/** What of a chart is the same for all of them. */
type Frame = Omit<ChartPicture, 'title' | 'curves' | 'yText' | 'valueText'>;

/** What the charts show; lists of a course are the same ones as long as the course is, so that nothing is drawn twice. */
export class CurvePictures {
  private course: TrainingCourse | null = null;
  private ends: readonly number[] = [];
  private unseen: readonly number[] = [];
  private scores: readonly number[] = [];
  private unitCourse: UnitCourse | null = null;
  private areaEnds: readonly number[] = [];

  /** The charts that there is something to see in; `cursor` is a checkpoint. */
  of(shown: Shown, cursor: number | null): ReadonlyMap<ChartName, ChartPicture> {
    const { course, training, unitCourse } = shown;
    if (!course) return new Map();
    this.follow(shown, course);
    const frame = frameOf(shown, cursor);
    const pictures: [ChartName, ChartPicture][] = [['loss', this.loss(shown, course, frame)]];
    if (unitCourse && unitCourse.checkpoints.length > 0)
      pictures.push(['area', this.area(shown, unitCourse, frame)]);
    if (!isLoss(training.measure)) pictures.push(['score', this.score(shown, frame)]);
    pictures.push(
      ['gradientNorm', gradientNorm(course, frame)],
      ['learningRate', learningRate(course, frame)],
    );
    return new Map(pictures);
  }

  private follow({ training, unitCourse }: Shown, course: TrainingCourse): void {
    if (course !== this.course) {
      const ofScore = isLoss(training.measure);
      this.course = course;
      this.ends = course.epochs.map(({ epoch }) => stepOf(training, epoch + 1));
      this.unseen = course.epochs.map(
        ({ developmentLoss, score }) => developmentLoss ?? (ofScore ? score : NaN),
      );
      this.scores = course.epochs.map(({ score }) => score);
    }
    if (unitCourse === this.unitCourse) return;
    this.unitCourse = unitCourse;
    this.areaEnds = Array.from(unitCourse?.checkpoints ?? [], (checkpoint) => stepOf(training, checkpoint));
  }

  private loss({ training }: Shown, { steps, loss }: TrainingCourse, frame: Frame): ChartPicture {
    const { task, measure } = training;
    const hasUnseen = this.unseen.some((value) => !Number.isNaN(value));
    const curves = [curve('training', steps, loss)];
    if (hasUnseen) curves.push(curve('unseen', this.ends, this.unseen, SECOND));
    const title = t('train.loss', { task });
    // A squared error falls by powers of ten.
    const isLog = measure === 'squaredError';
    return { ...frame, isLog, title, curves, yText: isLog ? sizeText : axisText, valueText: lossText };
  }

  private score({ training: { measure } }: Shown, frame: Frame): ChartPicture {
    return {
      ...{ ...frame, title: t('train.scoreName', { measure }), atLeast: [0, 1] },
      curves: [curve('score', this.ends, this.scores, SECOND)],
      yText: (y) => shareText(y, 0),
      valueText: (y) => scoreValue(measure, y),
    };
  }

  private area({ state, training }: Shown, { auc, chance, best }: UnitCourse, frame: Frame): ChartPicture {
    const last = best.at(-1);
    const ofUnit = state.choices.areaOfUnit;
    const title = ofUnit && last ? t('train.areaOf', { unit: unitText(last, training) }) : t('train.area');
    return {
      ...{ ...frame, title, atLeast: [0.5, 1] },
      curves: [
        curve('area', this.areaEnds, auc, { dotted: true }),
        curve('chance', this.areaEnds, chance, LEVEL),
      ],
      yText: axisText,
      valueText: areaText,
    };
  }
}

function curve(name: string, xs: Curve['xs'], ys: Curve['ys'], look: Partial<Curve> = {}): Curve {
  return {
    name: t('train.curve', { curve: name }),
    xs,
    ys,
    tone: 'first',
    dashed: false,
    dotted: false,
    ...look,
  };
}

function gradientNorm(
  { steps, gradientNorm: norms, maxGradientNorm: most }: TrainingCourse,
  frame: Frame,
): ChartPicture {
  const curves = [curve('gradientNorm', steps, norms)];
  if (most !== null) curves.push(curve('clipping', [0, frame.to], [most, most], LEVEL));
  return {
    ...frame,
    isLog: true,
    title: t('train.gradientNorm'),
    curves,
    yText: sizeText,
    valueText: sizeText,
  };
}

function learningRate({ steps, learningRate: rates }: TrainingCourse, frame: Frame): ChartPicture {
  const highest = rates.reduce((most, rate) => Math.max(most, rate), 0);
  return {
    ...{ ...frame, title: t('train.learningRate'), atLeast: [0, highest || 1] },
    curves: [curve('learningRate', steps, rates)],
    yText: sizeText,
    valueText: sizeText,
  };
}

function frameOf({ training }: Shown, cursor: number | null): Frame {
  const { status, epochs, epochsDone, stepsAnEpoch, stepsDone, shown } = training;
  const done = epochsDone * stepsAnEpoch;
  const at = (checkpoint: number | null) => (checkpoint === null ? null : stepOf(training, checkpoint));
  return {
    // Of what has ended the rest will never come.
    ...{ from: 0, to: Math.max(1, status === 'finished' ? done : epochs * stepsAnEpoch, done + stepsDone) },
    ...{ cursor: at(cursor), shown: at(shown), isLog: false, atLeast: null },
    xText: (x) => (x === 0 ? t('train.firstStep') : formatCount(x)),
  };
}

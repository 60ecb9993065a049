import { continuedCourse } from '../../../src/core/views/trainingCurves.js';
import type { UnitPlace } from '../../../src/protocol/engine.js';
import type { PanelQuestion, PanelRun } from '../../../src/protocol/panel.js';
import type { TrainingSummary, UnitCourse } from '../../../src/protocol/training.js';
import type { RunData } from '../../data/data.js';
import { keyOf } from '../../data/questions.js';

/** A course as far as it is known. */
export interface KnownUnitCourse {
  readonly course: UnitCourse | null;
  /** Newer checkpoints are there and are being run. */
  readonly isOld: boolean;
  /** The text was edited since: nothing is run until people ask for it. */
  readonly isEdited: boolean;
  /** How much of what is run is done, 0 to 1; null where that is not told. */
  readonly share: number | null;
  /** Why there is none, in one sentence. */
  readonly problem: string | null;
}

const NOTHING: KnownUnitCourse = { course: null, isOld: false, isEdited: false, share: null, problem: null };

/** What is asked for. */
export interface FollowedUnit {
  readonly training: TrainingSummary;
  /** In tokens. */
  readonly stretch: readonly [from: number, to: number];
  /** null: each checkpoint's best one. */
  readonly unit: UnitPlace | null;
}

/**
 * How well units tell a stretch apart, checkpoint by checkpoint. What was run once is kept, whatever network the text is
 * read with meanwhile: only new checkpoints are asked for.
 */
export class UnitCourses {
  private readonly known = new Map<string, UnitCourse>();
  private text: Pick<PanelRun, 'runId' | 'revision' | 'documentUri'> | null = null;
  private isEdited = false;

  constructor(
    private readonly data: RunData,
    private readonly arrived: () => void,
  ) {}

  /** The course as it is known; asks for what is missing. */
  of(run: PanelRun, followed: FollowedUnit): KnownUnitCourse {
    this.follow(run);
    const { training, stretch, unit } = followed;
    const key = JSON.stringify([run.documentUri, run.model.tokenizer, training.name, stretch, unit]);
    const newest = training.checkpoints.at(-1);
    let course = this.known.get(key) ?? null;
    // A training of this name that began anew.
    if (course && newest !== undefined && lastOf(course) > newest) course = null;
    if (this.isEdited) return { ...NOTHING, course, isEdited: true };
    if (newest === undefined || (course && lastOf(course) >= newest)) return { ...NOTHING, course };
    const question = questionOf(followed, course);
    const { cache } = this.data;
    const answer = cache.want<'unitCourse'>(question);
    if (!answer) {
      const [share, problem] = [cache.shareOf(keyOf(question)), cache.problemOf(question)];
      return { course, isOld: true, isEdited: false, share, problem };
    }
    const longer = course ? continuedCourse(course, answer, unit !== null) : answer;
    this.known.set(key, longer);
    // Once more, without having the question in sight: an edit must not ask it again.
    this.arrived();
    return { ...NOTHING, course: longer, isOld: lastOf(longer) < newest };
  }

  /** The text as it is now is to be run. */
  anew(): void {
    this.known.clear();
    this.isEdited = false;
  }

  /** After an edit all of it is of another text; another network alone changes nothing. */
  private follow({ runId, revision, documentUri }: PanelRun): void {
    const { text } = this;
    if (text?.documentUri !== documentUri) this.anew();
    else if (text.runId === runId && text.revision !== revision) this.isEdited = true;
    this.text = { runId, revision, documentUri };
  }
}

function lastOf({ checkpoints }: UnitCourse): number {
  return checkpoints.at(-1) ?? -1;
}

function questionOf({ training, stretch, unit }: FollowedUnit, known: UnitCourse | null) {
  const [fromToken, toToken] = stretch;
  const params = {
    ...{ training: training.name, fromToken, toToken },
    ...(unit && { unit }),
    ...(known && known.checkpoints.length > 0 && { fromCheckpoint: lastOf(known) }),
  };
  return { method: 'unitCourse', params } as const satisfies PanelQuestion;
}

/**
 * The one cache of what the panel asks. A question is known by its method and parameters and belongs to the parts of
 * the panel that have its answer in sight: it is asked once for all of them, cancelled when none of them is left, and
 * told to the host as what is in sight. Every question carries the text it is asked of; after an edit everything in
 * sight is asked again, and shown as it was until then.
 */
import type {
  AnswerTo,
  PanelAnswer,
  PanelQuestion,
  PanelReply,
  QuestionName,
} from '../../src/protocol/panel.js';
import { pageRange, pagesFor } from '../../src/core/views/pages.js';
import { Answers, type Kept, type KeptLimits } from './answers.js';
import { clipped, Owners, type Paging, type Wanted } from './owners.js';
import { once } from './once.js';
import { PartNotices } from './partNotices.js';
import { keyOf, lineOf, rangeOf, withRange } from './questions.js';
import { Requests } from './requests.js';

type Answer = AnswerTo<QuestionName>;

/** What the cache works with. */
export interface CacheCalls {
  /** Asks the host, of the text that is shown now. */
  ask(
    question: PanelQuestion,
    signal: AbortSignal,
    progress: (share: number) => void,
  ): Promise<PanelReply<Answer>>;
  /** How many items there are of what a question asks a range of. */
  count(question: PanelQuestion): number;
  /** An answer came. */
  arrived(question: PanelQuestion, answer: Answer): void;
  /** Something that may be shown is other than it was. */
  changed(): void;
  /** What is in sight now; called once for each change of it. */
  tell(sight: readonly PanelQuestion[]): void;
}

/** What is kept besides what is in sight. */
const LIMITS: KeptLimits = { bytes: 64_000_000, answers: 4_000 };

/** While what is wanted changes faster than it is answered, questions are asked this far apart. */
const MOVING_MS = 40;

/** Answers by question, asked for when somebody has them in sight. */
export class QueryCache {
  private readonly owners = new Owners();
  private readonly answers: Answers;
  private readonly requests: Requests;
  private readonly settleSoon = once(queueMicrotask, () => this.settle());
  private readonly settleLater = once(
    (work) => setTimeout(work, MOVING_MS),
    () => this.settle(),
  );
  private movedAt = -Infinity;
  private told = '[]';
  private hasOutdated = false;

  constructor(
    private readonly calls: CacheCalls,
    limits = LIMITS,
  ) {
    this.answers = new Answers(limits);
    const notices = new PartNotices(() => calls.changed());
    this.requests = new Requests({
      ask: (question, signal, progress) => calls.ask(question, signal, progress),
      progressed: () => calls.changed(),
      answered: (question, answer) => this.put(question, answer),
      settled: (question) => {
        this.settleSoon();
        const line = lineOf(question);
        notices.came(line !== null && this.requests.isUnderWay(line));
      },
    });
  }

  /** Draws a part of the panel: what `work` wants is all that this owner has in sight from now on. */
  look<T>(owner: string, work: () => T): T {
    this.settleSoon();
    return this.owners.look(owner, work);
  }

  /** The owner and its parts (`owner/part`) show nothing any more. */
  release(owner: string): void {
    if (this.owners.release(owner)) this.settleSoon();
  }

  /**
   * The answer to a question; null until it is here. Within a look the one who looks has it in sight; outside of
   * looks it is only read.
   */
  want<K extends QuestionName>(question: PanelQuestion<K>): AnswerTo<K> | null {
    const asked = question as PanelQuestion;
    this.owners.add({ question: asked, paging: null });
    return this.answers.get(keyOf(asked)) as AnswerTo<K> | null;
  }

  /** Whether a question is answered, of the text as it is now. */
  isAnswered(question: PanelQuestion): boolean {
    return this.answers.has(keyOf(question));
  }

  /** As `want` of a question about a range, which is asked in pages; its answers are found by `at`. */
  wantRange(question: PanelQuestion, paging: Paging): void {
    this.owners.add({ question, paging });
  }

  /** The answer that has an item of a line (`lineOf`); null until it is here. */
  at(line: string, item: number): Answer | null {
    return this.answers.at(line, item);
  }

  /** Why a question was not answered, in one sentence; null if nothing went wrong. */
  problemOf(question: PanelQuestion): string | null {
    return this.requests.problemOf(question);
  }

  /** Why nothing is known of an item of a line, as `problemOf`. */
  problemAt(line: string, item: number): string | null {
    return this.requests.problemAt(line, item);
  }

  /** How much of the work for what is asked of a line, or of one question by its key, is done, 0 to 1; null while nothing is, or where that is not told. */
  shareOf(line: string): number | null {
    return this.requests.shareOf(line);
  }

  /** Some of what is shown is older than the text, and its successor is on its way. */
  get isOutdated(): boolean {
    return this.hasOutdated;
  }

  /** Takes over answers that nobody asked for; with an edit, after `age`. */
  take(answers: readonly PanelAnswer[]): void {
    for (const { method, params, result } of answers) this.put({ method, params } as PanelQuestion, result);
    this.settleSoon();
  }

  /** Of what `isOld` says the text is another one: it is asked again, and shown as it was until then. */
  age(isOld: (question: PanelQuestion) => boolean = () => true): void {
    this.requests.giveUp(isOld);
    this.ageAnswers(({ question }) => isOld(question));
  }

  /** The same of single answers; whatever was refused is asked again. */
  ageAnswers(isOld: (kept: Kept) => boolean): void {
    this.requests.giveUp(() => false);
    this.answers.age(isOld);
    this.settleSoon();
  }

  /** Forgets what `isGone` says: answers, questions and failures. */
  forget(isGone: (question: PanelQuestion) => boolean): void {
    this.requests.giveUp(isGone);
    this.answers.drop(({ question }) => isGone(question), true);
    this.settleSoon();
  }

  /** Forgets everything, and nobody has anything in sight any more. */
  clear(): void {
    this.owners.clear();
    // Of another run it is told anew, whatever it is.
    this.told = '';
    this.forget(() => true);
  }

  private put(question: PanelQuestion, answer: Answer): void {
    this.answers.put(question, answer);
    this.calls.arrived(question, answer);
  }

  /** Brings what is asked into line with what is in sight. */
  private settle(): void {
    const missing = this.missing();
    const isMoving = this.requests.cancelAllBut(missing);
    if (isMoving) this.movedAt = performance.now();
    this.hasOutdated = this.answers.keepOutdated((old) => isAwaited(old, missing));
    if (performance.now() - this.movedAt < MOVING_MS) this.settleLater();
    else this.requests.send(missing);
    this.tellSight();
  }

  /** What is in sight and not here, page by page, by key. */
  private missing(): Map<string, PanelQuestion> {
    this.answers.beginLook();
    const missing = new Map<string, PanelQuestion>();
    for (const wanted of this.owners.all())
      for (const question of this.partsMissing(wanted)) {
        const key = keyOf(question);
        if (!this.answers.has(key) && !this.requests.isRefused(key)) missing.set(key, question);
      }
    return missing;
  }

  private partsMissing({ question, paging }: Wanted): PanelQuestion[] {
    const [line, range] = [lineOf(question), rangeOf(question)];
    if (line === null || !range || !paging) {
      this.answers.touch(keyOf(question));
      return [question];
    }
    const count = this.calls.count(question);
    const seen = clipped(range, 0, count);
    this.answers.touchRange(line, seen);
    const { pageSize } = paging;
    const gaps = this.answers.gaps(line, seen);
    const pages = new Set(gaps.flatMap(({ from, to }) => pagesFor(from, to, count, pageSize)));
    return [...pages].map((page) => {
      const [from, to] = pageRange(page, count, pageSize);
      const whole = withRange(question, { from, to });
      if (!this.answers.has(keyOf(whole))) return whole;
      // Its answer was shorter than the question: the rest is asked for by itself.
      const [rest] = this.answers.gaps(line, { from, to });
      return withRange(question, { from: rest.from, to });
    });
  }

  private tellSight(): void {
    const sight = this.owners.sight((question) => this.calls.count(question));
    const told = JSON.stringify(sight);
    if (told === this.told) return;
    this.told = told;
    this.calls.tell(sight);
  }
}

/** Whether the successor of an answer is among the questions. */
function isAwaited({ key, line, range }: Kept, questions: ReadonlyMap<string, PanelQuestion>): boolean {
  if (line === null || range === null) return questions.has(key);
  return [...questions.values()].some((question) => {
    const asked = rangeOf(question);
    return asked !== null && asked.from < range.to && asked.to > range.from && lineOf(question) === line;
  });
}

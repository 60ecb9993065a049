import type { Death } from './engineLife.js';
import type { TextState } from './follower.js';
import type { Change } from './liveRun.js';
import type { Run } from './run.js';
import type { TagOutcome, TagRequest } from './runRequest.js';
import type { Session } from './session.js';

/** How far before the place where people look the text is looked for that is read, in UTF-16 code units. */
const LOOK_BACK_UTF16 = 400;

/**
 * The sessions of one document: one, or one a script where each is read by a model of its own. One of them is in front:
 * what is asked of the document's run is asked of that one's.
 */
export class DocumentSessions {
  private readonly sessions: Session[] = [];
  private chosen: Session | null = null;
  private asked: TagRequest | null = null;

  /** `begin` makes a session of the document. */
  constructor(private readonly begin: () => Session) {}

  /** The run in front, or null. */
  get run(): Run | null {
    return this.chosen?.run ?? this.runs[0] ?? null;
  }

  /** All runs that are shown. */
  get runs(): Run[] {
    return this.sessions.flatMap(({ run }) => run ?? []);
  }

  /** The share of the work done while the document is being tagged (0 … 1), else null. */
  get progress(): number | null {
    const shares = this.sessions.map(({ progress }) => progress);
    if (shares.every((share) => share === null)) return null;
    return shares.reduce<number>((sum, share) => sum + (share ?? 1), 0) / shares.length;
  }

  /** What was asked last, or null. */
  get latest(): TagRequest | null {
    return this.asked;
  }

  /** What is being tagged, or null. */
  get underWay(): TagRequest | null {
    return this.progress === null ? null : this.asked;
  }

  /** Edits are being answered. */
  get isBusy(): boolean {
    return this.sessions.some(({ isBusy }) => isBusy);
  }

  /** There is nothing to remember of the document. */
  get isEmpty(): boolean {
    return this.sessions.every(({ isEmpty }) => isEmpty);
  }

  /** Resolves when all edits so far are answered. */
  async settled(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.settled()));
  }

  /** Brings the run to the front that reads what stands at an offset, or before it; tells whether it is another one. */
  lookAt(offset: number): boolean {
    const before = this.run;
    const starts = this.sessions.map(({ run }) => (run ? lastStart(run, offset) : -1));
    const last = Math.max(...starts);
    const found = this.sessions[starts.indexOf(last)];
    if (last < 0 || !found || found.run === before) return false;
    this.chosen = found;
    return true;
  }

  /** Tags the document, see `Session.tag`, also for the request's `others`; rejects when all are through. */
  async tag(request: TagRequest): Promise<TagOutcome> {
    this.asked = request;
    if (this.sessions.length === 0) this.sessions.push(this.begin());
    const ends = await Promise.allSettled([this.sessions[0].tag(request), this.tagOthers(request)]);
    const outcomes = ends.flatMap((end) => {
      if (end.status === 'rejected') throw end.reason;
      return end.value;
    });
    return (['tagged', 'cancelled'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'empty';
  }

  setOutdated(outdated: boolean): void {
    for (const session of this.sessions) session.setOutdated(outdated);
  }

  catchUp(): void {
    for (const session of this.sessions) session.catchUp();
  }

  clear(): void {
    this.asked = this.chosen = null;
    for (const session of this.sessions.splice(0)) session.clear();
  }

  edited(changes: readonly Change[], after: TextState): void {
    for (const session of this.sessions) session.edited(changes, after);
  }

  engineStopped(death: Death): void {
    for (const session of [...this.sessions]) session.engineStopped(death);
  }

  private async tagOthers(request: TagRequest): Promise<TagOutcome[]> {
    const others = (await request.others?.()) ?? [];
    if (this.asked !== request) return ['cancelled'];
    for (const left of this.sessions.splice(1 + others.length)) {
      if (this.chosen === left) this.chosen = null;
      left.clear();
    }
    while (this.sessions.length <= others.length) this.sessions.push(this.begin());
    return Promise.all(others.map((other, k) => this.sessions[k + 1].tag(other)));
  }
}

/** Where the last token begins of those that begin by an offset and not far before it; -1 if there is none. */
function lastStart({ tokens }: Run, offset: number): number {
  const near = tokens.within(Math.max(0, offset - LOOK_BACK_UTF16), offset + 1);
  return near.findLast(({ start }) => start <= offset)?.start ?? -1;
}

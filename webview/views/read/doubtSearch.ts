import type { PanelRun } from '../../../src/protocol/panel.js';
import { isDoubtful } from '../../../src/core/views/reading.js';
import type { TokenRow } from '../../data/data.js';
import type { Context } from '../view.js';

/** Rows that are asked for at once, on the way. */
const AHEAD = 2000;

/** What the search says: where it is, that it came to an end, or what it found. */
export interface Found {
  /** null: there is none further. */
  readonly token: number | null;
  readonly step: 1 | -1;
}

/** The way to the next token that a reader may doubt, however far that is: rows are asked for as it goes. */
export class DoubtSearch {
  private at = -1;
  private step: 1 | -1 = 1;
  private runId = -1;

  /** `hidden`: labels that are passed over. */
  constructor(
    private readonly context: Context,
    private readonly hidden: ReadonlySet<number>,
    private readonly found: (found: Found) => void,
  ) {}

  /** Where it is looking; null while it is not. */
  get looksAt(): number | null {
    return this.at < 0 ? null : this.at;
  }

  /** Looks from a token on, without it, forwards or backwards. */
  start(run: PanelRun, from: number, step: 1 | -1): void {
    this.runId = run.runId;
    this.step = step;
    this.at = from + step;
    if (this.at < 0) this.end({ token: null, step });
    else this.goOn(run);
  }

  stop(): void {
    this.at = -1;
    this.context.data.release('read/search');
  }

  /** Goes on with what has arrived. */
  goOn(run: PanelRun): void {
    if (this.at < 0) return;
    if (run.runId !== this.runId) return this.stop();
    const { data } = this.context;
    for (; this.at >= 0 && this.at < run.tokenCount; this.at += this.step) {
      const row = data.row(this.at);
      if (!row) {
        // What went wrong is said in the place of the rows.
        if (data.problemOf(this.at)) this.end({ token: this.at, step: this.step });
        else this.want(run.tokenCount);
        return;
      }
      if (this.isStop(run, row)) return this.end({ token: this.at, step: this.step });
    }
    this.end({ token: null, step: this.step });
  }

  private want(count: number): void {
    const { at, step, context } = this;
    const [from, to] = step > 0 ? [at, Math.min(count, at + AHEAD)] : [Math.max(0, at - AHEAD + 1), at + 1];
    context.data.look('read/search', () => context.data.wantRows(from, to));
  }

  /** A segment's class is one thing, found where it begins. */
  private isStop({ model }: PanelRun, row: TokenRow): boolean {
    if (model.task === 'classification' && !row.startsSegment) return false;
    if (model.task !== 'language-model' && this.hidden.has(row.label)) return false;
    return isDoubtful(model.task, row.probability);
  }

  private end(found: Found): void {
    this.stop();
    this.found(found);
  }
}

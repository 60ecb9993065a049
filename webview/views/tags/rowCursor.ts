import type { Context } from '../view.js';
import type { RowRange } from './rowRange.js';
import type { RowSource } from './tableRows.js';

/**
 * The row that keys are on. Keys come faster than frames, and in another order than the text's faster than the answer
 * which token a row is of and which row a token is in: whoever knows the row of what was selected here needs not ask.
 */
export class RowCursor {
  /** Keys went to this row; its token is selected once it is known. -1 for none. */
  private awaited = -1;
  /** The editor is to be told of it. */
  private isToTell = false;
  /** What was selected here last, and its row. */
  private own = { token: -1, row: -1 };

  constructor(
    private readonly context: Context,
    private readonly source: () => RowSource,
    private readonly range: RowRange,
    private readonly redraw: () => void,
  ) {}

  /** The selected token: by now, not as it was drawn last. -1 for none. */
  get token(): number {
    return this.context.store.state.selection?.token ?? -1;
  }

  /** The row that keys go on from: -1 where no row is selected, null until it is known. */
  get row(): number | null {
    if (this.awaited >= 0) return this.awaited;
    const { token, own } = this;
    if (token < 0) return -1;
    return token === own.token ? own.row : this.source().rowOf(token);
  }

  /** Goes to a row; with `isLonger` all rows from the one before on are chosen. */
  go(from: number, to: number, isLonger: boolean): void {
    this.range.go(from, to, isLonger);
    this.awaited = to;
    this.isToTell = false;
    this.redraw();
  }

  /** Selects the token of a row that is shown; the editor goes there. */
  choose(row: number, token: number): void {
    this.awaited = -1;
    this.take(row, token, true);
    this.redraw();
  }

  /** Tells the editor of the selected token. */
  tell(): void {
    if (this.awaited < 0) return this.context.select(this.token, true);
    this.isToTell = true;
    this.redraw();
  }

  /** Selects the awaited row's token, once it is known. */
  selectAwaited(): void {
    const { awaited } = this;
    if (awaited < 0) return;
    const source = this.source();
    source.want(awaited, awaited + 1);
    const shown = source.at(awaited);
    if (!shown) return;
    this.awaited = -1;
    this.take(awaited, shown.token, this.isToTell);
    this.isToTell = false;
  }

  /** Rows are other ones: of another run, or in another order. */
  forgetRows(): void {
    this.own = { token: -1, row: -1 };
  }

  /** Goes nowhere any more. */
  stop(): void {
    this.awaited = -1;
    this.forgetRows();
  }

  private take(row: number, token: number, reveal: boolean): void {
    this.own = { token, row };
    this.range.keep(token);
    this.context.select(token, reveal);
  }
}

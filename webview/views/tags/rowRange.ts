/** Rows that are chosen, to be copied: those between where keys or a click with Shift began and where they are. */
export class RowRange {
  private range: readonly [number, number] | null = null;
  private anchor = -1;
  /** The token the range itself went to. */
  private own = -1;

  /** Rows `[from, to)`; null for no more than the selected one. */
  get chosen(): readonly [number, number] | null {
    return this.range;
  }

  /** People go from a row to another one; with `isLonger` all between are chosen. */
  go(from: number, to: number, isLonger: boolean): void {
    if (!isLonger) return this.clear();
    if (this.anchor < 0) this.anchor = from;
    this.range = [Math.min(this.anchor, to), Math.max(this.anchor, to) + 1];
  }

  /** Rows `[0, count)` are chosen. */
  all(count: number): void {
    this.anchor = 0;
    this.range = [0, count];
  }

  /** This token is selected by what was chosen here. */
  keep(token: number): void {
    this.own = token;
  }

  /** A token was selected: elsewhere, unless it is the one kept. */
  moved(token: number): void {
    if (token !== this.own) this.clear();
    this.own = -1;
  }

  clear(): void {
    this.range = null;
    this.anchor = -1;
  }
}

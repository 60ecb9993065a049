import type { Input } from './inputs.js';

const REDRAWN_MS = 200;

/** One line on standard error that says how far the work is; nothing where that is no terminal. */
export class Progress {
  private readonly began = performance.now();
  private drawn = 0;
  private isDrawn = false;
  private finished = 0;
  private units = 0;
  private readonly isShown = process.stderr.isTTY === true;

  /** `unit` is what is counted: tokens, for example. */
  constructor(
    private readonly inputs: readonly Input[],
    private readonly unit: string,
  ) {}

  /** So much more is done. */
  add(units: number): void {
    this.units += units;
    this.draw(false);
  }

  /** One more input is done. */
  finishInput(): void {
    this.finished++;
    this.draw(true);
  }

  /** A line that stays. */
  say(line: string): void {
    this.clear();
    process.stderr.write(`${line}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (!this.isDrawn) return;
    process.stderr.write('\r\u001b[K');
    this.isDrawn = false;
  }

  private draw(isNow: boolean): void {
    const now = performance.now();
    if (!this.isShown || (!isNow && now - this.drawn < REDRAWN_MS)) return;
    this.drawn = now;
    this.isDrawn = true;
    const { length } = this.inputs;
    const seconds = (now - this.began) / 1000;
    const rate = Math.round(this.units / Math.max(0.001, seconds)).toLocaleString('en');
    const files = `${this.finished} of ${length} ${length === 1 ? 'file' : 'files'}`;
    const done = `${this.units.toLocaleString('en')} ${this.unit}, ${rate} a second`;
    process.stderr.write(`\r\u001b[K${files}, ${done}, ${Math.round(seconds)} s`);
  }
}

import type { TrainingSummary } from '../../../src/protocol/training.js';
import type { Clicks } from '../../data/channel.js';

/** After so long without an answer the place is asked for anew, or given up. */
const PATIENCE_MS = 4000;

/**
 * Reads the text with the checkpoint that people are at: one is asked for at a time, and of those that they passed
 * meanwhile only the last.
 */
export class Scrubber {
  private training = '';
  private wanted: number | null = null;
  private sent: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly rpc: Pick<Clicks, 'emit'>,
    private readonly changed: () => void,
  ) {}

  /** The checkpoint that is asked for; null for none. */
  get awaited(): number | null {
    return this.wanted;
  }

  /** Follows what the host tells of the training that is looked at. */
  follow({ name, shown, checkpoints }: TrainingSummary): void {
    if (name !== this.training) this.forget();
    this.training = name;
    if (this.sent !== null && shown === this.sent) this.sent = null;
    if (this.wanted === null) return;
    if (this.wanted === shown || !checkpoints.includes(this.wanted)) return this.forget();
    this.send();
  }

  /** People are at this checkpoint now. */
  want(checkpoint: number): void {
    this.wanted = checkpoint;
    this.send();
    this.changed();
  }

  /** Back to the model that the text was read with before. */
  leave(): void {
    this.forget();
    this.rpc.emit('readWithCheckpoint', { training: this.training, checkpoint: null });
  }

  private send(): void {
    if (this.sent !== null || this.wanted === null) return;
    this.sent = this.wanted;
    this.rpc.emit('readWithCheckpoint', { training: this.training, checkpoint: this.wanted });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // The host said nothing: the text could not be read with it.
      if (this.sent === this.wanted) this.wanted = null;
      this.sent = null;
      this.send();
      this.changed();
    }, PATIENCE_MS);
  }

  private forget(): void {
    clearTimeout(this.timer);
    [this.wanted, this.sent] = [null, null];
  }
}

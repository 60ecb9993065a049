import type { TensorStatistics } from '../../src/protocol/fileView.js';

/** What is known of a tensor's numbers. */
export type Known =
  | { readonly kind: 'waiting' }
  /** Too large to be read before somebody asks for it. */
  | { readonly kind: 'large' }
  | { readonly kind: 'working'; readonly share: number }
  | { readonly kind: 'done'; readonly statistics: TensorStatistics }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Asks for the statistics of one tensor; rejects when the signal aborts. */
export type AskStatistics = (
  tensor: number,
  signal: AbortSignal,
  progress: (share: number) => void,
) => Promise<TensorStatistics>;

/** A tensor with more numbers is read when somebody asks for it: 64 MB of them. */
const LARGE = 1 << 24;

/**
 * The statistics of tensors that are in sight, one after the other: what was scrolled away before its turn is not read,
 * and what is being read then is given up, unless somebody asked for it.
 */
export class Statistics {
  private readonly known = new Map<number, Known>();
  private readonly seen = new Set<number>();
  private readonly wanted = new Set<number>();
  private running: { readonly tensor: number; readonly stop: AbortController } | null = null;

  constructor(
    private readonly sizes: readonly number[],
    private readonly ask: AskStatistics,
    private readonly changed: (tensor: number) => void,
  ) {}

  of(tensor: number): Known {
    return this.known.get(tensor) ?? (this.isLarge(tensor) ? { kind: 'large' } : { kind: 'waiting' });
  }

  /** Whether it is read only when somebody asks for it. */
  isLarge(tensor: number): boolean {
    return this.sizes[tensor] > LARGE;
  }

  /** A tensor came into sight, or left it. */
  look(tensor: number, isSeen: boolean): void {
    if (isSeen) this.seen.add(tensor);
    else this.seen.delete(tensor);
    const { running } = this;
    if (running && !isSeen && running.tensor === tensor && !this.wanted.has(tensor)) running.stop.abort();
    this.next();
  }

  /** Somebody wants a tensor read, however large it is. */
  want(tensor: number): void {
    this.wanted.add(tensor);
    this.known.delete(tensor);
    this.next();
  }

  /** Gives up what somebody wanted. */
  stop(tensor: number): void {
    this.wanted.delete(tensor);
    if (this.running?.tensor === tensor) this.running.stop.abort();
  }

  private next(): void {
    if (this.running) return;
    const isOpen = (tensor: number): boolean => !this.known.has(tensor);
    const tensor =
      [...this.wanted].find(isOpen) ??
      [...this.seen].sort((a, b) => a - b).find((one) => isOpen(one) && !this.isLarge(one));
    if (tensor !== undefined) void this.read(tensor);
  }

  private async read(tensor: number): Promise<void> {
    const stop = new AbortController();
    this.running = { tensor, stop };
    this.set(tensor, { kind: 'working', share: 0 });
    try {
      const statistics = await this.ask(tensor, stop.signal, (share) => {
        if (!stop.signal.aborted) this.set(tensor, { kind: 'working', share });
      });
      this.set(tensor, { kind: 'done', statistics });
    } catch (error) {
      if (stop.signal.aborted) this.known.delete(tensor);
      else
        this.set(tensor, {
          kind: 'failed',
          sentence: error instanceof Error ? error.message : String(error),
        });
    }
    this.wanted.delete(tensor);
    this.running = null;
    this.changed(tensor);
    this.next();
  }

  private set(tensor: number, known: Known): void {
    this.known.set(tensor, known);
    this.changed(tensor);
  }
}

import { pagesFor } from '../../src/core/views/pages.js';
import { RpcError } from '../../src/protocol/rpc.js';

/** What a page cache needs to know about its pages. */
export interface PageSource<Page> {
  /** Items (tokens, steps) in a page. */
  readonly pageSize: number;
  /** Pages that are kept; the least recently wanted go first. */
  readonly capacity: number;
  fetch(page: number, signal: AbortSignal): Promise<Page>;
  /** Items around what is in sight that are in sight soon. */
  readonly margin?: number;
}

/** Items `[from, to)`. */
export interface ItemRange {
  readonly from: number;
  readonly to: number;
}

/** Items that came by themselves. */
interface Piece<Page> extends ItemRange {
  readonly page: Page;
}

/** More than a view shows at once. */
const OUTDATED_KEPT = 16;

/** Who wants pages: the view in front, the sidebar and the keyboard look at different places. */
export type Wanter = 'view' | 'sidebar' | 'keyboard';

/**
 * Pages of something long, fetched when they are wanted. Each `want` names all that its caller looks at:
 * requests for pages that nobody looks at any more are cancelled.
 */
export class PageCache<Page> {
  private readonly pages = new Map<number, Page>();
  /** Of a text before an edit, the newest first: shown until their successors are here. */
  private outdated: readonly Piece<Page>[] = [];
  private readonly waiting = new Map<number, AbortController>();
  private readonly failed = new Map<number, string>();
  private readonly wanted = new Map<Wanter, readonly number[]>();
  /** What was wanted since `look`. */
  private readonly looked = new Map<Wanter, ItemRange>();
  /** What the host told with the last edit: newer than any page. */
  private pieces: readonly Piece<Page>[] = [];

  constructor(
    readonly source: PageSource<Page>,
    private readonly changed: () => void,
  ) {}

  /** The page an item is on, if it is loaded. */
  pageOf(item: number): Page | null {
    const page = pieceAt(this.pieces, item)?.page ?? this.pages.get(Math.floor(item / this.source.pageSize));
    return page ?? pieceAt(this.outdated, item)?.page ?? null;
  }

  /** Some of what is shown is older than the text, and its successor is on its way. */
  get isOutdated(): boolean {
    return this.outdated.some((piece) => this.isAwaited(piece));
  }

  /** Why an item's page could not be loaded, in one sentence; null if it could, or was not asked for. */
  problemOf(item: number): string | null {
    return this.failed.get(Math.floor(item / this.source.pageSize)) ?? null;
  }

  /** Loads the pages of items `[from, to)` and gives up on those that are under way and not wanted now. */
  want(wanter: Wanter, from: number, to: number, count: number): void {
    const range = { from: Math.max(0, from), to: Math.min(count, to) };
    this.looked.set(wanter, range);
    const pages = this.isHere(range) ? [] : pagesFor(from, to, count, this.source.pageSize);
    this.wanted.set(wanter, pages);
    const all = new Set([...this.wanted.values()].flat());
    for (const [page, controller] of this.waiting) if (!all.has(page)) controller.abort();
    for (const page of pages) this.touchOrFetch(page);
    this.dropOutdated();
  }

  /** Begins anew to note what is looked at. */
  look(): void {
    this.looked.clear();
  }

  /** All that was wanted since `look`, and a margin around it; ranges that touch are one. */
  sight(count: number): ItemRange[] {
    const { margin = 0 } = this.source;
    const ranges: { from: number; to: number }[] = [];
    for (const { from, to } of [...this.looked.values()].sort((a, b) => a.from - b.from)) {
      if (from >= to) continue;
      const [start, end] = [Math.max(0, from - margin), Math.min(count, to + margin)];
      const last = ranges.at(-1);
      if (last && start <= last.to) last.to = Math.max(last.to, end);
      else ranges.push({ from: start, to: end });
    }
    return ranges;
  }

  /** Takes over items that nobody asked for; with an edit, after `refresh`. */
  take(from: number, to: number, page: Page): void {
    this.pieces = [
      ...this.pieces.filter((piece) => piece.from !== from || piece.to !== to),
      { from, to, page },
    ];
  }

  /** Forgets pages for which `outdated` holds, and all failures, so that they are asked for again. */
  forget(outdated: (page: Page) => boolean): void {
    for (const [number, page] of this.pages) if (outdated(page)) this.pages.delete(number);
    this.pieces = this.pieces.filter(({ page }) => !outdated(page));
    this.failed.clear();
  }

  /** The text was edited: everything is asked for again, and what is in sight stays there until the answer. */
  refresh(): void {
    this.close();
    this.failed.clear();
    const inSight = new Set([...this.wanted.values()].flat());
    const { pageSize } = this.source;
    const pages = [...this.pages].filter(([number]) => inSight.has(number));
    const shown = pages.map(([number, page]) => ({
      from: number * pageSize,
      to: (number + 1) * pageSize,
      page,
    }));
    this.outdated = [...this.pieces, ...shown, ...this.outdated].slice(0, OUTDATED_KEPT);
    this.pieces = [];
    this.pages.clear();
  }

  /** Cancels what is under way; the cache is not used after that. */
  close(): void {
    for (const controller of this.waiting.values()) controller.abort();
  }

  /** Every loaded page. */
  loaded(): Iterable<Page> {
    return this.pages.values();
  }

  /** All of a range came by itself. */
  private isHere({ from, to }: ItemRange): boolean {
    for (let at = from; at < to;) {
      const piece = pieceAt(this.pieces, at);
      if (!piece) return false;
      at = piece.to;
    }
    return true;
  }

  private isAwaited({ from, to }: ItemRange): boolean {
    const { pageSize } = this.source;
    return [...this.waiting.keys()].some((page) => from < (page + 1) * pageSize && to > page * pageSize);
  }

  private dropOutdated(): void {
    if (this.outdated.length > 0) this.outdated = this.outdated.filter((piece) => this.isAwaited(piece));
  }

  private touchOrFetch(number: number): void {
    const page = this.pages.get(number);
    if (page !== undefined) {
      this.pages.delete(number);
      this.pages.set(number, page);
    } else if (!this.waiting.has(number) && !this.failed.has(number)) {
      void this.load(number);
    }
  }

  private async load(number: number): Promise<void> {
    const controller = new AbortController();
    this.waiting.set(number, controller);
    // A page given up is free at once: it may be wanted again before the refusal arrives.
    controller.signal.addEventListener('abort', () => this.waiting.delete(number));
    try {
      const page = await this.source.fetch(number, controller.signal);
      if (controller.signal.aborted) return;
      this.pages.set(number, page);
      this.evict();
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!(error instanceof RpcError && error.cancelled)) this.failed.set(number, sentence(error));
    } finally {
      if (this.waiting.get(number) === controller) this.waiting.delete(number);
      if (!controller.signal.aborted) this.dropOutdated();
    }
    this.changed();
  }

  private evict(): void {
    for (const number of this.pages.keys()) {
      if (this.pages.size <= this.source.capacity) return;
      this.pages.delete(number);
    }
  }
}

function pieceAt<Page>(pieces: readonly Piece<Page>[], item: number): Piece<Page> | undefined {
  return pieces.find(({ from, to }) => item >= from && item < to);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

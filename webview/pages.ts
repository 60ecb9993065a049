import { pagesFor } from '../src/core/views/pages.js';
import { RpcError } from '../src/protocol/rpc.js';

/** What a page cache needs to know about its pages. */
export interface PageSource<Page> {
  /** Items (tokens, steps) in a page. */
  readonly pageSize: number;
  /** Pages that are kept; the least recently wanted go first. */
  readonly capacity: number;
  fetch(page: number, signal: AbortSignal): Promise<Page>;
}

/** Who wants pages: the view in front, the sidebar and the keyboard look at different places. */
export type Wanter = 'view' | 'sidebar' | 'keyboard';

/**
 * Pages of something long, fetched when they are wanted. Each `want` names all that its caller looks at:
 * requests for pages that nobody looks at any more are cancelled.
 */
export class PageCache<Page> {
  private readonly pages = new Map<number, Page>();
  /** Of a text before an edit: shown until their successors are here. */
  private readonly outdated = new Map<number, Page>();
  private readonly waiting = new Map<number, AbortController>();
  private readonly failed = new Map<number, string>();
  private readonly wanted = new Map<Wanter, readonly number[]>();

  constructor(
    readonly source: PageSource<Page>,
    private readonly changed: () => void,
  ) {}

  /** The page an item is on, if it is loaded. */
  pageOf(item: number): Page | null {
    const number = Math.floor(item / this.source.pageSize);
    return this.pages.get(number) ?? this.outdated.get(number) ?? null;
  }

  /** Some of what is shown is older than the text, and its successor is on its way. */
  get isOutdated(): boolean {
    return [...this.outdated.keys()].some((number) => this.waiting.has(number));
  }

  /** Why an item's page could not be loaded, in one sentence; null if it could, or was not asked for. */
  problemOf(item: number): string | null {
    return this.failed.get(Math.floor(item / this.source.pageSize)) ?? null;
  }

  /** Loads the pages of items `[from, to)` and gives up on those that are under way and not wanted now. */
  want(wanter: Wanter, from: number, to: number, count: number): void {
    const pages = pagesFor(from, to, count, this.source.pageSize);
    this.wanted.set(wanter, pages);
    const all = new Set([...this.wanted.values()].flat());
    for (const [page, controller] of this.waiting) if (!all.has(page)) controller.abort();
    for (const page of this.outdated.keys()) if (!all.has(page)) this.outdated.delete(page);
    for (const page of pages) this.touchOrFetch(page);
  }

  /** Forgets pages for which `outdated` holds, and all failures, so that they are asked for again. */
  forget(outdated: (page: Page) => boolean): void {
    for (const [number, page] of this.pages) if (outdated(page)) this.pages.delete(number);
    this.failed.clear();
  }

  /** The text was edited: everything is asked for again, and what is in sight stays there until the answer. */
  refresh(): void {
    this.close();
    this.failed.clear();
    const inSight = new Set([...this.wanted.values()].flat());
    for (const [number, page] of this.pages) if (inSight.has(number)) this.outdated.set(number, page);
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
      if (!controller.signal.aborted) this.outdated.delete(number);
      if (this.waiting.get(number) === controller) this.waiting.delete(number);
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

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

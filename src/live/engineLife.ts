/** One end of the engine that nobody asked for. */
export interface Death {
  /** What is known about why, for the log. */
  readonly reason: string;
  /** What was under way and what was shown is begun again by itself: this is not one of several in a row. */
  readonly again: boolean;
}

/**
 * What people lose with the engine: tags that do not come back, a command that did not end, or everything, again and
 * again.
 */
export type LostWork = 'tags' | 'command' | 'repeatedly';

/** Who tells of the engine's deaths. */
export interface DeathNotices {
  /** Of every one. */
  log(reason: string): void;
  /** Of those that people notice, once each. */
  tell(lost: LostWork): void;
}

/** A death is one of several in a row within this time, as when the text itself is what the engine dies of. */
const IN_A_ROW_MS = 10_000;

/**
 * The engine's life in one place: who had something in an engine that died hears of it here, before anybody whose
 * question it did not answer; whether things are begun again is decided here; and people are told at most once.
 */
export class EngineLife {
  private readonly owners: ((death: Death) => void)[] = [];
  private readonly told = new WeakSet<Death>();
  private last = -Infinity;

  /** `now` is a clock, in ms. */
  constructor(
    private readonly notices: DeathNotices,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Who has something in the engine: hears of each death, in this order. */
  add(owner: (death: Death) => void): void {
    this.owners.push(owner);
  }

  /** The engine died. */
  died(reason: string): Death {
    const time = this.now();
    const death: Death = { reason, again: time - this.last > IN_A_ROW_MS };
    this.last = time;
    this.notices.log(reason);
    for (const owner of this.owners) owner(death);
    if (!death.again) this.lost(death, 'repeatedly');
    return death;
  }

  /** Something that people had or asked for does not come back by itself. */
  lost(death: Death, what: LostWork): void {
    if (this.told.has(death)) return;
    this.told.add(death);
    this.notices.tell(death.again ? what : 'repeatedly');
  }

  /** The next death is the first one again. */
  forget(): void {
    this.last = -Infinity;
  }
}

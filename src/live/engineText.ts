import { addChanges, coveringRange, type EditMap, type TextChange } from './editMap.js';
import { FixedText, type RunText } from './runText.js';

/** A change that was sent to the engine. */
interface SentChange {
  readonly version: number;
  readonly changes: readonly TextChange[];
}

/** The text the engine read last, and the edits since. */
export class EngineText {
  /** The text as the engine read it, until it follows an edit; what is read then is in the document. */
  private fixed: FixedText | null;
  /** Edits that the engine was told of and has not answered, the oldest first. */
  private sent: readonly SentChange[] = [];
  private map: EditMap = [];

  constructor(
    text: string,
    /** VS Code's version of the text that the engine read last. */
    public version: number,
    private readonly current: RunText | null,
  ) {
    this.fixed = new FixedText(text);
  }

  /** All edits since the engine's text. */
  get edits(): EditMap {
    return this.map;
  }

  /** How many edits the engine was told of and has not taken over yet. */
  get unanswered(): number {
    return this.sent.length;
  }

  /** The document changed, and the engine is not told; see `addChanges` for the order. */
  edited(changes: readonly TextChange[]): void {
    this.map = addChanges(this.map, changes);
  }

  /** The document changed, and the engine is told: `followed` comes for every such call, in their order. */
  editSent(version: number, changes: readonly TextChange[]): void {
    this.sent = [...this.sent, { version, changes }];
    this.edited(changes);
  }

  /** The engine took the oldest edit over that it was told of. Error if it was told of none. */
  followed(): void {
    const [first, ...rest] = this.sent;
    if (!first) throw new Error('The engine followed an edit that it was not told of.');
    this.fixed = null;
    this.version = first.version;
    this.sent = rest;
    this.map = rest.reduce<EditMap>((map, { changes }) => addChanges(map, changes), []);
  }

  /** What stands at `[start, end)` of the text the engine read last. */
  read(start: number, end: number): string {
    if (this.fixed) return this.fixed.read(start, end);
    return this.current?.read(...coveringRange(this.map, start, end)) ?? '';
  }

  /** 1-based line and column of an offset in the text the engine read last. */
  positionOf(offset: number): readonly [number, number] {
    if (this.fixed) return this.fixed.positionOf(offset);
    return this.current?.positionOf(coveringRange(this.map, offset, offset)[0]) ?? [1, 1];
  }
}

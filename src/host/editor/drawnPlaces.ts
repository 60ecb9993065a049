import { addChanges, shiftRange, type TextChange } from '../../live/editMap.js';
import { resting, type Throttled } from '../../live/throttle.js';

/** `[start, end)` of a text, in UTF-16 offsets. */
export type TextRange = readonly [start: number, end: number];

/** Where each style is wanted; a style that is not in it is wanted nowhere. */
export type PlacesByStyle<Style> = ReadonlyMap<Style, readonly TextRange[]>;

/**
 * An editor in another process. What it is told arrives later and is drawn as it is, whatever was typed until then:
 * nothing says of which version of the text the places are. What is typed is heard of later, too.
 */
export interface DistantEditor<Style> {
  /** Replaces the places of a style. */
  tell(style: Style, places: readonly TextRange[]): void;
  /** Resolves when all that it was told is drawn, and not before every edit made until then was heard of. */
  answered(): PromiseLike<unknown>;
}

/**
 * What is known of a style's places in the editor. They are `told` until the editor has answered, then `drawn` where
 * they were meant to be. If an edit is heard of before the answer they are `doubtful`: it may have been made before
 * they were drawn, or after. If it touched one of them, only the editor knows what became of that one: `touched`.
 */
type Standing = 'told' | 'drawn' | 'doubtful' | 'touched';

interface DrawnStyle {
  standing: Standing;
  /** Where the editor was told they are, moved with the edits since as an editor moves what it has drawn. */
  places: readonly TextRange[];
}

/** How long typing has rested when what is doubtful is told again. */
const REST_MS = 100;

/** Nor is it left longer than that while somebody types without a rest. */
const MOST_DOUBT_MS = 500;

/**
 * Keeps what one editor draws where the text is. It is told of a style only if that is not where the editor has moved
 * it by itself; and again, once typing rests, if an edit crossed it on its way.
 */
export class DrawnPlaces<Style> {
  private readonly styles = new Map<Style, DrawnStyle>();
  private readonly settle: Throttled = resting(() => this.rested(), REST_MS, MOST_DOUBT_MS);
  /** Wanted in a text whose edit is still to be heard of. */
  private ahead: { readonly wanted: PlacesByStyle<Style>; readonly version: number } | null = null;
  private isAsking = false;
  /** Typing rested while the editor was being asked. */
  private isOverdue = false;
  private isDisposed = false;

  constructor(
    private readonly editor: DistantEditor<Style>,
    /** Of the text that the places are in. */
    private version: number,
  ) {}

  /** Where each style is by all that is known. */
  get places(): PlacesByStyle<Style> {
    return new Map([...this.styles].map(([style, { places }]) => [style, places]));
  }

  /** Draws each style at its places in the text of `version`, and nothing else. */
  draw(wanted: PlacesByStyle<Style>, version: number): void {
    // Others heard of the edit first; it is to move what is drawn before that is compared.
    this.ahead = version === this.version ? null : { wanted, version };
    if (this.ahead) return;
    for (const style of this.styles.keys()) if (!wanted.has(style)) this.tell(style, []);
    for (const [style, places] of wanted) {
      const drawn = this.styles.get(style);
      const isThere = drawn && drawn.standing !== 'touched' && areSame(drawn.places, places);
      if (!isThere) this.tell(style, places);
    }
    void this.ask();
  }

  /** The text was edited into that of `version`; see `addChanges` for the order. */
  edited(changes: readonly TextChange[], version: number): void {
    if (version === this.version) return;
    this.version = version;
    const map = addChanges([], changes);
    for (const drawn of this.styles.values()) {
      if (drawn.standing === 'told') drawn.standing = 'doubtful';
      const moved = drawn.places.map(([start, end]) => shiftRange(map, start, end));
      drawn.places = moved.filter((place) => place !== null);
      if (drawn.places.length < moved.length) drawn.standing = 'touched';
    }
    if ([...this.styles.values()].some(isDoubtful)) this.settle();
    if (this.ahead?.version === version) this.draw(this.ahead.wanted, version);
  }

  /** Nothing is told any more. */
  dispose(): void {
    this.isDisposed = true;
    this.settle.dispose();
  }

  private get onTheirWay(): DrawnStyle[] {
    return [...this.styles.values()].filter(({ standing }) => standing === 'told');
  }

  private tell(style: Style, places: readonly TextRange[]): void {
    // Nothing is nothing in every version of a text.
    if (places.length === 0) this.styles.delete(style);
    else this.styles.set(style, { standing: 'told', places });
    this.editor.tell(style, places);
  }

  private rested(): void {
    // An editor that is busy is not told more than it takes in: it is told when it has answered.
    this.isOverdue = this.isAsking;
    if (this.isAsking) return;
    this.tellDoubtful();
    void this.ask();
  }

  private tellDoubtful(): void {
    for (const [style, drawn] of this.styles) if (isDoubtful(drawn)) this.tell(style, drawn.places);
  }

  /** Asks the editor for its answer to what it was told, one question at a time, until all of that is answered. */
  private async ask(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      for (let told = this.onTheirWay; told.length > 0 && !this.isDisposed; told = this.onTheirWay) {
        await this.editor.answered();
        // An edit that was heard of meanwhile has made them doubtful.
        for (const drawn of told) if (drawn.standing === 'told') drawn.standing = 'drawn';
        if (this.isOverdue) this.tellDoubtful();
        this.isOverdue = false;
      }
    } catch {
      // An editor that is gone does not answer. What it was told is in doubt as soon as there is an edit.
    } finally {
      this.isAsking = false;
    }
  }
}

/** The places of each style, in the order in which they are given. */
export function byStyle<Style, Place extends { readonly start: number; readonly end: number }>(
  places: readonly Place[],
  styleOf: (place: Place) => Style,
): PlacesByStyle<Style> {
  const groups = new Map<Style, TextRange[]>();
  for (const place of places) {
    const style = styleOf(place);
    const group = groups.get(style);
    if (group) group.push([place.start, place.end]);
    else groups.set(style, [[place.start, place.end]]);
  }
  return groups;
}

function isDoubtful({ standing }: DrawnStyle): boolean {
  return standing === 'doubtful' || standing === 'touched';
}

function areSame(a: readonly TextRange[], b: readonly TextRange[]): boolean {
  return a.length === b.length && a.every(([start, end], k) => start === b[k][0] && end === b[k][1]);
}

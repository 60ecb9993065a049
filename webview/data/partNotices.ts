import { once } from './once.js';

/** What comes of a picture in parts is drawn this often at most, until all of it is here. */
const PARTS_MS = 30;

/** Tells that answers came: at once where more of them are not expected, else those of a moment together. */
export class PartNotices {
  private readonly later = once(
    (work) => setTimeout(work, PARTS_MS),
    () => this.isOwed && this.tell(),
  );
  /** Parts came that nobody was told of. */
  private isOwed = false;

  constructor(private readonly changed: () => void) {}

  /** An answer came; of what it is a part of, more is under way or not. */
  came(isPart: boolean): void {
    this.isOwed = isPart;
    if (isPart) this.later();
    else this.tell();
  }

  private tell(): void {
    this.isOwed = false;
    this.changed();
  }
}

/** Collects what is read of a document: stretches that are taken over, and what is read in place of others. */

/** What stands between two blocks, which no tokenizer reads across: a blank line. */
export const BLOCK_BREAK = '\n\n';

/** A part of what is read. Taken over as it is written, it is as long as its place; else `read` stands for the place. */
export interface ProsePiece {
  /** Its place in the document, in UTF-16 code units from where collecting began. */
  readonly start: number;
  readonly end: number;
  readonly read: string;
  /** It is not what stands there: an entity's character, or a break between blocks. */
  readonly isReplaced: boolean;
}

/** Pieces of what is read, in order. */
export class Prose {
  readonly pieces: ProsePiece[] = [];
  private isOpen = false;

  constructor(private readonly text: string) {}

  /** Takes `[start, end)` of the text over. */
  keep(start: number, end: number): void {
    if (end <= start) return;
    const last = this.pieces.at(-1);
    const read = this.text.slice(start, end);
    this.isOpen ||= /\S/.test(read);
    if (last && !last.isReplaced && last.end === start)
      this.pieces[this.pieces.length - 1] = { ...last, end, read: last.read + read };
    else this.pieces.push({ start, end, read, isReplaced: false });
  }

  /** Reads something else in place of `[start, end)`. */
  put(start: number, end: number, read: string): void {
    if (read === '') return;
    this.isOpen ||= /\S/.test(read);
    this.pieces.push({ start, end, read, isReplaced: true });
  }

  /** A block begins; `goesOn` if it is the rest of one of which something was read. */
  begin(goesOn = false): void {
    this.isOpen = goesOn;
  }

  /** Ends a block at a place, unless nothing of it was read: what comes next is not of the same sentence. */
  endBlock(at: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.pieces.push({ start: at, end: at, read: BLOCK_BREAK, isReplaced: true });
  }

  /** The pieces since the last call. */
  take(): ProsePiece[] {
    return this.pieces.splice(0);
  }
}

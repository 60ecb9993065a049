/** What leaves the panel: tables and pictures, into the clipboard or a file that people choose. */
import type { StatePlace } from './units.js';
import type { TokenOrderQuery } from '../core/views/tokenOrder.js';

/** Where it goes. */
export type Target = 'clipboard' | 'file';

/** A part of a file that the panel made, in several formats one after the other; a message stays below 1 MB. */
export interface HandedPart {
  readonly to: Target;
  /** Another number for every picture or table. */
  readonly id: number;
  /** What it is of, as it stands in the file's name. */
  readonly name: string;
  /** The format's ending, without a dot. */
  readonly ending: 'svg' | 'png' | 'tsv';
  readonly bytes: Uint8Array;
  /** The last one of all formats. */
  readonly isLast: boolean;
}

/** What the panel made, by ending. */
export interface HandedOver {
  readonly to: Target;
  readonly name: string;
  readonly files: ReadonlyMap<HandedPart['ending'], Uint8Array>;
}

/** Rows `[fromRow, toRow)` of the table of tokens; to its end if that is left out. */
export interface RowsTaken extends TokenOrderQuery {
  readonly to: Target;
  readonly fromRow: number;
  readonly toRow?: number;
}

/** What people take out of the panel. */
export interface TakingClicks {
  /** Rows of the table of tokens, as tab-separated text; those of the whole table if `toRow` is left out. */
  takeRows: RowsTaken;
  /** A part of a picture or table that the page made. */
  handOver: HandedPart;
  saveStates: StatePlace;
  saveReport: StatePlace;
}

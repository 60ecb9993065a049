import type { RunText } from './runText.js';

/** A document as the live layer sees it: a text that may change, in an editor or anywhere else. */
export interface LiveText {
  /** Tells documents apart. */
  readonly uri: string;
  /** What people call it. */
  readonly name: string;
  /** Another number after every change. */
  readonly version: number;
  /** It is gone: nothing of it is seen any more. */
  readonly isClosed: boolean;
  /** The whole text as it is now. */
  read(): string;
  /** Reads the text by ranges, as it is when it is asked. */
  readonly current: RunText;
  /** UTF-16 offsets of what people see now: run first. */
  visible(): readonly [number, number];
}

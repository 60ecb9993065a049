// What the benchmark of the editor and its part inside the extension host say to each other.

/** Before the port in the line the host prints. */
export const portMark = 'rnn-lens-bench-port ';

/** One thing the host does. */
export type HostOrder =
  | { readonly do: 'command'; readonly command: string; readonly argument?: unknown }
  | { readonly do: 'cursor'; readonly offset: number }
  | { readonly do: 'isActive' }
  | { readonly do: 'openPixel' }
  | { readonly do: 'closePixel' }
  | { readonly do: 'watch' }
  | { readonly do: 'blocking' }
  | { readonly do: 'edits'; readonly count: number }
  | { readonly do: 'end' };

/** What an extension's code did to the thread all extensions share. */
export interface Blocking {
  /** The longest time for which the extension was on the stack without a break, ms. */
  readonly longestMs: number;
  /** Where it was then most of the time. */
  readonly longestIn: string;
  /** All its time together. */
  readonly ownMs: number;
  /** The longest delay of a timer of 1 ms, whoever caused it. */
  readonly loopMaxMs: number;
  /** The longest time on a processor between two ticks of such a timer, whoever had it. */
  readonly busyMaxMs: number;
  readonly loopP99Ms: number;
}

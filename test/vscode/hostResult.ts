/** What a test inside the extension host reports, as one console line: the mark, then this as JSON. */
export interface HostResult {
  readonly name: string;
  /** The error's stack; null if the test passed. */
  readonly error: string | null;
  /** What else is to be told of it. */
  readonly notes: readonly string[];
  readonly elapsedMs: number;
}

/** Tells result lines from whatever else VS Code prints. */
export const hostResultMark = 'rnn-lens-host-test ';

/** A test in a browser's extension host asks for a run of the command line: the mark, then this as JSON. */
export interface HostAsk {
  readonly args: readonly string[];
  /** Where its output and code go, as JSON: a path that comes to be when all of it is written. */
  readonly answer: string;
}

export const askMark = 'rnn-lens-host-ask ';

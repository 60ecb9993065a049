// How long the test of what is kept of edits is: known inside the extension host and outside.

/** Edits in all documents together; `RNN_LENS_LEAK_EDITS` makes it another number. */
export const LEAK_EDITS = Number(process.env.RNN_LENS_LEAK_EDITS ?? 960);

/** For all of the test: a busy machine may take more than a second for an edit of each of eight documents. */
export const LEAK_TIMEOUT_MS = 600_000 + LEAK_EDITS * 200;

/** A file or request that cannot be used; the message is one sentence for a person, with the place. */
export class RnnLensError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RnnLensError';
  }
}

/** Whether an error is one of these, also one that another script of the program has thrown. */
export function isRnnLensError(error: unknown): error is RnnLensError {
  return error instanceof Error && error.name === 'RnnLensError';
}

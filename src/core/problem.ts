/** A file or request that cannot be used; the message is one sentence for a person, with the place. */
export class RnnLensError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RnnLensError';
  }
}

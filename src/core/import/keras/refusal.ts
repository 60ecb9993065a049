import type { Sentence } from '../../sentence.js';

/** Thrown while a network is looked at: it cannot run on text, and why. The reader makes a `Refused` of it. */
export class KerasRefusal extends Error {
  constructor(readonly reason: Sentence) {
    super(reason.text);
  }
}

/** Stops with a sentence on why the network cannot run. */
export function refuse(reason: Sentence): never {
  throw new KerasRefusal(reason);
}

import type { Sentence } from '../../sentence.js';

/** A graph that is sound and cannot be run on text here: the reason why. */
export class Unfollowed extends Error {
  constructor(readonly reason: Sentence) {
    super(reason.text);
  }
}

/** The axes of the ids were taken in the wrong order: the other one may fit. */
export class OtherOrder extends Unfollowed {}

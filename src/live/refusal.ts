import { sentenceIn } from '../core/sentence.js';

/**
 * What people asked for cannot be done as things are: `message` says in one sentence why, or what they must do first.
 * Nothing went wrong in the program, and the log knows no more.
 */
export class Refusal extends Error {}

/** Whether an error only says what a person must do; those that read files and requests come with such a sentence. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Refusal || sentenceIn(error) !== undefined;
}

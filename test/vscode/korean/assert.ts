// What the suites use of `node:assert/strict`, for a Korean window: texts are compared by their English.
import assert from '../web/assert.js';
import { inEnglish, valueInEnglish } from './english.js';

const textInEnglish = (value: unknown) => (typeof value === 'string' ? inEnglish(value) : value);

type Message = string | undefined;

async function rejects(promise: PromiseLike<unknown>, expected?: RegExp): Promise<void> {
  const translated = promise.then(undefined, (reason: unknown) => {
    throw new Error(inEnglish(String(reason)));
  });
  await assert.rejects(translated, expected);
}

export default {
  ...assert,
  equal: (actual: unknown, expected: unknown, message?: Message) =>
    // Of all else it matters which one it is.
    assert.equal(textInEnglish(actual), textInEnglish(expected), message),
  deepEqual: (actual: unknown, expected: unknown, message?: Message) =>
    assert.deepEqual(valueInEnglish(actual), valueInEnglish(expected), message),
  match: (text: string, pattern: RegExp, message?: Message) =>
    // What a document says is Korean in both.
    assert.match(pattern.test(text) ? text : inEnglish(text), pattern, message),
  rejects,
};

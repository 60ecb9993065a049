// What the suites use of `node:assert/strict`, for a browser's extension host: the bundle of web suites takes this instead.

class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

type Message = string | undefined;

function check(holds: boolean, message: Message, otherwise: () => string): void {
  if (!holds) throw new AssertionError(message ? `${message} (${otherwise()})` : otherwise());
}

function ok(value: unknown, message?: string): void {
  check(Boolean(value), message, () => `${written(value)} is not truthy.`);
}

function equal(actual: unknown, expected: unknown, message?: string): void {
  check(Object.is(actual, expected), message, () => `${written(actual)} is not ${written(expected)}.`);
}

function notEqual(actual: unknown, expected: unknown, message?: string): void {
  check(!Object.is(actual, expected), message, () => `It is ${written(actual)}, which it should not be.`);
}

function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  check(isSame(actual, expected), message, () => `\n${written(actual)}\nis not\n${written(expected)}`);
}

function notDeepEqual(actual: unknown, expected: unknown, message?: string): void {
  check(!isSame(actual, expected), message, () => `It is ${written(actual)}, which it should not be.`);
}

function match(text: string, pattern: RegExp, message?: string): void {
  check(pattern.test(text), message, () => `${written(text)} does not match ${pattern}.`);
}

async function rejects(promise: PromiseLike<unknown>, expected?: RegExp): Promise<void> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => ({ reason }),
  );
  check(error !== null, undefined, () => 'It did not reject.');
  if (expected) match(String(error?.reason), expected);
}

/** Values that are one and the same, or objects of one kind with the same in them. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Map || a instanceof Set) return isSame([...a], [...(b as unknown as Set<unknown>)]);
  if (a instanceof RegExp || a instanceof Error || a instanceof Date) return String(a) === String(b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** VS Code passes no long line on, and the test's result would be lost with it. */
const MOST_WRITTEN = 3_000;

function written(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, MOST_WRITTEN);
  } catch {
    return String(value).slice(0, MOST_WRITTEN);
  }
}

export default { ok, equal, notEqual, deepEqual, notDeepEqual, match, rejects };

// Files of two machines whose arithmetic differs in the last bits: alike in everything but the last digits of numbers.

/** Pictures within a page: a pixel of them may differ. */
const PICTURES = /base64,[A-Za-z0-9+/=]+/g;
const NUMBERS = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/** Where two texts differ by more than two units in the last place of a number, and by more than 1e-5 of it; null if they do not. */
export function alikeTexts(a: string, b: string): string | null {
  const [one, other] = [a, b].map((text) => text.replace(PICTURES, ''));
  if (one.replace(NUMBERS, '#') !== other.replace(NUMBERS, '#')) return 'The words differ.';
  const others = other.match(NUMBERS) ?? [];
  const k = (one.match(NUMBERS) ?? []).findIndex((number, i) => !isNear(number, others[i]));
  return k < 0 ? null : `${one.match(NUMBERS)?.[k]} is not ${others[k]}.`;
}

function isNear(a: string, b: string): boolean {
  // Parts of a checksum may read as numbers beyond all bounds.
  if (a === b) return true;
  const places = Math.min(...[a, b].map((number) => (number.split('.')[1] ?? '').length));
  return Math.abs(Number(a) - Number(b)) <= Math.max(2.1 * 10 ** -places, 1e-5 * Math.abs(Number(a)));
}

/** Where two files of float32 behind a header of text differ by more than 1e-4; null if they do not. */
export function alikeNumbers(a: Uint8Array, b: Uint8Array): string | null {
  if (a.length !== b.length) return `${a.length} bytes are not ${b.length}.`;
  // Whole numbers from the end: the header is what is before them, however long.
  const valuesOf = (bytes: Uint8Array) => new Float32Array(bytes.slice(bytes.length % 4).buffer);
  const [one, other] = [valuesOf(a), valuesOf(b)];
  const k = one.findIndex((value, i) => !(Object.is(value, other[i]) || Math.abs(value - other[i]) <= 1e-4));
  return k < 0 ? null : `Value ${k}: ${one[k]} is not ${other[k]}.`;
}

/** Wire types of a ModelProto's fields. */
const FIELDS: Readonly<Record<number, number>> = {
  1: 0,
  2: 2,
  3: 2,
  4: 2,
  5: 0,
  6: 2,
  7: 2,
  8: 2,
  14: 2,
  20: 2,
  25: 2,
  26: 2,
};
/** Fields that are short texts: the producer, its version, the domain. */
const TEXTS = new Set([2, 3, 4]);
const GRAPH = 7;

/**
 * Whether bytes are the beginning of an ONNX model. The format has no magic number: the fields must be those of a model,
 * with texts where texts are (what other messages of this wire format do not have there).
 */
export function isModelHead(head: Uint8Array): boolean {
  let [at, seen] = [0, 0];
  while (at < head.length) {
    const number = head[at] >> 3;
    const wire = head[at] & 7;
    // Numbers from 16 on have two bytes: what comes late in a file.
    if (head[at] > 127) return seen > 0;
    if (FIELDS[number] !== wire) return false;
    const { value, next } = numberAt(head, at + 1);
    if (next < 0) return false;
    // IR versions are small, and every file has one; most begin with it.
    if (number === 1 && (value < 1 || value > 1000)) return false;
    seen++;
    if (wire === 0) at = next;
    else if (TEXTS.has(number)) {
      if (value > 1024 || !isText(head.subarray(next, next + value))) return false;
      at = next + value;
    } else if (number === GRAPH) return seen > 1 || isGraphHead(head, next);
    else at = next + value;
  }
  return seen > 1;
}

/** A graph begins with nodes or a name. */
function isGraphHead(head: Uint8Array, at: number): boolean {
  return at < head.length && (head[at] === 0x0a || head[at] === 0x12);
}

function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 32 && byte !== 127);
}

function numberAt(bytes: Uint8Array, at: number): { value: number; next: number } {
  let [value, factor] = [0, 1];
  for (let k = at; k < Math.min(bytes.length, at + 10); k++) {
    value += (bytes[k] & 127) * factor;
    factor *= 128;
    if (bytes[k] < 128) return { value, next: k + 1 };
  }
  return { value: 0, next: -1 };
}

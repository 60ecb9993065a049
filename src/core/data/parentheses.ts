import { Random } from '../math/random.js';

/** How deep the parentheses may be nested: a digit must name a depth. */
const MAX_DEPTH = 4;

/**
 * Nested parentheses, the classic task of visualising an LSTM's memory (Strobelt et al., LSTMVis, 2018): each symbol
 * is drawn evenly from those allowed at the depth where it stands: the digit of the depth, `(` below depth 4, `)`
 * above depth 0.
 */
export function parentheses(length: number, seed: number): string {
  const random = new Random(seed);
  const symbols: string[] = [];
  let depth = 0;
  while (symbols.length < length) {
    const allowed = allowedAt(depth);
    const symbol = allowed[Math.floor(random.next() * allowed.length)];
    symbols.push(symbol);
    depth += DEPTH_CHANGE[symbol] ?? 0;
  }
  return symbols.join('');
}

const DEPTH_CHANGE: Readonly<Record<string, number>> = { '(': 1, ')': -1 };

function allowedAt(depth: number): string[] {
  return [String(depth), ...(depth < MAX_DEPTH ? ['('] : []), ...(depth > 0 ? [')'] : [])];
}

/** Depth after each symbol of a text; other symbols than parentheses do not change it. */
export function depths(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  let depth = 0;
  for (let k = 0; k < text.length; k++) {
    depth = Math.max(0, depth + (DEPTH_CHANGE[text[k]] ?? 0));
    out[k] = depth;
  }
  return out;
}

/**
 * The entropy rate in nats a symbol: what no model can beat. The depth is a birth-death chain, so its stationary
 * shares follow from detailed balance, π_d · p(up at d) = π_{d+1} · p(down at d + 1).
 */
export function parenthesesEntropy(): number {
  let [weight, total, nats] = [1, 0, 0];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const choices = allowedAt(depth).length;
    total += weight;
    nats += weight * Math.log(choices);
    if (depth < MAX_DEPTH) weight *= allowedAt(depth + 1).length / choices;
  }
  return nats / total;
}

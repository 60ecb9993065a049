import { Random } from '../../math/random.js';

/**
 * The published numbers of the textbook network of two inputs and two units, as the model `textbook-rnn` has them: what a
 * network finds again that learns from its states.
 */
export const TEXTBOOK = {
  'rnn.weight_ih_l0': [-0.1641, -0.6958, 0.1889, 0.4084],
  'rnn.weight_hh_l0': [0.0063, -0.5073, -0.289, -0.5403],
  'rnn.bias_ih_l0': [-0.0039, -0.285],
  'rnn.bias_hh_l0': [0.5279, -0.1149],
} as const;

/** The lines that the textbook works through. */
export const TEXTBOOK_LINES = '1 1\n2 2\n3 3\n';

/** Sequences of 2 to 5 lines of two numbers each, with the states that the textbook network has at every one of them. */
export function textbookSequences(count: number, seed: number): string {
  const random = new Random(seed);
  const sequence = (): string => {
    let h: readonly number[] = [0, 0];
    const line = (): string => {
      const x = [random.uniform(2), random.uniform(2)].map((value) => Number(value.toFixed(1)));
      h = stateAfter(x, h);
      return `${x.join(' ')} = ${h.map((value) => value.toFixed(6)).join(' ')}\n`;
    };
    return Array.from({ length: 2 + Math.floor(random.next() * 4) }, line).join('');
  };
  return Array.from({ length: count }, sequence).join('\n');
}

/** tanh(W_ih x + b_ih + W_hh h + b_hh) */
function stateAfter(x: readonly number[], h: readonly number[]): readonly number[] {
  const row = (weights: readonly number[], unit: number, numbers: readonly number[]): number =>
    weights[2 * unit] * numbers[0] + weights[2 * unit + 1] * numbers[1];
  return [0, 1].map((unit) =>
    Math.tanh(
      row(TEXTBOOK['rnn.weight_ih_l0'], unit, x) +
        TEXTBOOK['rnn.bias_ih_l0'][unit] +
        row(TEXTBOOK['rnn.weight_hh_l0'], unit, h) +
        TEXTBOOK['rnn.bias_hh_l0'][unit],
    ),
  );
}

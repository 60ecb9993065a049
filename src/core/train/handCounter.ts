import { MODEL_FORMAT, type ModelManifest } from '../formats/manifest.js';
import { writeWeights } from '../formats/modelPackage.js';
import { modelParameters } from '../model/model.js';

/** So large that σ and tanh are 1 in single precision. */
const SURE = 40;

/** Symbols in the order of their rows. */
const SYMBOLS = ['a', 'b', '\n'];

/**
 * An LSTM of two units whose weights are set by hand: unit 0 counts in c, one up at each a and one down at each b, exactly,
 * and forgets at a line's end; unit 1 says in which half the line is. It finishes aⁿbⁿ for every n that single precision
 * counts to. Files of a model.
 */
export function handCounter(name: string, title: string): { manifest: ModelManifest; weights: Uint8Array } {
  const numbers: Readonly<Record<string, readonly number[]>> = {
    // Unknown, a, b, line's end: one column each.
    'char_embedding.weight': [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
    // Rows: input, forget, candidate, output gate of both units; columns: a, b, line's end.
    'rnn.weight_ih_l0': [
      ...[0, 0, -2 * SURE, 0, 0, 0],
      ...[0, 0, -2 * SURE, 0, 0, 0],
      ...[SURE, -SURE, 0, 0, SURE, -SURE],
      ...[0, 0, 0, 0, 0, 0],
    ],
    'rnn.weight_hh_l0': Array.from({ length: 16 }, () => 0),
    'rnn.bias_ih_l0': [SURE, SURE, SURE, -SURE, 0, 0, SURE, SURE],
    'rnn.bias_hh_l0': Array.from({ length: 8 }, () => 0),
    // Unknown, a, b, line's end: another b while something is left to count down.
    'heads.next.weight': [0, 0, 0, -4, 20, 0, 0, 4],
    'heads.next.bias': [-SURE, 0, 0, 0],
  };
  const labels = ['\ufffd', ...SYMBOLS];
  const manifest: ModelManifest = {
    format: MODEL_FORMAT,
    ...{ name, title, task: 'language-model', language: '', tokenizer: 'characters', segment: 'document' },
    input: { kind: 'characters', characterSize: 3, pairSize: 0, separated: false },
    rnn: {
      ...{ cell: 'LSTM', inputSize: 3, hiddenSize: 2, projSize: 0, layers: 1 },
      ...{ bidirectional: false, bias: true },
    },
    heads: [
      { name: 'next', level: 'step', pooling: 'last', labels, labelDescriptions: labels.map(() => '') },
    ],
    data: { name: 'aⁿbⁿ', version: '', licence: 'none needed', attribution: 'set by hand' },
    training: {},
    scores: {},
    score: 'weights set by hand, not trained',
    vocabulary: { words: [], characters: SYMBOLS, pairs: [] },
  };
  const known = new Set(modelParameters(manifest, manifest.vocabulary).map((spec) => spec.name));
  for (const parameter of known) if (!numbers[parameter]) throw new Error(`No numbers for ${parameter}.`);
  const find = (parameter: string): Float32Array => Float32Array.from(numbers[parameter]);
  return { manifest, weights: writeWeights(manifest, manifest.vocabulary, find, { precision: 'F32' }) };
}

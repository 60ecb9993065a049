import type { FloatArray } from '../math/matrix.js';
import type { CellKind } from '../rnn/config.js';
import type { DirectionWeights } from '../rnn/weights.js';
import type { Sentence } from '../sentence.js';

/**
 * Activations of other frameworks. `hard-sigmoid` is clip(0.2 x + 0.5, 0, 1) (Keras 1 and 2, TensorFlow.js, ONNX's
 * defaults), `hard-sigmoid-6` is relu6(x + 3) / 6 (Keras 3, PyTorch), `relu-share` is relu(x) / Σ relu(x) (reactionrnn).
 */
export const IMPORTED_ACTIVATIONS = [
  'linear',
  'tanh',
  'sigmoid',
  'relu',
  'softmax',
  'hard-sigmoid',
  'hard-sigmoid-6',
  'softsign',
  'softplus',
  'elu',
  'selu',
  'leaky-relu',
  'gelu',
  'swish',
  'exponential',
  'relu-share',
] as const;
export type ImportedActivation = (typeof IMPORTED_ACTIVATIONS)[number];

/** How the two directions of a layer become one output; `none` where there is one direction. */
export type Merge = 'none' | 'concat' | 'sum' | 'average' | 'multiply';

/** One recurrent layer in PyTorch's conventions (gate orders, row-major [G·H, …], two biases). */
export interface ImportedRecurrent {
  readonly kind: 'recurrent';
  readonly cell: CellKind;
  readonly hiddenSize: number;
  /** 0 for none. */
  readonly projSize: number;
  /** Of a GRU: whether the reset gate multiplies W_hh h + b_hh (PyTorch) or h itself, before the product. */
  readonly resetAfter: boolean;
  /** Of the gates of GRU and LSTM. */
  readonly gateActivation: ImportedActivation;
  /** Of the candidate (n, g) and of the output of an LSTM's c; of h for a plain cell. */
  readonly activation: ImportedActivation;
  /** One, or forward and backward; a single one that reads from the end is `isReversed`. */
  readonly directions: readonly DirectionWeights[];
  readonly merge: Merge;
  readonly isReversed: boolean;
  /** Keras gives what a reversed layer returns in reading order, the last word first; PyTorch and ONNX in text order. */
  readonly isOutputReversed: boolean;
  /** All steps, or the last one in reading order of each direction. */
  readonly returns: 'sequence' | 'last';
  /** State before the first step of all sequences, [P] and [H] a direction; null for zeros. */
  readonly initial: readonly { readonly h: FloatArray; readonly c: FloatArray | null }[] | null;
}

/** What a layer does; it reads the outputs of `inputs` (indices of earlier layers). A value is [n, width] or [width]. */
export type ImportedOperation =
  /** The ids of the steps, padding included: the one input. */
  | { readonly kind: 'ids' }
  /** Row of a table, `weight` is [rows, width]; an id beyond the table is refused before it is run. */
  | { readonly kind: 'embedding'; readonly weight: FloatArray; readonly rows: number; readonly width: number }
  | { readonly kind: 'one-hot'; readonly width: number }
  | ImportedRecurrent
  /** y = W x + b of each step or of the one vector, `weight` is [out, in]. */
  | {
      readonly kind: 'dense';
      readonly weight: FloatArray;
      readonly bias: FloatArray | null;
      readonly outputs: number;
    }
  | { readonly kind: 'activation'; readonly activation: ImportedActivation; readonly slope?: number }
  /** y = scale ⊙ x + shift: batch normalisation as it is at inference. */
  | { readonly kind: 'scale'; readonly scale: FloatArray; readonly shift: FloatArray }
  /** Over time, `weight` is [out, in, size]. `causal` pads before only. */
  | {
      readonly kind: 'convolution';
      readonly weight: FloatArray;
      readonly bias: FloatArray | null;
      readonly outputs: number;
      readonly size: number;
      readonly dilation: number;
      readonly padding: 'same' | 'valid' | 'causal';
    }
  /** Of several inputs of one shape; `concat` of the widths. */
  | { readonly kind: 'merge'; readonly how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum' }
  /** One vector of all steps. */
  | { readonly kind: 'pool'; readonly how: 'max' | 'mean' | 'first' | 'last' }
  /** One vector of `steps` steps side by side: the network reads windows of that length only. */
  | { readonly kind: 'flatten'; readonly steps: number }
  /** Average of the steps weighted by softmax over time of w · x_t, `weight` is [width]. */
  | { readonly kind: 'attention'; readonly weight: FloatArray; readonly bias: number }
  /** Labels decided together: a linear-chain CRF over logits; the answer is the Viterbi path. `follows` is [from, to]. */
  | {
      readonly kind: 'crf';
      readonly follows: FloatArray;
      readonly starts: FloatArray | null;
      readonly ends: FloatArray | null;
    };

export interface ImportedLayer {
  /** As the file calls it. */
  readonly name: string;
  readonly operation: ImportedOperation;
  readonly inputs: readonly number[];
}

/** How ids of a text become what the network reads, as far as a file tells. */
export interface ImportedReading {
  /** Steps a sequence has, padding included; null for any. */
  readonly window: number | null;
  readonly padding: 'before' | 'after';
  readonly padId: number;
  /** Padding is skipped by the recurrent layers (their state stays) instead of being read. */
  readonly isMasked: boolean;
}

/** A network of another framework, everything in it converted: layers in an order in which they can be run. */
export interface ImportedNetwork {
  readonly layers: readonly ImportedLayer[];
  /** The layer that is the answer. */
  readonly output: number;
  readonly reading: ImportedReading;
  /** What was converted and how, for people: "kernel i, f, c, o → i, f, g, o, transposed". */
  readonly notes: readonly Sentence[];
}

import type { ParameterSpec } from '../rnn/weights.js';
import type { ActivationName } from './activations.js';

/** What stands beside the recurrent layers of networks of other frameworks: plain operations on rows. */
export type OperationKind =
  /** y = W x + b, `weight` [outputs, in], `bias` [outputs] */
  | { readonly kind: 'dense'; readonly outputs: number; readonly bias: boolean }
  | { readonly kind: 'activation'; readonly activation: ActivationName; readonly slope?: number }
  /** y = scale ⊙ x + shift, both [in]: batch normalisation at inference */
  | { readonly kind: 'scale' }
  /** Over the steps of a segment, `weight` [outputs, in, size], `bias` [outputs]; what lies outside it is 0 */
  | {
      readonly kind: 'convolution';
      readonly outputs: number;
      readonly size: number;
      readonly dilation: number;
      readonly padding: 'same' | 'causal';
      readonly bias: boolean;
    }
  /** Of several inputs: side by side, or number by number */
  | { readonly kind: 'merge'; readonly how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum' }
  /** One row of all steps of a segment */
  | { readonly kind: 'pool'; readonly how: 'max' | 'mean' | 'first' | 'last' }
  /** The steps of a segment side by side; it has exactly this many */
  | { readonly kind: 'flatten'; readonly steps: number }
  /** Mean of the steps weighted by softmax over the segment of w · x + b, `weight` [in], `bias` [1] */
  | { readonly kind: 'attention' };

/** One operation: what it is called, and the operations or places of the network that it reads. */
export type Operation = OperationKind & { readonly name: string; readonly inputs: readonly string[] };

/** Width of what an operation gives, from the widths of what it reads. */
export function operationWidth(operation: OperationKind, inputs: readonly number[]): number {
  if (operation.kind === 'dense' || operation.kind === 'convolution') return operation.outputs;
  if (operation.kind === 'merge' && operation.how === 'concat') return inputs.reduce((a, b) => a + b, 0);
  return operation.kind === 'flatten' ? operation.steps * inputs[0] : inputs[0];
}

/** Names and shapes of an operation's parameters, in the order of its width; `width` is that of its input. */
export function operationParameters(operation: Operation, width: number): ParameterSpec[] {
  const spec = (letter: string, shape: readonly number[]): ParameterSpec => ({
    name: operationParameter(operation.name, letter),
    shape,
  });
  switch (operation.kind) {
    case 'dense': {
      const { outputs, bias } = operation;
      return [spec('weight', [outputs, width]), ...(bias ? [spec('bias', [outputs])] : [])];
    }
    case 'convolution': {
      const { outputs, size, bias } = operation;
      return [spec('weight', [outputs, width, size]), ...(bias ? [spec('bias', [outputs])] : [])];
    }
    case 'scale':
      return [spec('scale', [width]), spec('shift', [width])];
    case 'attention':
      return [spec('weight', [width]), spec('bias', [1])];
    case 'activation':
    case 'merge':
    case 'pool':
    case 'flatten':
      return [];
  }
}

/** Name of an operation's parameter in the weights file. */
export function operationParameter(operation: string, letter: string): string {
  return `operations.${operation}.${letter}`;
}

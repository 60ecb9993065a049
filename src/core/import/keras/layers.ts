import { sentence, type Sentence } from '../../sentence.js';
import {
  planActivation,
  planActivationLayer,
  planBatchNormalization,
  planDense,
  planEmbedding,
  planTimeDistributed,
  type PlanLayer,
} from './dense.js';
import type { KerasLayer } from './graph.js';
import { planInput } from './input.js';
import { onlyInput, vectorsInto, type Plan, type Planned } from './plan.js';
import { isRecurrent, planBidirectional, planRecurrent } from './recurrent.js';
import { refuse } from './refusal.js';
import {
  planAttentionAverage,
  planConvolution,
  planFlatten,
  planMerge,
  planPool,
  planReshape,
} from './shapes.js';
import { planTextVectorization } from './textVectorization.js';

/** What does nothing when a network is used. */
const planNothing: PlanLayer = (layer, inputs) => onlyInput(layer, inputs);

/** Steps whose numbers are all zero (no symbol at all) are skipped. */
const planMasking: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  vectorsInto(layer, input);
  const value = layer.config['mask_value'];
  if (plan.padId !== -1 || (value !== undefined && value !== 0))
    refuse(
      sentence('Layer "{0}" skips steps that are {1}: that cannot be run.', layer.id, String(value ?? 0)),
    );
  return { ...input, isMasked: true };
};

/** All layers that can be run, by class. */
const LAYERS: Readonly<Record<string, PlanLayer>> = {
  InputLayer: planInput,
  Embedding: planEmbedding,
  Masking: planMasking,
  SimpleRNN: planRecurrent,
  LSTM: planRecurrent,
  GRU: planRecurrent,
  CuDNNLSTM: planRecurrent,
  CuDNNGRU: planRecurrent,
  RNN: planRecurrent,
  Bidirectional: planBidirectional,
  Dense: planDense,
  TimeDistributedDense: planDense,
  TimeDistributed: planTimeDistributed,
  Activation: planActivation,
  ReLU: planActivationLayer,
  LeakyReLU: planActivationLayer,
  ELU: planActivationLayer,
  Softmax: planActivationLayer,
  Dropout: planNothing,
  SpatialDropout1D: planNothing,
  GaussianDropout: planNothing,
  GaussianNoise: planNothing,
  AlphaDropout: planNothing,
  ActivityRegularization: planNothing,
  Identity: planNothing,
  BatchNormalization: planBatchNormalization,
  Flatten: planFlatten,
  Reshape: planReshape,
  GlobalMaxPooling1D: planPool('max'),
  GlobalMaxPool1D: planPool('max'),
  GlobalAveragePooling1D: planPool('mean'),
  GlobalAvgPool1D: planPool('mean'),
  Conv1D: planConvolution,
  Convolution1D: planConvolution,
  Concatenate: planMerge('concat'),
  Add: planMerge('add'),
  Multiply: planMerge('multiply'),
  Average: planMerge('average'),
  Maximum: planMerge('maximum'),
  AttentionWeightedAverage: planAttentionAverage,
  TextVectorization: planTextVectorization,
};

/** Classes of all layers that are known, also of those that cannot run. */
export function layerClasses(): readonly string[] {
  return [...Object.keys(LAYERS), ...Object.keys(REASONS)];
}

type Reason = (layer: string, className: string) => Sentence;

const poolsSteps: Reason = (layer, className) =>
  sentence(
    'Layer "{0}" ({1}) makes one step of several, so that there are no states of single words: that cannot be run.',
    layer,
    className,
  );

const attends: Reason = (layer, className) =>
  sentence(
    'Layer "{0}" ({1}) is a kind of attention whose formula is not known here: that cannot be run.',
    layer,
    className,
  );

/** Why some of the others cannot run, where there is more to say than their names. */
const REASONS: Readonly<Record<string, Reason>> = {
  Lambda: (layer, className) =>
    sentence('Layer "{0}" ({1}) is Python code of its own, which is not run.', layer, className),
  RepeatVector: (layer, className) =>
    sentence(
      'Layer "{0}" ({1}) begins a second sequence (encoder-decoder): that cannot be run on one text.',
      layer,
      className,
    ),
  LayerNormalization: (layer, className) =>
    sentence(
      'Layer "{0}" ({1}) normalises each step by its own numbers: that cannot be run.',
      layer,
      className,
    ),
  MaxPooling1D: poolsSteps,
  AveragePooling1D: poolsSteps,
  Attention: attends,
  AdditiveAttention: attends,
  MultiHeadAttention: attends,
  AttentionLayer: attends,
};

/** Whether a layer is of a kind that is not known, so that what comes before it can still be looked at. */
export function isUnknown({ className }: KerasLayer): boolean {
  return !Object.hasOwn(LAYERS, className) && (REASONS[className] ?? attends) === attends;
}

const unknown: Reason = (layer, className) =>
  sentence('Layer "{0}" is of a kind that cannot be run ({1}).', layer, className);

/** Layers that skip padding where it is marked; recurrent ones besides. */
const SKIPPING = /^(Global(Average|Avg)Pool(ing)?1D|AttentionWeightedAverage)$/;
/** Layers that read padding as they read all else, whether it is marked or not. */
const READING = /^(Conv1D|Convolution1D|Flatten|GlobalMaxPool(ing)?1D)$/;

/** Plans one layer by its class; refuses classes that are not known, naming layer and class. */
export function planLayer(layer: KerasLayer, inputs: readonly Planned[], plan: Plan): Planned {
  const { className, id } = layer;
  if (!Object.hasOwn(LAYERS, className)) {
    const reason = Object.hasOwn(REASONS, className) ? REASONS[className] : unknown;
    return refuse(reason(id, className));
  }
  const planned = LAYERS[className](layer, inputs, plan);
  const isMasked = planned.isMasked ?? passesMask(layer, inputs, plan);
  return { ...planned, isMasked: isMasked && planned.flow.kind === 'sequence' };
}

/** Whether what comes out of a layer has its padding marked still. */
function passesMask(layer: KerasLayer, inputs: readonly Planned[], plan: Plan): boolean {
  const { className, id } = layer;
  const isMasked = inputs.length > 0 && inputs.every((input) => input.isMasked === true);
  const skips = isRecurrent(layer) || SKIPPING.test(className);
  if (skips) plan.skips(layer, inputs[0]);
  if (!READING.test(className)) return isMasked;
  if (isMasked && plan.isMasked)
    refuse(
      sentence(
        'Layer "{0}" ({1}) reads the padding that layers before it skip: such networks cannot be run.',
        id,
        className,
      ),
    );
  return false;
}

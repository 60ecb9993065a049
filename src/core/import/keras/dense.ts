import { sentence } from '../../sentence.js';
import { RnnLensError } from '../../problems.js';
import { activationOf, type KerasActivation } from './activations.js';
import type { KerasLayer } from './graph.js';
import { countOf, flagOf, isObject, settingOf, textOf, type JsonObject } from './json.js';
import { onlyInput, sequenceInto, vectorsInto, type Flow, type Plan, type Planned } from './plan.js';
import { refuse } from './refusal.js';
import { byRole, checkShape, transposed } from './weights.js';

/** What a layer's part of a plan is made by. */
export type PlanLayer = (layer: KerasLayer, inputs: readonly Planned[], plan: Plan) => Planned;

/** A flow of the same kind with another width. */
function withWidth(flow: Exclude<Flow, { readonly kind: 'ids' }>, width: number): Flow {
  return { ...flow, width };
}

export const planDense: PlanLayer = (layer, inputs, plan) => denseOf(layer, layer.config, inputs, plan);

function denseOf(layer: KerasLayer, config: JsonObject, inputs: readonly Planned[], plan: Plan): Planned {
  const input = onlyInput(layer, inputs);
  const flow = vectorsInto(layer, input);
  const hasBias = config['use_bias'] !== false && config['bias'] !== false;
  const roles = hasBias ? (['kernel', 'bias'] as const) : (['kernel'] as const);
  const { kernel, bias } = byRole<'kernel' | 'bias'>(layer, plan.weights.of(layer), roles);
  const outputs = countOf(config, 'units', 'output_dim') ?? kernel.shape[1];
  checkShape(layer, kernel, flow.width, outputs);
  if (hasBias) checkShape(layer, bias, outputs);
  const at = plan.add(layer.id, [input], async () => ({
    kind: 'dense',
    weight: transposed(await kernel.values(), flow.width, outputs),
    bias: hasBias ? await bias.values() : null,
    outputs,
  }));
  const activation = activationOf(config['activation'], layer.id, plan.dialect);
  return plan.activate(layer, activation, { at, flow: withWidth(flow, outputs) });
}

export const planEmbedding: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  if (input.flow.kind !== 'ids')
    refuse(
      sentence(
        'Layer "{0}" looks up numbers that the network has computed: such networks cannot be run.',
        layer.id,
      ),
    );
  const { steps } = input.flow;
  const { embeddings } = byRole(layer, plan.weights.of(layer), ['embeddings']);
  const rows = countOf(layer.config, 'input_dim') ?? embeddings.shape[0];
  const width = countOf(layer.config, 'output_dim') ?? embeddings.shape[1];
  checkShape(layer, embeddings, rows, width);
  const at = plan.add(layer.id, [input], async () => ({
    kind: 'embedding',
    weight: await embeddings.values(),
    rows,
    width,
  }));
  return { at, flow: { kind: 'sequence', width, steps }, isMasked: flagOf(layer.config, 'mask_zero') };
};

/** A wrapped layer that is done at each step: what is done at each step anyway. */
export const planTimeDistributed: PlanLayer = (layer, inputs, plan) => {
  const inner = layer.config['layer'];
  const config = isObject(inner) ? inner['config'] : undefined;
  if (!isObject(inner) || !isObject(config))
    throw new RnnLensError('Layer "{0}" does not say what it wraps.', layer.id);
  sequenceInto(layer, onlyInput(layer, inputs));
  const className = textOf(inner, 'class_name') ?? '?';
  const own: KerasLayer = { ...layer, className, config };
  if (className === 'Dense') return denseOf(layer, config, inputs, plan);
  if (className === 'Activation') return planActivation(own, inputs, plan);
  if (className === 'BatchNormalization') return planBatchNormalization(own, inputs, plan);
  if (/^(Spatial|Gaussian|Alpha)?Dropout/.test(className)) return inputs[0];
  return refuse(sentence('Layer "{0}" does {1} at each step, which cannot be run.', layer.id, className));
};

export const planActivation: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  vectorsInto(layer, input);
  return plan.activate(layer, activationOf(layer.config['activation'], layer.id, plan.dialect), input);
};

/** Activations that are layers of their own. */
export const planActivationLayer: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const flow = vectorsInto(layer, input);
  return plan.activate(layer, ownActivation(layer, plan, flow), input);
};

function ownActivation(layer: KerasLayer, { dialect }: Plan, flow: Flow): KerasActivation {
  const { className, config } = layer;
  const number = (...names: string[]): number | undefined => {
    const value = settingOf(config, ...names);
    return typeof value === 'number' ? value : undefined;
  };
  const isOdd = (value: number | undefined, usual: number): boolean => value !== undefined && value !== usual;
  const odd = (): never =>
    refuse(sentence('Layer "{0}" ({1}) has settings that cannot be run.', layer.id, className));
  if (className === 'Softmax') {
    const axis = number('axis') ?? -1;
    return axis === -1 || axis === (flow.kind === 'sequence' ? 2 : 1) ? { activation: 'softmax' } : odd();
  }
  if (className === 'ELU') return isOdd(number('alpha'), 1) ? odd() : { activation: 'elu' };
  const slope = number('negative_slope', 'alpha');
  if (className === 'LeakyReLU') return { activation: 'leaky-relu', slope: slope ?? 0.3 };
  if ((config['max_value'] ?? null) !== null || isOdd(number('threshold', 'theta'), 0)) return odd();
  if (slope !== undefined && slope !== 0) return { activation: 'leaky-relu', slope };
  return activationOf('relu', layer.id, dialect);
}

export const planBatchNormalization: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const flow = vectorsInto(layer, input);
  const { config } = layer;
  const [axis] = [config['axis']].flat() as unknown[];
  if (typeof axis === 'number' && axis !== -1 && axis !== (flow.kind === 'sequence' ? 2 : 1))
    refuse(sentence('Layer "{0}" normalises along axis {1}: that cannot be run.', layer.id, axis));
  const [hasScale, hasCentre] = [flagOf(config, 'scale', true), flagOf(config, 'center', true)];
  const roles = (['gamma', 'beta', 'moving_mean', 'moving_variance'] as const).filter(
    (role) => (role !== 'gamma' || hasScale) && (role !== 'beta' || hasCentre),
  );
  const found = byRole(layer, plan.weights.of(layer), roles);
  for (const role of roles) checkShape(layer, found[role], flow.width);
  const epsilon = typeof config['epsilon'] === 'number' ? config['epsilon'] : 1e-3;
  const at = plan.add(layer.id, [input], async () => {
    const [mean, variance] = [await found.moving_mean.values(), await found.moving_variance.values()];
    const scale = Float64Array.from(variance, (v) => 1 / Math.sqrt(v + epsilon));
    if (hasScale) (await found.gamma.values()).forEach((v, k) => (scale[k] *= v));
    const shift = Float64Array.from(mean, (v, k) => -v * scale[k]);
    if (hasCentre) (await found.beta.values()).forEach((v, k) => (shift[k] += v));
    return { kind: 'scale', scale, shift };
  });
  return { at, flow };
};

import { sentence } from '../../sentence.js';
import { activationOf } from './activations.js';
import type { PlanLayer } from './dense.js';
import type { KerasLayer } from './graph.js';
import { countOf, flagOf, textOf } from './json.js';
import { onlyInput, sequenceInto, vectorsInto, type Flow, type Plan, type Planned } from './plan.js';
import { refuse } from './refusal.js';
import { byRole, checkShape } from './weights.js';

type Vectors = Exclude<Flow, { readonly kind: 'ids' }>;

export const planPool =
  (how: 'max' | 'mean'): PlanLayer =>
  (layer, inputs, plan) => {
    const input = onlyInput(layer, inputs);
    const { width } = sequenceInto(layer, input);
    if (flagOf(layer.config, 'keepdims') || layer.config['data_format'] === 'channels_first')
      refuse(sentence('Layer "{0}" ({1}) has settings that cannot be run.', layer.id, layer.className));
    return { at: plan.add(layer.id, [input], { kind: 'pool', how }), flow: { kind: 'vector', width } };
  };

export const planFlatten: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const flow = vectorsInto(layer, input);
  return flow.kind === 'vector' ? input : flattened(layer, input, flow, plan);
};

function flattened(
  layer: KerasLayer,
  input: Planned,
  flow: Vectors & { readonly kind: 'sequence' },
  plan: Plan,
): Planned {
  const { steps, width } = flow;
  if (steps === null || steps === 0)
    return refuse(
      sentence(
        'Layer "{0}" puts all steps side by side, but the file does not say how many there are.',
        layer.id,
      ),
    );
  const at = plan.add(layer.id, [input], { kind: 'flatten', steps });
  return { at, flow: { kind: 'vector', width: steps * width } };
}

/** Only what changes nothing, or puts all steps side by side. */
export const planReshape: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const flow = vectorsInto(layer, input);
  const target = layer.config['target_shape'] ?? layer.config['dims'];
  const sizes = Array.isArray(target) ? target.map(Number) : [];
  const fits = (n: number, own: number | null): boolean => n === -1 || (own !== null && n === own);
  if (flow.kind === 'vector' && sizes.length === 1 && fits(sizes[0], flow.width)) return input;
  if (flow.kind === 'sequence') {
    if (sizes.length === 2 && fits(sizes[0], flow.steps) && fits(sizes[1], flow.width)) return input;
    // One number a step: a list of them is the same.
    if (sizes.length === 1 && flow.width === 1 && fits(sizes[0], flow.steps)) return input;
    if (sizes.length === 1 && flow.steps !== null && fits(sizes[0], flow.steps * flow.width))
      return flattened(layer, input, flow, plan);
  }
  return refuse(
    sentence(
      'Layer "{0}" ({1}) makes another shape of its input: that cannot be run.',
      layer.id,
      layer.className,
    ),
  );
};

export const planMerge =
  (how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum'): PlanLayer =>
  (layer, inputs, plan) => {
    const flows = inputs.map((input) => vectorsInto(layer, input));
    const [first] = flows;
    const sameKind = flows.every(({ kind }) => kind === first?.kind);
    if (!first || !sameKind || (how !== 'concat' && flows.some(({ width }) => width !== first.width)))
      refuse(
        sentence(
          'Layer "{0}" ({1}) joins values of different shapes: that cannot be run.',
          layer.id,
          layer.className,
        ),
      );
    const axis = layer.config['axis'] ?? layer.config['concat_axis'] ?? -1;
    if (how === 'concat' && axis !== -1 && axis !== (first.kind === 'sequence' ? 2 : 1))
      refuse(sentence('Layer "{0}" joins along axis {1}: that cannot be run.', layer.id, String(axis)));
    if (inputs.length === 1) return inputs[0];
    const width = how === 'concat' ? flows.reduce((sum, flow) => sum + flow.width, 0) : first.width;
    return { at: plan.add(layer.id, inputs, { kind: 'merge', how }), flow: { ...first, width } };
  };

export const planConvolution: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const flow = sequenceInto(layer, input);
  const { config } = layer;
  const strides = countOf(config, 'strides', 'subsample_length', 'subsample') ?? 1;
  const groups = countOf(config, 'groups') ?? 1;
  const padding = textOf(config, 'padding', 'border_mode') ?? 'valid';
  if (strides !== 1 || groups !== 1 || config['data_format'] === 'channels_first')
    refuse(
      sentence(
        'Layer "{0}" ({1}) leaves out steps or splits its input: that cannot be run.',
        layer.id,
        layer.className,
      ),
    );
  if (padding !== 'same' && padding !== 'valid' && padding !== 'causal')
    refuse(sentence('Layer "{0}" ({1}) has settings that cannot be run.', layer.id, layer.className));
  const hasBias = config['use_bias'] !== false && config['bias'] !== false;
  const roles = hasBias ? (['kernel', 'bias'] as const) : (['kernel'] as const);
  const { kernel, bias } = byRole<'kernel' | 'bias'>(layer, plan.weights.of(layer), roles);
  const size = countOf(config, 'kernel_size', 'filter_length') ?? kernel.shape[0];
  const outputs = countOf(config, 'filters', 'nb_filter') ?? kernel.shape.at(-1)!;
  // Keras 1 has an axis more.
  checkShape(layer, kernel, ...(kernel.shape.length === 4 ? [size, 1] : [size]), flow.width, outputs);
  if (hasBias) checkShape(layer, bias, outputs);
  const dilation = countOf(config, 'dilation_rate', 'atrous_rate') ?? 1;
  const at = plan.add(layer.id, [input], async () => ({
    kind: 'convolution',
    weight: byOutput(await kernel.values(), size, flow.width, outputs),
    bias: hasBias ? await bias.values() : null,
    outputs,
    size,
    dilation,
    padding,
  }));
  const lost = padding === 'valid' ? (size - 1) * dilation : 0;
  const steps = flow.steps === null ? null : Math.max(0, flow.steps - lost);
  const convolved: Planned = { at, flow: { kind: 'sequence', width: outputs, steps } };
  return plan.activate(layer, activationOf(config['activation'], layer.id, plan.dialect), convolved);
};

/** [size, in, out] → [out, in, size]. */
function byOutput(kernel: Float32Array, size: number, width: number, outputs: number): Float32Array {
  const out = new Float32Array(kernel.length);
  for (let k = 0; k < size; k++)
    for (let j = 0; j < width; j++)
      for (let o = 0; o < outputs; o++)
        out[(o * width + j) * size + k] = kernel[(k * width + j) * outputs + o];
  return out;
}

/** textgenrnn's average of the steps, weighted by a learned vector. */
export const planAttentionAverage: PlanLayer = (layer, inputs, plan) => {
  const input = onlyInput(layer, inputs);
  const { width } = sequenceInto(layer, input);
  const weight = byRole(layer, plan.weights.of(layer), ['attention_W']).attention_W;
  checkShape(layer, weight, width, 1);
  const at = plan.add(layer.id, [input], async () => ({
    kind: 'attention',
    weight: await weight.values(),
    bias: 0,
  }));
  return { at, flow: { kind: 'vector', width } };
};

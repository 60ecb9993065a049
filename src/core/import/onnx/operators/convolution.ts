import { RnnLensError } from '../../../problems.js';
import { elementsOf } from '../constant.js';
import { isSame, size } from '../sizes.js';
import { widthOf, type Axis } from '../values.js';
import {
  asFlow,
  cannot,
  inputOf,
  integerAttribute,
  layerName,
  nameOf,
  type Call,
  type Operator,
} from './call.js';

/** A convolution over the steps: [batch, channels, steps], also with further axes of size 1. */
export const convolution: Operator = (call) => {
  const flow = asFlow(call, inputOf(call));
  const [weight, bias] = [inputOf(call, 1), call.inputs.at(2) ?? null];
  if (weight.kind !== 'constant' || (bias && bias.kind !== 'constant') || flow.isReversed) throw cannot(call);
  const [outputs, inputs, ...kernel] = weight.shape;
  const width = widthOf(flow);
  const { axes } = flow;
  const time = axes.findIndex(({ role }) => role === 'time');
  if (kernel.length !== axes.length - 2 || axes[1]?.role !== 'inner' || time < 2) throw cannot(call);
  const along = time - 2;
  if (kernel.some((n, k) => k !== along && (n !== 1 || !isSame(axes[k + 2].size, size(1)))))
    throw cannot(call);
  if (integerAttribute(call, 'group', 1) !== 1) throw cannot(call);
  if (width !== inputs)
    throw new RnnLensError(
      'Node {0} reads {1} columns; its weights are for {2}.',
      nameOf(call.node),
      width,
      inputs,
    );
  if (bias && elementsOf(bias.shape) !== outputs)
    throw new RnnLensError(
      'Node {0} has {1} outputs and a bias of {2}.',
      nameOf(call.node),
      outputs,
      elementsOf(bias.shape),
    );
  const taps = kernel[along];
  const { padding, dilation } = paddingOf(call, taps, along, kernel.length);
  const { follow, node } = call;
  const input = follow.columns.whole(flow, layerName(node));
  const layer = follow.add({
    name: layerName(node),
    inputs: [input],
    width: outputs,
    isSequence: true,
    kind: 'convolution',
    build: async () => ({
      kind: 'convolution',
      weight: await weight.load(),
      bias: bias ? await bias.load() : null,
      outputs,
      size: taps,
      dilation,
      padding,
    }),
  });
  const made: Axis[] = axes.map((axis, k) => (k === 1 ? { role: 'inner', size: size(outputs) } : axis));
  return [{ ...flow, axes: made, segments: [{ layer, start: 0, size: outputs }] }];
};

function paddingOf(
  call: Call,
  taps: number,
  along: number,
  rank: number,
): { padding: 'same' | 'valid' | 'causal'; dilation: number } {
  const { attributes } = call.node;
  const strides = attributes.get('strides')?.integers ?? [];
  if (strides.some((stride) => stride !== 1)) throw cannot(call);
  const dilation = attributes.get('dilations')?.integers[along] ?? 1;
  const reach = (taps - 1) * dilation;
  const automatic = attributes.get('auto_pad')?.text ?? 'NOTSET';
  if (automatic === 'VALID') return { padding: 'valid', dilation };
  if (automatic === 'SAME_UPPER' || (automatic === 'SAME_LOWER' && reach % 2 === 0))
    return { padding: 'same', dilation };
  if (automatic !== 'NOTSET' && automatic !== '') throw cannot(call);
  const pads = attributes.get('pads')?.integers ?? [];
  const [before, after] = [pads[along] ?? 0, pads[along + rank] ?? 0];
  if (before === 0 && after === 0) return { padding: 'valid', dilation };
  if (before === Math.floor(reach / 2) && before + after === reach) return { padding: 'same', dilation };
  if (before === reach && after === 0) return { padding: 'causal', dilation };
  throw cannot(call);
}

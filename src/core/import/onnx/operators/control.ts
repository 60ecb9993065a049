import { sentence } from '../../../sentence.js';
import { computed, type Constant } from '../constant.js';
import type { OnnxGraph } from '../model.js';
import { isIntegerType } from '../tensor.js';
import { Unfollowed } from '../unfollowed.js';
import type { Value } from '../values.js';
import { cannot, inputOf, integerAttribute, nameOf, type Call, type Operator } from './call.js';

/** The branch that runs; where that depends on the text, both must give the same without a layer of their own. */
export const branch: Operator = async (call) => {
  const condition = inputOf(call);
  const [then, otherwise] = ['then_branch', 'else_branch'].map(
    (name) => call.node.attributes.get(name)?.graph,
  );
  if (!then || !otherwise) throw cannot(call);
  if (condition.kind === 'constant') {
    const [value] = await condition.load();
    return run(call, value ? then : otherwise);
  }
  const { follow } = call;
  const before = follow.layers.length;
  const [a, b] = [await run(call, then), await run(call, otherwise)];
  const isNumbers = [...a, ...b].some(({ kind }) => kind === 'constant');
  if (isNumbers || follow.layers.length !== before || JSON.stringify(a) !== JSON.stringify(b))
    throw new Unfollowed(
      sentence(
        '{0} runs one of two networks, by what it is given: which one cannot be known.',
        nameOf(call.node),
      ),
    );
  return a;
};

async function run({ follow }: Call, graph: OnnxGraph): Promise<Value[]> {
  const names = graph.outputs.map(({ name }) => name);
  await follow.runGraph(graph, names);
  return names.map((name) => follow.values.get(name)!);
}

/** Between whole numbers and others; what reads the text stays as it is. */
export const cast: Operator = (call) => {
  const value = inputOf(call);
  const to = integerAttribute(call, 'to', 1);
  if (value.kind !== 'constant') {
    // The ids of some exporters are floats until here.
    if (value.kind === 'flow' && isIntegerType(to)) throw cannot(call);
    return [value];
  }
  return [castConstant(call, value, isIntegerType(to))];
};

function castConstant(call: Call, value: Constant, isInteger: boolean): Constant {
  if (value.isInteger === isInteger) return value;
  if (value.uniform !== null) {
    const uniform = isInteger ? Math.trunc(value.uniform) : value.uniform;
    const fill = <T extends Float32Array | Float64Array>(array: T): T => array.fill(uniform) as T;
    const load = async (): Promise<Float32Array | Float64Array> => {
      const { length } = await value.load();
      return fill(isInteger ? new Float64Array(length) : new Float32Array(length));
    };
    return { ...value, isInteger, uniform, load };
  }
  return computed(call.follow.budget, value.shape, isInteger, async (out) => {
    const values = await value.load();
    for (let k = 0; k < out.length; k++) out[k] = isInteger ? Math.trunc(values[k]) : values[k];
  });
}

import { RnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { ImportedOperation } from '../network.js';
import { Budget, storedConstant } from './constant.js';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model.js';
import { Columns } from './columns.js';
import { inputValue } from './inputs.js';
import { OPERATORS } from './operators/table.js';
import { Unfollowed } from './unfollowed.js';
import type { Flow, Value } from './values.js';

/** A layer whose weights are loaded when it is built. */
export interface Plan {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly width: number;
  readonly isSequence: boolean;
  readonly kind: ImportedOperation['kind'];
  /** Its columns are those of other layers, put together or picked: nothing is computed. */
  readonly isArranged?: boolean;
  /** Of a recurrent layer of one direction: what another must have, too, to be its other direction. */
  readonly lane?: { readonly signature: string; readonly isReversed: boolean };
  build(): Promise<ImportedOperation>;
}

/** What is assumed of the inputs while a graph is followed. */
export interface Assumption {
  /** Of the ids: which of their two axes are the steps. */
  readonly order: 'batch-time' | 'time-batch';
  /** A float input has a one for what is read and zeros else. */
  readonly isOneHot: boolean;
}

/** More columns than any network has: a limit against files that explode. */
const WIDEST = 1 << 20;

/** Follows a graph from what is read to an answer, node by node: layers of what reads the text, numbers of the rest. */
export class Follow {
  readonly layers: Plan[] = [];
  readonly notes: Sentence[] = [];
  readonly values = new Map<string, Value>();
  readonly budget: Budget;
  readonly columns = new Columns(this);
  /** The input whose ids are embedded. */
  idsInput: string | null = null;
  /** Names that are read by nodes that are followed, or are the answer, and how often. */
  readonly uses = new Map<string, number>();
  /** Steps a text must have, where the graph says so. */
  steps: number | null = null;
  /** Whether the layers depend on that number. */
  isWindowed = false;

  constructor(
    readonly model: OnnxModel,
    readonly assumption: Assumption,
  ) {
    let elements = 0;
    for (const { tensor } of model.graph.stored.values()) elements += tensor.elements;
    for (const { attributes } of model.graph.nodes)
      for (const { tensor } of attributes.values()) elements += tensor?.tensor.elements ?? 0;
    this.budget = new Budget(elements);
  }

  get opset(): number {
    return this.model.opsets.get('') ?? 1;
  }

  /** The answer; throws Unfollowed with the reason where a graph cannot be run, RnnLensError where it is damaged. */
  async run(output: string): Promise<Flow> {
    const { graph } = this.model;
    const read = graph.inputs.filter(({ name }) => !graph.stored.has(name));
    for (const input of read) this.values.set(input.name, inputValue(this, input, read));
    await this.runGraph(graph, [output]);
    const answer = this.valueOf(output, null);
    if (answer.kind === 'unusable') throw new Unfollowed(answer.reason);
    if (answer.kind !== 'flow')
      throw new Unfollowed(sentence('The answer "{0}" does not depend on what is read.', output));
    return answer;
  }

  /** Runs the nodes of a graph that some names depend on. */
  async runGraph(graph: OnnxGraph, outputs: readonly string[]): Promise<void> {
    for (const [name, stored] of graph.stored) this.values.set(name, storedConstant(stored));
    for (const node of this.needed(graph, outputs)) {
      const operator = Object.hasOwn(OPERATORS, node.type) ? OPERATORS[node.type] : undefined;
      const inputs = node.inputs.map((name) => (name === '' ? null : this.valueOf(name, node)));
      if (!operator) throw unknownOperator(node);
      const results = await operator({ follow: this, node, inputs });
      node.outputs.forEach((name, k) => {
        const result = results[k];
        if (name !== '' && result) this.values.set(name, result);
      });
    }
  }

  /** Nodes in the file's order, which is one in which they can be run. */
  private needed(graph: OnnxGraph, outputs: readonly string[]): OnnxNode[] {
    const count = (name: string): void => void this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
    outputs.forEach(count);
    const nodes: OnnxNode[] = [];
    for (const node of [...graph.nodes].reverse()) {
      if (!node.outputs.some((name) => name !== '' && this.uses.has(name))) continue;
      nodes.push(node);
      node.inputs.forEach(count);
      for (const { graph: inner } of node.attributes.values())
        inner?.nodes.forEach((n) => n.inputs.forEach(count));
      for (const { graph: inner } of node.attributes.values())
        inner?.outputs.forEach((value) => count(value.name));
    }
    return nodes.reverse();
  }

  private valueOf(name: string, node: OnnxNode | null): Value {
    const value = this.values.get(name);
    if (value) return value;
    if (node)
      throw new RnnLensError(
        'Node {0} reads "{1}", which is neither stored nor computed before it.',
        node.type,
        name,
      );
    throw new RnnLensError('The answer "{0}" is computed nowhere in the graph.', name);
  }

  /** Adds a layer; its index. */
  add(plan: Plan): number {
    if (!(plan.width <= WIDEST))
      throw new RnnLensError('Layer "{0}" would have {1} columns.', plan.name, plan.width);
    this.layers.push(plan);
    return this.layers.length - 1;
  }

  /** The layer of the ids that are read; a second input of ids cannot be. */
  idsLayer(input: string): number {
    if (this.idsInput === null) {
      this.idsInput = input;
      return this.add({
        name: input,
        inputs: [],
        width: 1,
        isSequence: true,
        kind: 'ids',
        build: () => Promise.resolve({ kind: 'ids' }),
      });
    }
    if (this.idsInput !== input)
      throw new Unfollowed(
        sentence(
          'It reads two inputs of ids, "{0}" and "{1}"; only one can be made of a text.',
          this.idsInput,
          input,
        ),
      );
    return this.layers.findIndex(({ kind }) => kind === 'ids');
  }

  oneHot(ids: number, width: number): number {
    const build = (): Promise<ImportedOperation> => Promise.resolve({ kind: 'one-hot', width });
    return this.add({ name: 'one-hot', inputs: [ids], width, isSequence: true, kind: 'one-hot', build });
  }

  /** The flow of a layer of its own that keeps the axes of another. */
  flowOf(layer: number, like: Flow): Flow {
    return { ...like, segments: [{ layer, start: 0, size: this.layers[layer].width }] };
  }
}

function unknownOperator({ type, name, outputs }: OnnxNode): Unfollowed {
  const node = name === '' ? (outputs[0] ?? '') : name;
  return new Unfollowed(
    sentence('Between what it reads and its answer there is {0} ("{1}"), which cannot be run.', type, node),
  );
}

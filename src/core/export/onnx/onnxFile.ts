import { sentence } from '../../sentence.js';
import type {
  ExportedInput,
  ExportedNetwork,
  ExportedNode,
  ExportedOperation,
  ExportedTable,
} from '../exportedNetwork.js';
import { cannotSay } from '../raise.js';
import { metadataOf } from '../symbols.js';
import { ELEMENT, OnnxGraph } from './graph.js';
import { addOperation, dense } from './operations.js';
import { addStack, type RecurrentValues } from './recurrent.js';

/**
 * A network as an ONNX file (opset 14): RNN, GRU and LSTM nodes, Gather for tables, MatMul and Softmax for heads, whose
 * outputs are probabilities. Ids are [n, steps]; where words are read by their characters or tokens are several steps,
 * there is one text at a time. Throws RnnLensError for what ONNX has no words for.
 */
export function onnxFile(network: ExportedNetwork): Uint8Array {
  return new OnnxFile(network).file();
}

class OnnxFile {
  private readonly graph = new OnnxGraph();
  /** Values by the names of nodes. */
  private readonly values = new Map<string, string>();
  private readonly recurrent = new Map<string, RecurrentValues>();

  constructor(private readonly network: ExportedNetwork) {}

  file(): Uint8Array {
    const { network, graph } = this;
    for (const input of network.inputs) this.addInput(input);
    for (const node of network.nodes) this.values.set(node.name, this.add(node));
    const heads = network.nodes.flatMap(({ operation }) =>
      operation.kind === 'head' ? [operation.head] : [],
    );
    for (const name of network.outputs) this.addOutput(name);
    const { window } = network;
    return graph.file(network.name, {
      ...metadataOf(network.symbols, heads),
      ...(window && { padding: window.padding }),
    });
  }

  private addInput(input: ExportedInput): void {
    const { graph, network } = this;
    const time = network.window?.steps ?? 'time';
    // What is looked up for words is put beside what their characters say: one text at a time.
    const n = this.isOne ? 1 : 'batch';
    if (input === 'x') graph.input(input, ELEMENT.float, [n, time, this.widthOfNumbers]);
    else if (input === 'characters' && network.inputs.includes('lengths'))
      graph.input(input, ELEMENT.int64, [time, 'letters']);
    else if (input === 'lengths') graph.input(input, ELEMENT.int32, [time]);
    else if (input === 'first_steps' || input === 'last_steps') graph.input(input, ELEMENT.int64, ['tokens']);
    else graph.input(input, ELEMENT.int64, [n, time]);
  }

  private get isOne(): boolean {
    return this.network.inputs.includes('lengths') || this.network.inputs.includes('first_steps');
  }

  private get widthOfNumbers(): number {
    const numbers = this.network.nodes.find(({ operation }) => operation.kind === 'numbers');
    return numbers?.operation.kind === 'numbers' ? numbers.operation.width : 0;
  }

  private addOutput(name: string): void {
    const node = this.network.nodes.find((one) => one.name === name)!;
    const { operation } = node;
    const width = operation.kind === 'head' ? operation.head.labels.length : 'width';
    const isPooled = this.isPooled(node);
    this.graph.output(this.values.get(name)!, isPooled ? ['batch', width] : ['batch', 'steps', width]);
  }

  private isPooled({ operation, inputs }: ExportedNode): boolean {
    if (operation.kind === 'ends') return operation.of === 'text';
    if (operation.kind === 'operation' && /^(pool|flatten|attention)$/.test(operation.operation.kind))
      return true;
    const read = this.network.nodes.find((node) => node.name === inputs[0]);
    return operation.kind !== 'recurrent' && read !== undefined && this.isPooled(read);
  }

  private add({ name, operation, inputs }: ExportedNode): string {
    const { graph } = this;
    const read = inputs.map((input) => this.values.get(input)!);
    switch (operation.kind) {
      case 'numbers':
        return 'x';
      case 'embedding':
        return this.lookUp(name, operation.table, operation.input);
      case 'word-states':
        return this.wordStates(name, operation);
      case 'recurrent': {
        const x = graph.one('Transpose', read, { perm: [1, 0, 2] }, `${name}_x`);
        const values = addStack(graph, operation.stack, x);
        this.recurrent.set(name, values);
        return graph.one('Transpose', [values.steps], { perm: [1, 0, 2] }, name);
      }
      case 'columns':
        return this.columns(name, read[0], operation.from, operation.to);
      case 'ends':
        return operation.of === 'text'
          ? this.lastOf(name, inputs[0])
          : this.tokenEnds(name, read[0], operation);
      case 'operation':
        return addOperation(graph, name, operation, read);
      case 'head':
        return this.head(read[0], operation);
    }
  }

  private lookUp(name: string, { name: table, rows, width, values }: ExportedTable, input: string): string {
    return this.graph.one(
      'Gather',
      [this.graph.floats(`${table}_weight`, [rows, width], values), input],
      {},
      name,
    );
  }

  /** [1, words, D·H] of [words, letters] and how many letters each has. */
  private wordStates(
    name: string,
    { table, stack }: ExportedOperation & { readonly kind: 'word-states' },
  ): string {
    const { graph } = this;
    const rows = this.lookUp(`${name}_rows`, table, 'characters');
    const x = graph.one('Transpose', [rows], { perm: [1, 0, 2] }, `${name}_x`);
    const { ends } = addStack(graph, stack, x, 'lengths');
    const turned = graph.one('Transpose', [ends], { perm: [1, 0, 2] }, `${name}_ends`);
    const width = (stack.config.bidirectional ? 2 : 1) * stack.config.hiddenSize;
    const flat = graph.one('Reshape', [turned, graph.longs(`${name}_shape`, [0, width])], {}, `${name}_flat`);
    return graph.one('Unsqueeze', [flat, graph.longs(`${name}_axis`, [0])], {}, name);
  }

  private columns(name: string, x: string, from: number, to: number): string {
    const { graph } = this;
    const bounds = [[from], [to], [-1]].map((list, k) =>
      graph.longs(`${name}_${['from', 'to', 'axis'][k]}`, list),
    );
    return graph.one('Slice', [x, ...bounds], {}, name);
  }

  /** The last h of each direction, side by side. */
  private lastOf(name: string, node: string): string {
    const { graph } = this;
    const { ends, directions } = this.recurrent.get(node)!;
    const parts = Array.from({ length: directions }, (_, d) =>
      graph.one(
        'Gather',
        [ends, graph.longs(`${name}_direction`, [d], [])],
        { axis: 0 },
        directions === 1 ? name : `${name}_${d}`,
      ),
    );
    return directions === 1 ? parts[0] : graph.one('Concat', parts, { axis: -1 }, name);
  }

  private tokenEnds(
    name: string,
    x: string,
    { split, width }: { readonly split: number; readonly width: number },
  ): string {
    const { graph } = this;
    const at = (which: string, from: number, to: number): string =>
      graph.one(
        'Gather',
        [this.columns(`${name}_${which}_columns`, x, from, to), which],
        { axis: 1 },
        `${name}_${which}`,
      );
    if (split >= width) return at('last_steps', 0, width);
    return graph.one(
      'Concat',
      [at('last_steps', 0, split), at('first_steps', split, width)],
      { axis: -1 },
      name,
    );
  }

  private head(x: string, { head }: ExportedOperation & { readonly kind: 'head' }): string {
    const { graph } = this;
    const { name, weight, bias, inputs, labels, activation, crf } = head;
    if (crf) throw cannotSay('ONNX', sentence('labels that are decided together (a CRF)'));
    const own = activation === 'given' ? name : `${name}_logits`;
    const logits = dense(graph, own, x, { weight, bias, inputs, outputs: labels.length });
    if (activation === 'given') return logits;
    return activation === 'sigmoid'
      ? graph.one('Sigmoid', [logits], {}, name)
      : graph.one('Softmax', [logits], { axis: -1 }, name);
  }
}

import { architectureOf, type ModelManifest } from '../formats/manifest.js';
import type { HeadConfig } from '../heads/head.js';
import {
  bodyPlaces,
  EMBEDDING,
  headParameter,
  layerPlace,
  operationWidths,
  PLACE,
  PREFIX,
} from '../model/model.js';
import { operationParameter, type Operation } from '../operations/operation.js';
import { RnnLensError } from '../problems.js';
import { outputOffset, outputSize } from '../rnn/config.js';
import { sentence, type Sentence } from '../sentence.js';
import { inputWidth } from '../tokens/input.js';
import type {
  ExportedHead,
  ExportedInput,
  ExportedNetwork,
  ExportedNode,
  ExportedOperation,
  ExportedTable,
} from './exportedNetwork.js';
import { inOrderOfIds } from './nextSymbols.js';
import { stacksOf, uniformStack } from './stacks.js';
import { readsSteps, separatesTokens, START_NAME, symbolsOf, tableOrder } from './symbols.js';

/** Finds the numbers of a parameter by its name in the weights file; throws RnnLensError where it is missing. */
export type FindParameter = (name: string) => Float32Array;

/**
 * A model as other formats are given it: what is decided after the network (transitions, rules of surfaces) is left
 * out, and said. Throws RnnLensError where the network is of a kind that no other format has.
 */
export function exportedNetwork(manifest: ModelManifest, find: FindParameter): ExportedNetwork {
  const raised = new Raised(manifest, find);
  raised.addInput();
  raised.addStem();
  raised.addStacks();
  const outputs = raised.addHeads();
  const { window } = manifest;
  const { symbols, isLowerCase } = symbolsOf(manifest);
  return {
    name: manifest.name,
    inputs: raised.inputs,
    nodes: raised.nodes,
    outputs,
    symbols,
    isLowerCase,
    steps: !readsSteps(manifest) ? 'one' : separatesTokens(manifest) ? 'separated' : 'characters',
    window: window ? { steps: window.steps, padding: window.padding } : null,
    notes: notesOf(manifest),
  };
}

/** Goes through a model in the order in which it runs and writes down what it does. */
class Raised {
  readonly nodes: ExportedNode[] = [];
  readonly inputs: ExportedInput[] = [];
  /** Nodes by the places of the network that they are: `input`, `output`, `layer0.forward`. */
  private readonly places = new Map<string, string>();
  private readonly pooled = new Set<string>();

  constructor(
    private readonly manifest: ModelManifest,
    private readonly find: FindParameter,
  ) {}

  addInput(): void {
    const { input, rnn } = this.manifest;
    if (input.kind === 'vectors') {
      this.inputs.push('x');
      this.places.set(PLACE.input, this.add('numbers', { kind: 'numbers', width: rnn.inputSize }, []));
      return;
    }
    if (input.kind === 'symbols') this.place(this.embedding('ids', EMBEDDING.words));
    else if (input.kind === 'words') {
      const word = this.embedding('words', EMBEDDING.words);
      this.inputs.push('characters', 'lengths');
      const stack = uniformStack('char_rnn', input.characterRnn, PREFIX.characterRnn, this.find);
      const table = this.table(EMBEDDING.characters);
      this.place(word, this.add('char_states', { kind: 'word-states', table, stack }, []));
    } else {
      const character = this.embedding(input.pairSize > 0 ? 'characters' : 'ids', EMBEDDING.characters);
      this.place(character, ...(input.pairSize > 0 ? [this.embedding('pairs', EMBEDDING.pairs)] : []));
    }
  }

  private embedding(input: ExportedInput, parameter: string): string {
    this.inputs.push(input);
    const table = this.table(parameter);
    return this.add(`${table.name}_rows`, { kind: 'embedding', input, table }, []);
  }

  private table(parameter: string): ExportedTable {
    const { order, width, rows } = tableOrder(this.manifest, parameter);
    const own = this.find(parameter);
    const values = new Float32Array(own.length);
    order.forEach((row, at) => values.set(own.subarray(row * width, (row + 1) * width), at * width));
    return { name: parameter.replace('.weight', ''), rows, width, values };
  }

  /** What is looked up: one value, or several side by side. */
  private place(...names: readonly string[]): void {
    this.places.set(PLACE.input, names.length === 1 ? names[0] : this.beside('looked_up', names));
  }

  private beside(name: string, inputs: readonly string[]): string {
    const operation: Operation = { kind: 'merge', how: 'concat', name, inputs };
    return this.add(name, { kind: 'operation', operation, width: 0, find: this.find }, inputs);
  }

  addStem(): void {
    const { input, rnn, stem } = this.manifest;
    const places = new Map([[PLACE.input, inputWidth(input, rnn)]]);
    const x = stem ? this.addOperations(stem, places) : null;
    if (x !== null) this.places.set('x', x);
  }

  private addOperations(operations: readonly Operation[], places: ReadonlyMap<string, number>): string {
    const widths = operationWidths(operations, places);
    const named = new Map(this.places);
    let last = '';
    for (const operation of operations) {
      const { name, kind } = operation;
      const inputs = operation.inputs.map((input) => named.get(input)!);
      const find = (letter: string): Float32Array => this.find(operationParameter(name, letter));
      const width = widths.get(operation.inputs[0])!;
      last = this.add(name, { kind: 'operation', operation, width, find }, inputs);
      named.set(name, last);
      const pools = kind === 'pool' || kind === 'flatten' || kind === 'attention';
      if (pools || inputs.some((input) => this.pooled.has(input))) this.pooled.add(last);
    }
    return last;
  }

  addStacks(): void {
    const { rnn, body = [] } = this.manifest;
    const reads = body.flatMap(({ inputs }) => inputs);
    let x = this.places.get('x') ?? this.places.get(PLACE.input)!;
    for (const { stack, layer } of stacksOf(rnn, reads, this.find)) {
      x = this.add(stack.name, { kind: 'recurrent', stack }, [x]);
      const [split, width] = [outputOffset(rnn, layer, 1), outputSize(stack.config)];
      const columns = (direction: 'forward' | 'backward', from: number, to: number): void => {
        const name = layerPlace(layer, direction);
        if (to <= from || !reads.includes(name)) return;
        const isAll = to - from === width;
        this.places.set(name, isAll ? x : this.add(name, { kind: 'columns', from, to }, [x]));
      };
      columns('forward', 0, rnn.bidirectional ? split : width);
      columns('backward', rnn.bidirectional ? split : width, width);
    }
    this.places.set(PLACE.output, x);
  }

  addHeads(): readonly string[] {
    const { body, heads } = this.manifest;
    const from = body
      ? this.addOperations(body, bodyPlaces(architectureOf(this.manifest)))
      : this.places.get(PLACE.output)!;
    if (heads.length === 0) return [from];
    return heads.map((head) => {
      const name = heads.length === 1 ? 'head' : `head_${head.name.replace(/-/g, '_')}`;
      return this.add(name, { kind: 'head', head: this.head(head, name) }, [this.readOf(head, from)]);
    });
  }

  /** What a head reads: the steps, the ends of tokens or of the text, or what the body made of it. */
  private readOf(head: HeadConfig, from: string): string {
    const { rnn, window, body } = this.manifest;
    // Of windows that slide each prediction is what its window came to.
    const level = window?.slides ? 'segment' : head.level;
    if (this.pooled.has(from)) return from;
    const width = outputSize(rnn);
    const split = rnn.bidirectional ? outputOffset(rnn, rnn.layers - 1, 1) : width;
    if (body) {
      if (level !== 'segment') return from;
      return this.pool('last_step', 'last', from);
    }
    if (level === 'step' || (level === 'token' && !readsSteps(this.manifest))) return from;
    if (level === 'token') {
      for (const input of ['first_steps', 'last_steps'] as const)
        if (!this.inputs.includes(input)) this.inputs.push(input);
      return this.known('tokens', { kind: 'ends', of: 'token', split, width }, from);
    }
    if (window?.slides || head.pooling === 'last')
      return this.known('ends', { kind: 'ends', of: 'text', split, width }, from);
    return this.pool(`pool_${head.pooling}`, head.pooling, from);
  }

  private pool(name: string, how: 'max' | 'mean' | 'last', from: string): string {
    const operation: Operation = { kind: 'pool', how, name, inputs: [from] };
    return this.known(name, { kind: 'operation', operation, width: 0, find: this.find }, from);
  }

  /** A node that several heads may read. */
  private known(name: string, operation: ExportedOperation, from: string): string {
    const known = this.nodes.find((node) => node.name === name && node.inputs[0] === from);
    return known?.name ?? this.add(name, operation, [from]);
  }

  private head(config: HeadConfig, name: string): ExportedHead {
    const { temperature = 1, activation = 'softmax', labels, crf } = config;
    const scaled = (values: Float32Array): Float32Array => values.map((value) => value / temperature);
    const weight = scaled(this.find(headParameter(config.name, 'weight')));
    const bias = scaled(this.find(headParameter(config.name, 'bias')));
    const head = { name, labels, activation, weight, bias, inputs: weight.length / labels.length };
    return { ...(crf ? head : inOrderOfIds(head, symbolsOf(this.manifest).symbols)), crf: crf ?? null };
  }

  /** A node under a name that is its own and a word of programming languages. */
  private add(wanted: string, operation: ExportedOperation, inputs: readonly string[]): string {
    const plain = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_');
    let name = plain;
    for (let k = 2; this.nodes.some((node) => node.name === name); k++) name = `${plain}_${k}`;
    this.nodes.push({ name, operation, inputs });
    return name;
  }
}

function notesOf({ heads, words, window }: ModelManifest): readonly Sentence[] {
  const notes: Sentence[] = [];
  for (const { name, transitions, surface, thresholds } of heads) {
    if (transitions)
      notes.push(
        sentence(
          '"{0}": which label follows which (transitions) is left out: labels are those of the network alone.',
          name,
        ),
      );
    if (surface) notes.push(sentence('"{0}": rules for numbers, signs and addresses are left out.', name));
    if (thresholds) notes.push(sentence('"{0}": thresholds of labels are left out.', name));
  }
  if (words) notes.push(sentence('How a text is cut into words is left out: it is given ids.'));
  if (window)
    notes.push(
      window.padding === 'before'
        ? sentence(
            'It reads windows of {0} steps: shorter texts are filled up with id 0 before them.',
            window.steps,
          )
        : sentence(
            'It reads windows of {0} steps: shorter texts are filled up with id 0 behind them.',
            window.steps,
          ),
    );
  if (window?.hasStart) notes.push(sentence('Before each text it reads the symbol "{0}".', START_NAME));
  return notes;
}

/** Refuses a format for what it has no words for. */
export function cannotSay(format: string, what: Sentence): RnnLensError {
  return new RnnLensError('{0} has no {1}: export it in another format.', format, what);
}

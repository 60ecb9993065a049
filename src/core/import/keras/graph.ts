import { sentence } from '../../sentence.js';
import { RnnLensError } from '../../problems.js';
import { isObject, MAX_DEPTH, settingOf, textOf, type JsonObject } from './json.js';
import { refuse } from './refusal.js';

/** One layer of a network, nested networks taken apart. */
export interface KerasLayer {
  /** Unique: names of nested networks stand before it, with slashes. */
  readonly id: string;
  /** As the file calls it. */
  readonly name: string;
  /** Names of the networks it is nested in, the outermost first. */
  readonly around: readonly string[];
  /** Where newer files have its weights: `layers/lstm_1`, by class and number. */
  readonly place: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Ids of the layers it reads. */
  readonly inputs: readonly string[];
}

export interface KerasGraph {
  readonly layers: readonly KerasLayer[];
  /** Ids of the layers that are the answers. */
  readonly outputs: readonly string[];
}

const NETWORKS = ['Sequential', 'Functional', 'Model'];
const MAX_LAYERS = 10_000;

/** Whether an object is the configuration of a network that `readGraph` reads. */
export function isNetworkConfig(value: unknown): value is JsonObject {
  if (!isObject(value) || !NETWORKS.includes(String(value['class_name']))) return false;
  const { config } = value;
  return Array.isArray(config) || (isObject(config) && Array.isArray(config['layers']));
}

/** The layers of a network's configuration; RnnLensError naming the file where it is none. */
export function readGraph(model: unknown, file: string): KerasGraph {
  if (!isNetworkConfig(model)) {
    const className = isObject(model) ? textOf(model, 'class_name') : undefined;
    if (className !== undefined && !NETWORKS.includes(className))
      refuse(
        sentence(
          'The network is a Python class of its own ({0}): its file does not say how its layers are connected. Build it as a Sequential or functional model and save that.',
          className,
        ),
      );
    throw new RnnLensError('{0}: the configuration of the network has no list of layers.', file);
  }
  const classes = classesIn(model['config']);
  if (![...classes].some((name) => RECURRENT.test(name)))
    refuse(
      sentence(
        'The network has no recurrent layer (its layers are {0}).',
        [...classes]
          .filter((name) => name !== 'InputLayer')
          .slice(0, 12)
          .join(', '),
      ),
    );
  const reader = new GraphReader(file);
  const outputs = reader.network(model, { around: [], place: '', outside: null });
  return { layers: reader.layers, outputs };
}

/** Recurrent layers, by class. */
const RECURRENT = /^(CuDNN)?(SimpleRNN|LSTM|GRU)(Cell)?$/;

/** Classes of all layers in a configuration, also of those that others wrap. */
function classesIn(value: unknown, found = new Set<string>(), depth = 0): Set<string> {
  if (depth > MAX_DEPTH) return found;
  const list = Array.isArray(value)
    ? value
    : isObject(value)
      ? (value['layers'] ?? [value['layer'], value['cell']])
      : [];
  for (const entry of Array.isArray(list) ? list : [])
    if (isObject(entry)) {
      const name = textOf(entry, 'class_name')?.replace(/^.*>/, '');
      if (name !== undefined && !NETWORKS.includes(name)) found.add(name);
      classesIn(entry['config'], found, depth + 1);
    }
  return found;
}

interface Nesting {
  readonly around: readonly string[];
  readonly place: string;
  /** What a nested network reads; null for the outermost. */
  readonly outside: readonly string[] | null;
}

class GraphReader {
  readonly layers: KerasLayer[] = [];

  constructor(private readonly file: string) {}

  /** Adds a network's layers; the ids of those that are its answers. */
  network(model: JsonObject, nesting: Nesting): string[] {
    if (nesting.around.length > MAX_DEPTH || this.layers.length > MAX_LAYERS) this.fail();
    const { config } = model;
    const list = Array.isArray(config) ? config : isObject(config) ? config['layers'] : null;
    if (!Array.isArray(list) || list.length > MAX_LAYERS) return this.fail();
    const counts = new Map<string, number>();
    const entries = list.map((entry: unknown) => this.entry(entry, nesting, counts));
    const isChain = model['class_name'] === 'Sequential';
    return isChain ? this.chain(entries, nesting) : this.functional(entries, nesting, config as JsonObject);
  }

  private fail(): never {
    throw new RnnLensError('{0}: the list of layers is damaged.', this.file);
  }

  private entry(entry: unknown, nesting: Nesting, counts: Map<string, number>): Entry {
    if (!isObject(entry)) return this.fail();
    const className = (textOf(entry, 'class_name') ?? this.fail()).replace(/^.*>/, '');
    const own = entry['config'];
    const isNetwork = NETWORKS.includes(className);
    const config: JsonObject = isObject(own) ? own : isNetwork ? {} : this.fail();
    const name =
      textOf(entry, 'name') ?? textOf(config, 'name') ?? `${snakeCase(className)}_${this.layers.length}`;
    const kind = snakeCase(className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const place = `${nesting.place}layers/${kind}${count > 0 ? `_${count}` : ''}`;
    return { entry, name, className, config, place, id: [...nesting.around, name].join('/') };
  }

  /** One layer after another; what the first reads may stand in its own settings. */
  private chain(entries: readonly Entry[], { around, outside }: Nesting): string[] {
    let before: readonly string[] = outside ?? [];
    entries.forEach((entry, k) => {
      const isInput = entry.className === 'InputLayer';
      if (k === 0 && !outside && !isInput && !NETWORKS.includes(entry.className)) {
        const id = `${entry.id}_input`;
        // An Embedding's is the number of words.
        const { input_dim: width, ...rest } = entry.config;
        const config = entry.className === 'Embedding' ? rest : { ...rest, input_dim: width };
        this.add({ ...entry, id, name: id, className: 'InputLayer', place: '', config }, around, []);
        before = [id];
      }
      if (isInput && outside) return;
      before = this.addEntry(entry, around, before);
    });
    return [...before];
  }

  private functional(entries: readonly Entry[], { around, outside }: Nesting, config: JsonObject): string[] {
    const inputs = layerNames(config['input_layers']);
    // A nested network's answers take its name's place.
    const aliases = new Map<string, readonly string[]>();
    inputs.forEach((name, k) => outside && aliases.set(name, [outside[k] ?? this.fail()]));
    const known = new Set(entries.map(({ name }) => name));
    const idsOf = (name: string): readonly string[] => {
      if (!known.has(name)) return this.fail();
      return aliases.get(name) ?? [[...around, name].join('/')];
    };
    const waiting = entries
      .filter(({ name }) => !aliases.has(name))
      .map((entry) => ({ entry, reads: inboundNames(entry) }));
    const done = new Set<string>(aliases.keys());
    // In an order in which they can be run, whatever the file's.
    while (waiting.length > 0) {
      const next = waiting.findIndex(({ reads }) => reads.every((name) => done.has(name)));
      if (next < 0) return this.fail();
      const [{ entry, reads }] = waiting.splice(next, 1);
      const answers = this.addEntry(entry, around, reads.flatMap(idsOf));
      aliases.set(entry.name, answers);
      done.add(entry.name);
    }
    return layerNames(config['output_layers']).flatMap(idsOf);
  }

  private addEntry(entry: Entry, around: readonly string[], inputs: readonly string[]): readonly string[] {
    const { className, name, place } = entry;
    if (NETWORKS.includes(className))
      return this.network(entry.entry, {
        around: [...around, name],
        place: `${place}/`,
        outside: inputs.length ? inputs : null,
      });
    this.add(entry, around, inputs);
    return [entry.id];
  }

  private add(
    { id, name, className, config, place }: Entry,
    around: readonly string[],
    inputs: readonly string[],
  ): void {
    this.layers.push({ id, name, around, place, className, config, inputs });
  }
}

interface Entry {
  readonly entry: JsonObject;
  readonly id: string;
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly place: string;
}

/** Names in `[["a", 0, 0], …]`, `["a", 0, 0]` or an object of such. */
function layerNames(value: unknown, depth = 0): string[] {
  if (depth > 4) return [];
  if (Array.isArray(value))
    return typeof value[0] === 'string' ? [value[0]] : value.flatMap((item) => layerNames(item, depth + 1));
  return isObject(value) ? Object.values(value).flatMap((item) => layerNames(item, depth + 1)) : [];
}

/** Names of the layers that a functional network's layer reads; `inbound_nodes` has an entry for each call. */
function inboundNames({ entry, name }: Entry): string[] {
  const nodes = entry['inbound_nodes'];
  if (!Array.isArray(nodes)) return [];
  if (nodes.length > 1)
    refuse(
      sentence(
        'Layer "{0}" is used {1} times in the network: such networks cannot be run.',
        name,
        nodes.length,
      ),
    );
  return referencesIn(nodes, 0);
}

/** Names of layers in what a call is given, in order. */
function referencesIn(value: unknown, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) {
    const [name, node, tensor] = value as unknown[];
    if (typeof name === 'string' && typeof node === 'number' && typeof tensor === 'number')
      return [firstAnswer(name, tensor), ...value.slice(3).flatMap((item) => referencesIn(item, depth + 1))];
    return value.flatMap((item) => referencesIn(item, depth + 1));
  }
  if (!isObject(value)) return [];
  if (value['class_name'] === '__keras_tensor__' || value['class_name'] === '__tensor__') {
    const config = value['config'];
    const history = isObject(config) ? config['keras_history'] : undefined;
    return Array.isArray(history) ? [firstAnswer(String(history[0]), Number(history[2]))] : [];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'mask' ? [] : referencesIn(item, depth + 1),
  );
}

/** A recurrent layer can also answer with its state, which others begin with. */
function firstAnswer(name: string, answer: number): string {
  if (answer > 0)
    refuse(
      sentence(
        'Layer "{0}" hands its state to another layer: encoder-decoder networks cannot be run on one text.',
        name,
      ),
    );
  return name;
}

/** `SimpleRNN` → `simple_rnn`, as Keras numbers layers by class. */
export function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The shape that a layer's settings give for what it reads, the number of texts left out; null for none. */
export function inputShapeOf({ config }: KerasLayer): readonly (number | null)[] | null {
  const shape = settingOf(config, 'batch_input_shape', 'batch_shape');
  const own = Array.isArray(shape) ? shape.slice(1) : settingOf(config, 'input_shape', 'shape');
  if (Array.isArray(own)) return own.map((n) => (typeof n === 'number' && n >= 0 ? n : null));
  const [length, width] = [config['input_length'], config['input_dim']];
  if (typeof length === 'number') return typeof width === 'number' ? [length, width] : [length];
  return null;
}

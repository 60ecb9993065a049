import { tablesIn, type FoundTables } from '../pickle/vocabularies.js';
import { attributesOf, PickleDict, PickleRecord, type PickleValue } from '../pickle/values.js';
import type { ModuleHint, Setting } from './hints.js';
import { classOf, isModule, namedIn, settingsIn, wholeModule } from './modules.js';
import { tensorPlaceOf, type TensorPlace, type TensorSource } from './tensors.js';

/** All that a file of PyTorch holds, wherever in it. */
export interface TorchContents {
  readonly tensors: ReadonlyMap<string, TensorPlace>;
  readonly modules: ReadonlyMap<string, ModuleHint>;
  /** Of the checkpoint around the tensors, its options included. */
  readonly settings: ReadonlyMap<string, Setting>;
  readonly tables: FoundTables;
  /** Classes that are not PyTorch's own. */
  readonly classes: readonly string[];
}

/** Tensors that were found together. */
interface Group {
  /** Keys on the way to them. */
  readonly path: readonly string[];
  readonly tensors: ReadonlyMap<string, TensorPlace>;
  readonly modules: ReadonlyMap<string, ModuleHint>;
}

const MAX_DEPTH = 5;
const MAX_GROUPS = 200;
/** What training keeps beside the weights. */
const TRAINING = /optim|sched|scaler|^ema|_ema|grad|adam|^rng|loss|callbacks|loops|metrics/i;
/** Where checkpoints keep the weights, the plainest first. */
const WEIGHTS =
  /^(model_?)?state_?dict$|^(model|net|network|weights|params|module|classifier|tagger|lm)(_.*)?$/i;
/** Options of the program that trained it. */
const OPTIONS = /^(args|opts?|options?|config|cfg|hparams|hyper_?parameters|params|settings|model_args)$/i;

/** Looks through a value; `place` is the file's name. */
export function contentsOf(value: PickleValue, source: TensorSource, place: string): TorchContents {
  const groups: Group[] = [];
  findGroups(value, source, [], groups, new Set());
  const { tensors, modules } = joined(groups);
  return {
    tensors,
    modules,
    settings: settingsOf(value),
    tables: tensors.size > 0 ? tablesBeside(value, place) : tablesIn(value, place),
    classes: classesOf(value, modules),
  };
}

function findGroups(
  value: PickleValue,
  source: TensorSource,
  path: readonly string[],
  groups: Group[],
  seen: Set<PickleValue>,
): void {
  if (path.length > MAX_DEPTH || groups.length >= MAX_GROUPS || seen.has(value)) return;
  if (isModule(value)) {
    groups.push({ path, ...wholeModule(value, source) });
    return;
  }
  if (!(value instanceof PickleDict) && !(value instanceof PickleRecord)) return;
  seen.add(value);
  const named = value instanceof PickleDict ? namedIn(value) : [...attributesOf(value), ...namedIn(value)];
  const tensors = new Map<string, TensorPlace>();
  for (const [name, of] of named) {
    const tensor = tensorPlaceOf(of, source);
    if (tensor) tensors.set(name, tensor);
    else if (!TRAINING.test(name)) findGroups(of, source, [...path, name], groups, seen);
  }
  if (tensors.size > 0) groups.push({ path, tensors, modules: new Map() });
}

/** One group as it is; of several the likeliest as it is, and what is no copy of it under the key it was found at. */
function joined(groups: readonly Group[]): Pick<Group, 'tensors' | 'modules'> {
  const [main, ...others] = [...groups].sort((a, b) => rank(a) - rank(b));
  if (!main) return { tensors: new Map(), modules: new Map() };
  const tensors = new Map(main.tensors);
  const known = new Set(main.tensors.keys());
  for (const { path, tensors: more } of others) {
    const isCopy =
      [...more.keys()].some((name) => known.has(name)) && path.length > 0 && isNearly(known, more);
    if (isCopy) continue;
    for (const [name, tensor] of more) tensors.set([...path, name].join('.'), tensor);
  }
  return { tensors, modules: main.modules };
}

/** Weights that were kept from another moment have the same names. */
function isNearly(known: ReadonlySet<string>, more: ReadonlyMap<string, TensorPlace>): boolean {
  const shared = [...more.keys()].filter((name) => known.has(name)).length;
  return shared * 2 > more.size;
}

function rank({ path, tensors }: Group): number {
  const named = path.some((key) => WEIGHTS.test(key)) ? 0 : 1000;
  return named + path.length * 10 - Math.min(9, tensors.size);
}

function settingsOf(value: PickleValue): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  if (isModule(value)) return settingsIn(attributesOf(value));
  for (const [name, of] of namedIn(value)) {
    if (!OPTIONS.test(name)) continue;
    const options =
      of instanceof PickleRecord ? attributesOf(of) : of instanceof PickleDict ? of.entries : new Map();
    for (const [key, setting] of settingsIn(options)) settings.set(key, setting);
  }
  if (value instanceof PickleDict)
    for (const [key, setting] of settingsIn(value.entries)) settings.set(key, setting);
  return settings;
}

/** Tables of a checkpoint or of a module's own attributes; those among weights are none. */
function tablesBeside(value: PickleValue, place: string): FoundTables {
  const around = new PickleDict('dict');
  const named = value instanceof PickleRecord ? attributesOf(value) : new Map(namedIn(value));
  for (const [name, of] of named)
    if (!WEIGHTS.test(name) && !TRAINING.test(name) && !name.startsWith('_') && !isModule(of))
      around.entries.set(name, of);
  const wrapped = new PickleDict('dict');
  wrapped.entries.set('file', around);
  return tablesIn(wrapped, place);
}

function classesOf(value: PickleValue, modules: ReadonlyMap<string, ModuleHint>): string[] {
  const classes = new Set<string>();
  const note = (of: PickleValue): void => {
    if (of instanceof PickleRecord) classes.add(classOf(of)?.path ?? '');
  };
  note(value);
  for (const [, of] of namedIn(value)) note(of);
  const own = [...classes].filter((path) => path !== '' && !/^(torch|collections|numpy)\./.test(path));
  return modules.size > 0 && own.length === 0 ? [modules.get('')?.type ?? ''].filter(Boolean) : own;
}

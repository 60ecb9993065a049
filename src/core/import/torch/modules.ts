import {
  attributesOf,
  itemsOf,
  PickleDict,
  PickleGlobal,
  PicklePersistent,
  PickleRecord,
  type PickleValue,
} from '../pickle/values.js';
import type { ModuleHint, Setting } from './hints.js';
import { tensorPlaceOf, type TensorPlace, type TensorSource } from './tensors.js';

/** A network that was saved whole: its tensors by their names, and what its modules say. */
export interface WholeModule {
  readonly tensors: ReadonlyMap<string, TensorPlace>;
  readonly modules: ReadonlyMap<string, ModuleHint>;
}

const MAX_DEPTH = 40;
const MAX_MODULES = 20_000;

/** The class of a record: modules of old files refer to it with its text. */
export function classOf({ made }: PickleRecord): PickleGlobal | null {
  if (made instanceof PickleGlobal) return made;
  const parts = made instanceof PicklePersistent ? itemsOf(made.id) : null;
  return parts?.[0] === 'module' && parts[1] instanceof PickleGlobal ? parts[1] : null;
}

/** Whether a value is an `nn.Module`. */
export function isModule(value: PickleValue | undefined): value is PickleRecord {
  if (!(value instanceof PickleRecord)) return false;
  const attributes = attributesOf(value);
  return attributes.has('_parameters') && attributes.has('_modules');
}

/** Tensors and settings of a module and of those in it, by names as `state_dict()` has them. */
export function wholeModule(record: PickleRecord, source: TensorSource): WholeModule {
  const tensors = new Map<string, TensorPlace>();
  const modules = new Map<string, ModuleHint>();
  const open = new Set<PickleRecord>();
  const walk = (of: PickleRecord, prefix: string, depth: number): void => {
    if (depth > MAX_DEPTH || modules.size > MAX_MODULES || open.has(of)) return;
    open.add(of);
    const attributes = attributesOf(of);
    modules.set(prefix.replace(/\.$/, ''), hintOf(of, attributes));
    for (const part of ['_parameters', '_buffers'])
      for (const [name, value] of namedIn(attributes.get(part))) {
        const place = tensorPlaceOf(value, source);
        if (place) tensors.set(prefix + name, place);
      }
    for (const [name, value] of namedIn(attributes.get('_modules')))
      if (isModule(value)) walk(value, `${prefix}${name}.`, depth + 1);
    open.delete(of);
  };
  walk(record, '', 0);
  return { tensors, modules };
}

function hintOf(record: PickleRecord, attributes: ReadonlyMap<string, PickleValue>): ModuleHint {
  const type = classOf(record)?.name.split('.').at(-1) ?? '?';
  return { type, settings: settingsIn(attributes) };
}

/** Attributes that are one value each. */
export function settingsIn(attributes: ReadonlyMap<PickleValue, PickleValue>): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const [name, value] of attributes)
    if (typeof name === 'string' && ['string', 'number', 'boolean'].includes(typeof value))
      settings.set(name, value as Setting);
  return settings;
}

/** What a dict has under names. */
export function namedIn(value: PickleValue | undefined): [string, PickleValue][] {
  if (!(value instanceof PickleDict) && !(value instanceof PickleRecord)) return [];
  return [...value.entries].filter((entry): entry is [string, PickleValue] => typeof entry[0] === 'string');
}

/** Tensors among the attributes of TorchScript's objects, whose modules are attributes like any other. */
export function scriptTensors(record: PickleRecord, source: TensorSource): Map<string, TensorPlace> {
  const tensors = new Map<string, TensorPlace>();
  const open = new Set<PickleRecord>();
  const walk = (of: PickleRecord, prefix: string, depth: number): void => {
    if (depth > MAX_DEPTH || tensors.size > MAX_MODULES || open.has(of)) return;
    open.add(of);
    for (const [name, value] of attributesOf(of)) {
      const place = tensorPlaceOf(value, source);
      if (place) tensors.set(prefix + name, place);
      else if (value instanceof PickleRecord) walk(value, `${prefix}${name}.`, depth + 1);
    }
    open.delete(of);
  };
  walk(record, '', 0);
  return tensors;
}

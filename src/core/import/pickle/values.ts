/** What a pickle describes, as plain values: nothing of it was ever called. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleSequence
  | PickleDict
  | PickleGlobal
  | PickleRecord
  | PicklePersistent;

/** Whole numbers are `bigint` only where a double would round them. */
export function fitted(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export class PickleSequence {
  constructor(
    readonly kind: 'list' | 'tuple' | 'set' | 'frozenset' | 'deque',
    readonly items: PickleValue[],
  ) {}
}

/**
 * A dict in its order. Keys are compared as JavaScript does: values that are one by one otherwise (tuples, records)
 * are keys of their own, so nothing needs to be hashable.
 */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
  /** What `__setstate__` would have got: an OrderedDict's `_metadata`. */
  state: PickleValue = null;

  constructor(readonly kind: 'dict' | 'OrderedDict' | 'defaultdict' | 'Counter') {}

  get(key: string | number): PickleValue | undefined {
    return this.entries.get(key);
  }
}

/** A name of a module: a class, a function, a constant. Not imported. */
export class PickleGlobal {
  constructor(
    readonly module: string,
    /** May have dots, for what is inside a class. */
    readonly name: string,
  ) {}

  /** `torch._utils._rebuild_tensor_v2` */
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What would have been made by calling something. */
export class PickleRecord {
  /** What `__setstate__` would have got. */
  state: PickleValue = null;
  private listed: PickleValue[] | null = null;
  private mapped: Map<PickleValue, PickleValue> | null = null;

  constructor(
    /** What would have been called: mostly a global. */
    readonly made: PickleValue,
    readonly args: readonly PickleValue[],
  ) {}

  /** What was appended to it, and what was set under keys; made when asked for, as most records have neither. */
  get items(): PickleValue[] {
    return (this.listed ??= []);
  }

  get entries(): Map<PickleValue, PickleValue> {
    return (this.mapped ??= new Map());
  }

  /** Path of what would have been called; empty where it is no global. */
  get path(): string {
    return this.made instanceof PickleGlobal ? this.made.path : '';
  }

  /** An attribute, of the state or of what stands for it (`(state, slots)`). */
  get(name: string): PickleValue | undefined {
    return attributesOf(this).get(name);
  }
}

/** A reference to something that is beside the pickle: a tensor's numbers. */
export class PicklePersistent {
  constructor(readonly id: PickleValue) {}
}

/** Attributes by name: keys that are no strings are left out. */
export function attributesOf(record: PickleRecord): ReadonlyMap<string, PickleValue> {
  const { state } = record;
  const parts = state instanceof PickleSequence && state.kind === 'tuple' ? state.items : [state];
  const out = new Map<string, PickleValue>();
  for (const part of parts)
    if (part instanceof PickleDict)
      for (const [key, value] of part.entries) if (typeof key === 'string') out.set(key, value);
  return out;
}

/** Items of a list or tuple; null for anything else. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | null {
  return value instanceof PickleSequence ? value.items : null;
}

/** A whole number a double holds exactly; null for anything else. */
export function wholeNumber(value: PickleValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** Text, also what Python 2 wrote as bytes; null for anything else. */
export function textOf(value: PickleValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return null;
}

/** A value for people, where another was expected: itself if it is short, else what it is. */
export function shownValue(value: PickleValue | undefined): string {
  if (value instanceof PickleSequence || value instanceof PickleDict) return `a ${value.kind}`;
  if (value instanceof PickleGlobal) return value.path;
  if (value instanceof PickleRecord) return value.path || 'an object';
  if (value instanceof PicklePersistent) return 'a reference';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return value === undefined ? 'nothing' : String(value).slice(0, 40);
}

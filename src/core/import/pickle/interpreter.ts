import { RnnLensError } from '../../problems.js';
import { PickleBytes, PickleCutOff, pythonTwoText } from './bytes.js';
import { made } from './globals.js';
import { fromFloat, fromIndex, fromInt, fromRawUnicode, fromRepr } from './literals.js';
import {
  PickleDict,
  PickleGlobal,
  PicklePersistent,
  PickleRecord,
  PickleSequence,
  type PickleValue,
} from './values.js';

export { PickleCutOff } from './bytes.js';
/**
 * Why an interpreter of our own: `pickleparser` (0.2) makes objects by functions that are registered for globals and
 * throws on the first class nobody registered, has no limit to what a file may make of memory, and lets dicts have
 * string keys only. Here nothing is ever called or imported: what a file wants to call becomes a record of its name
 * and arguments, and what would run something is refused by name.
 */
export interface PickleHooks {
  /** Told of every reference to what is beside the pickle. */
  readonly persistent?: (reference: PicklePersistent) => void;
  /** After a record got its state; the bytes that follow may be its own (joblib's arrays): where to go on, and what it is. */
  readonly built?: (
    record: PickleRecord,
    bytes: Uint8Array,
    at: number,
  ) => { at: number; value: PickleValue } | null;
}

export interface PickleResult {
  readonly value: PickleValue;
  /** The byte after the pickle. */
  readonly end: number;
}

/** What a pickle may make at most, some 300 MB: a tokenizer of half a million words is five dicts of as many. */
const MAX_VALUES = 4_000_000;
const MAX_STEPS = 8_000_000;
/** What a list, dict or record takes, in values: files with hundreds of thousands are no models. */
const CONTAINER = 12;

const MARK = Symbol('mark');
type Stacked = PickleValue | typeof MARK;

/**
 * Reads the pickle that begins at `start`, of any protocol. Throws PickleCutOff where the bytes end before it does,
 * and RnnLensError where it is damaged, too large, or would run something; nothing is called or imported.
 */
export function readPickle(bytes: Uint8Array, start = 0, hooks: PickleHooks = {}): PickleResult {
  return new Machine(bytes, start, hooks).run();
}

/** Whether bytes begin a pickle: they are one, or they end in the middle of it, after some opcodes. */
export function isPickle(head: Uint8Array): boolean {
  if (head.length < 2) return false;
  const machine = new Machine(head, 0, {});
  try {
    return machine.run().end > 1;
  } catch (error) {
    // Text, too, has opcodes for a few letters; a whole small file would have ended.
    if (error instanceof PickleCutOff) return head[0] === 0x80 ? head[1] <= 5 : machine.steps > 4;
    // One that is refused is one.
    return head[0] === 0x80 && head[1] <= 5;
  }
}

class Machine {
  steps = 0;
  private made = 0;
  private readonly stack: Stacked[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();
  private readonly bytes: PickleBytes;
  private opcode = 0;

  constructor(
    bytes: Uint8Array,
    start: number,
    private readonly hooks: PickleHooks,
  ) {
    this.bytes = new PickleBytes(bytes, start);
  }

  run(): PickleResult {
    for (;;) {
      const opcode = this.bytes.byte();
      this.opcode = opcode;
      if (opcode === 0x2e) return { value: this.pop(), end: this.bytes.at };
      const run = OPCODES[opcode];
      if (!run) throw this.damaged();
      if (++this.steps > MAX_STEPS) throw this.tooLarge();
      run(this, this.bytes);
    }
  }

  /** Counts what is made, so that few bytes cannot fill the memory. */
  count(values: number): void {
    this.made += values;
    if (this.made > MAX_VALUES) throw this.tooLarge();
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  mark(): void {
    this.marks.push(this.stack.length);
    this.stack.push(MARK);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw this.damaged();
    return value;
  }

  top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) throw this.damaged();
    return value;
  }

  /** Everything above the last mark, and the mark. */
  popMarked(): PickleValue[] {
    const at = this.marks.pop();
    if (at === undefined || this.stack[at] !== MARK) throw this.damaged();
    const values = this.stack.splice(at).slice(1);
    return values as PickleValue[];
  }

  /** POP removes a mark where it is on top. */
  drop(): void {
    if (this.stack.at(-1) === MARK) {
      this.marks.pop();
      this.stack.pop();
    } else this.pop();
  }

  put(index: number): void {
    const value = this.top();
    if (!this.memo.has(index)) this.count(1);
    this.memo.set(index, value);
  }

  memoize(): void {
    this.put(this.memo.size);
  }

  get(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.damaged();
    this.push(value);
  }

  call(called: PickleValue, args: readonly PickleValue[]): void {
    const value = made(called, args);
    this.count(CONTAINER);
    if (value instanceof PickleSequence) this.count(value.items.length);
    if (value instanceof PickleDict) this.count(value.entries.size);
    if (value instanceof Uint8Array) this.count(value.length >> 6);
    this.push(value);
  }

  /** Arguments are a tuple. */
  args(): readonly PickleValue[] {
    const value = this.pop();
    if (value instanceof PickleSequence) return value.items;
    // Python 2's copy_reg: no arguments at all.
    if (value === null) return [];
    throw this.damaged();
  }

  refer(id: PickleValue): void {
    const reference = new PicklePersistent(id);
    this.hooks.persistent?.(reference);
    this.count(CONTAINER);
    this.push(reference);
  }

  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof PickleDict) target.state = state;
    if (!(target instanceof PickleRecord)) return;
    target.state = state;
    const built = this.hooks.built?.(target, this.bytes.bytes, this.bytes.at);
    if (!built) return;
    this.bytes.at = built.at;
    this.pop();
    this.push(built.value);
  }

  append(values: readonly PickleValue[]): void {
    const target = this.top();
    this.count(values.length);
    if (target instanceof PickleSequence && target.kind !== 'tuple')
      for (const value of values) target.items.push(value);
    else if (target instanceof PickleRecord) for (const value of values) target.items.push(value);
    else throw this.damaged();
  }

  setItems(pairs: readonly PickleValue[]): void {
    const target = this.top();
    if (pairs.length % 2 || !(target instanceof PickleDict || target instanceof PickleRecord))
      throw this.damaged();
    for (let k = 0; k < pairs.length; k += 2) target.entries.set(pairs[k], pairs[k + 1]);
    this.count(pairs.length / 2);
  }

  fail(): never {
    throw this.damaged();
  }

  damaged(): RnnLensError {
    return new RnnLensError(
      'The pickle is damaged: what is at byte {0} (opcode {1}) cannot stand there.',
      this.bytes.at - 1,
      `0x${this.opcode.toString(16).padStart(2, '0')}`,
    );
  }

  private tooLarge(): RnnLensError {
    return new RnnLensError('The pickle holds more than {0} values: that is too large to read.', MAX_VALUES);
  }
}

type Run = (machine: Machine, bytes: PickleBytes) => void;

const OPCODES: readonly (Run | undefined)[] = table({
  // Numbers, texts, constants.
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m, b) => m.push(fromInt(b.line()) ?? m.fail()),
  J: (m, b) => m.push(b.int32()),
  K: (m, b) => m.push(b.byte()),
  M: (m, b) => m.push(b.uint16()),
  L: (m, b) => m.push(fromInt(b.line().replace(/L$/, '')) ?? m.fail()),
  '\x8a': (m, b) => m.push(b.long(b.byte())),
  '\x8b': (m, b) => m.push(b.long(b.int32())),
  F: (m, b) => m.push(fromFloat(b.line()) ?? m.fail()),
  G: (m, b) => m.push(b.double()),
  S: (m, b) => m.push(fromRepr(b.line()) ?? m.fail()),
  T: (m, b) => m.push(oldText(b, b.uint32())),
  U: (m, b) => m.push(oldText(b, b.byte())),
  V: (m, b) => m.push(fromRawUnicode(b.line())),
  X: (m, b) => m.push(b.text(b.uint32())),
  '\x8c': (m, b) => m.push(b.text(b.byte())),
  '\x8d': (m, b) => m.push(b.text(b.length64())),
  B: (m, b) => m.push(b.raw(b.uint32())),
  C: (m, b) => m.push(b.raw(b.byte())),
  '\x8e': (m, b) => m.push(b.raw(b.length64())),
  '\x96': (m, b) => m.push(b.raw(b.length64())),
  // Containers.
  '(': (m) => m.mark(),
  ')': (m) => sequence(m, 'tuple', []),
  t: (m) => sequence(m, 'tuple', m.popMarked()),
  '\x85': (m) => sequence(m, 'tuple', [m.pop()]),
  '\x86': (m) => sequence(m, 'tuple', [m.pop(), m.pop()].reverse()),
  '\x87': (m) => sequence(m, 'tuple', [m.pop(), m.pop(), m.pop()].reverse()),
  ']': (m) => sequence(m, 'list', []),
  l: (m) => sequence(m, 'list', m.popMarked()),
  a: (m) => m.append([m.pop()]),
  e: (m) => m.append(m.popMarked()),
  '}': (m) => dict(m, []),
  d: (m) => dict(m, m.popMarked()),
  s: (m) => m.setItems([m.pop(), m.pop()].reverse()),
  u: (m) => m.setItems(m.popMarked()),
  '\x8f': (m) => sequence(m, 'set', []),
  '\x90': (m) => m.append(m.popMarked()),
  '\x91': (m) => sequence(m, 'frozenset', m.popMarked()),
  // The stack and the memo.
  '0': (m) => m.drop(),
  '1': (m) => void m.popMarked(),
  '2': (m) => m.push(m.top()),
  p: (m, b) => m.put(fromIndex(b.line()) ?? m.fail()),
  q: (m, b) => m.put(b.byte()),
  r: (m, b) => m.put(b.uint32()),
  '\x94': (m) => m.memoize(),
  g: (m, b) => m.get(fromIndex(b.line()) ?? m.fail()),
  h: (m, b) => m.get(b.byte()),
  j: (m, b) => m.get(b.uint32()),
  // Names and calls.
  c: (m, b) => global(m, b.line(), b.line()),
  '\x93': (m) => {
    const [name, module] = [m.pop(), m.pop()];
    if (typeof module !== 'string' || typeof name !== 'string') throw m.damaged();
    global(m, module, name);
  },
  R: (m) => {
    const args = m.args();
    m.call(m.pop(), args);
  },
  '\x81': (m) => {
    const args = m.args();
    m.call(m.pop(), args);
  },
  '\x92': (m) => {
    const [named, args] = [m.pop(), m.args()];
    m.call(m.pop(), named instanceof PickleDict && named.entries.size > 0 ? [...args, named] : args);
  },
  o: (m) => {
    const [called, ...args] = m.popMarked();
    if (called === undefined) throw m.damaged();
    m.call(called, args);
  },
  i: (m, b) => {
    const called = new PickleGlobal(b.line(), b.line());
    m.call(called, m.popMarked());
  },
  b: (m) => m.build(),
  P: (m, b) => m.refer(b.line()),
  Q: (m) => m.refer(m.pop()),
  // Protocol and frames say nothing that is needed.
  '\x80': (m, b) => {
    if (b.byte() > 5) throw m.damaged();
  },
  '\x95': (_, b) => void b.take(8),
});

function table(opcodes: Readonly<Record<string, Run>>): (Run | undefined)[] {
  const out: (Run | undefined)[] = Array.from({ length: 256 });
  for (const [letter, run] of Object.entries(opcodes)) out[letter.charCodeAt(0)] = run;
  return out;
}

function sequence(machine: Machine, kind: PickleSequence['kind'], items: PickleValue[]): void {
  machine.count(CONTAINER + items.length);
  machine.push(new PickleSequence(kind, items));
}

function dict(machine: Machine, pairs: readonly PickleValue[]): void {
  machine.count(CONTAINER);
  machine.push(new PickleDict('dict'));
  machine.setItems(pairs);
}

function global(machine: Machine, module: string, name: string): void {
  machine.count(CONTAINER);
  machine.push(new PickleGlobal(module, name));
}

function oldText(bytes: PickleBytes, count: number): string {
  const at = bytes.take(count);
  return pythonTwoText(bytes.bytes, at, at + count);
}

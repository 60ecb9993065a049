import type { ForeignTensor } from '../../foreign.js';
import { isCount } from '../linear.js';

/** A matrix of a hand-written cell. */
export interface CellMatrix {
  readonly tensor: ForeignTensor;
  /** Of an `nn.Linear`: [outputs, inputs], whatever the cell does with it. */
  readonly isLinear: boolean;
}

/** One gate: what it reads of x and of h, by one matrix each or by one for both. */
export interface GateTensors {
  x: CellMatrix | null;
  h: CellMatrix | null;
  /** Of cat(x, h). */
  both: CellMatrix | null;
  readonly biases: ForeignTensor[];
}

export type GateLetter = 'i' | 'f' | 'g' | 'o' | 'r' | 'z' | 'n' | 'all';

/** Gates of one cell (one direction); `all` for gates that are stacked, and for the one of a plain cell. */
export interface CellTensors {
  readonly prefix: string;
  readonly gates: Map<GateLetter, GateTensors>;
}

/** Tensors by what their names say they do in a hand-written cell. */
export interface HandwrittenTensors {
  readonly cells: readonly CellTensors[];
  readonly head: { readonly weight: CellMatrix; readonly bias: ForeignTensor | null } | null;
  /** Names that say nothing, in order. */
  readonly rest: readonly ForeignTensor[];
  /** Names that were understood, as they are in the file. */
  readonly names: readonly string[];
}

type Role =
  | { readonly part: 'x' | 'h' | 'both' | 'bias'; readonly gate: GateLetter }
  | { readonly part: 'head' | 'head bias'; readonly gate: null };

const GATE_LETTERS: Readonly<Record<string, GateLetter>> = {
  i: 'i', f: 'f', o: 'o', g: 'g', c: 'g', r: 'r', z: 'z', n: 'n',
}; // prettier-ignore
const GATE_WORDS: Readonly<Record<string, GateLetter>> = {
  forget: 'f', input: 'i', output: 'o', cell: 'g', candidate: 'g', update: 'z', reset: 'r', new: 'n',
}; // prettier-ignore
const PLAIN: readonly (readonly [RegExp, Role])[] = [
  [
    /^(wxh|wx|wih|wi|x2h|i2h|in2hidden|inputtohidden|weightx|weightih|kernel|w|win)$/,
    { part: 'x', gate: 'all' },
  ],
  [/^(whh|wh|h2h|hh|hiddentohidden|weighth|weighthh|recurrentkernel|u|wrec)$/, { part: 'h', gate: 'all' }],
  [/^(bh|bhh|bih|bx|bxh|b|bias|biash|biasx)$/, { part: 'bias', gate: 'all' }],
  [/^(why|whq|wy|v|whyout|h2o|h2y|wout|who|wo)$/, { part: 'head', gate: null }],
  [/^(by|bq|bo|bout|c|biasy)$/, { part: 'head bias', gate: null }],
];

/** What a name says; `isGated` where there are gates of their own (then Wh is one of them). */
function roleOf(name: string, isGated: boolean, isReset: boolean): Role | null {
  const base = name.toLowerCase().replace(/[_\s]/g, '');
  const word =
    /^(?:w|linear|fc)?(forget|input|output|cell|candidate|update|reset|new)(?:gate|state|linear)?$/.exec(
      base,
    );
  if (isGated && word) return { part: 'both', gate: GATE_WORDS[word[1]] };
  if (isGated) {
    // Of a GRU, h is the candidate's letter.
    const letters = isReset ? 'ifogcrznh' : 'ifogcrzn';
    const gate = (letter: string): GateLetter =>
      letter === 'h' || (letter === 'c' && isReset) ? 'n' : GATE_LETTERS[letter];
    for (const [part, side] of [
      ['h', 'wh|u|h2'],
      ['x', 'wx|wi|x2'],
      ['bias', 'bx|bi|bh|b'],
      ['both', 'w'],
    ] as const) {
      const match = new RegExp(`^(?:${side})([${letters}])$`).exec(base);
      if (match) return { part, gate: gate(match[1]) };
    }
  }
  return PLAIN.find(([pattern]) => pattern.test(base))?.[1] ?? null;
}

/** Sorts tensors by their names; null where they are of no cell. */
export function handwrittenTensors(tensors: readonly ForeignTensor[]): HandwrittenTensors | null {
  const numbers = tensors.filter((tensor) => !isCount(tensor));
  const all = new Set(numbers.map(({ name }) => name));
  const bases = numbers.map(({ name }) => partsOf(name, all).base.toLowerCase().replace(/_/g, ''));
  const isReset =
    bases.some((base) => /^(w|wx|wi|u|wh)?z$|update/.test(base)) &&
    bases.some((base) => /^(w|wx|wi|u|wh)?r$|reset/.test(base));
  const isGated =
    isReset ||
    (bases.some((base) => /^(w|wx|wi|u|wh)?f$|forget/.test(base)) &&
      bases.some((base) => /^(w|wx|wi|u|wh)?i$|input/.test(base)));
  const cells = new Map<string, CellTensors>();
  let head: { weight: CellMatrix; bias: ForeignTensor | null } | null = null;
  let headBias: ForeignTensor | null = null;
  const rest: ForeignTensor[] = [];
  const names: string[] = [];
  for (const tensor of numbers) {
    const { prefix, base, kind } = partsOf(tensor.name, all);
    const role = roleOf(base, isGated, isReset);
    if (!role) rest.push(tensor);
    else if (role.gate === null) {
      if (tensor.shape.length === 2) head = { weight: { tensor, isLinear: kind === 'weight' }, bias: null };
      else headBias = tensor;
      names.push(tensor.name);
    } else {
      const cell = cells.get(prefix) ?? { prefix, gates: new Map<GateLetter, GateTensors>() };
      cells.set(prefix, cell);
      addTo(cell, role.gate, role.part, tensor, kind);
      names.push(tensor.name);
    }
  }
  const whole = [...cells.values()].filter(({ gates }) =>
    [...gates.values()].every((gate) => gate.both ?? (gate.x && gate.h)),
  );
  if (whole.length === 0 || whole.length !== cells.size) return null;
  return { cells: whole, head: head && { ...head, bias: headBias }, rest, names };
}

/** `forward_cell.Wxi.weight`: where it is, what it is, and of which kind of layer. */
function partsOf(
  name: string,
  all: ReadonlySet<string>,
): { prefix: string; base: string; kind: 'weight' | 'bias' | 'own' } {
  const parts = name.split('.');
  const last = parts.at(-1)!;
  // A bias without a weight is a parameter of that name.
  const isLayer =
    parts.length > 1 && (last === 'weight' || (last === 'bias' && all.has(name.replace(/bias$/, 'weight'))));
  if (isLayer) parts.pop();
  const base = parts.pop()!;
  return {
    prefix: parts.map((part) => `${part}.`).join(''),
    base,
    kind: isLayer ? (last as 'weight' | 'bias') : 'own',
  };
}

function addTo(
  { gates }: CellTensors,
  letter: GateLetter,
  part: 'x' | 'h' | 'both' | 'bias',
  tensor: ForeignTensor,
  kind: 'weight' | 'bias' | 'own',
): void {
  const gate = gates.get(letter) ?? { x: null, h: null, both: null, biases: [] };
  gates.set(letter, gate);
  if (tensor.shape.length !== 2 || tensor.shape.includes(1) || kind === 'bias') gate.biases.push(tensor);
  else if (part !== 'bias') gate[part] = { tensor, isLinear: kind === 'weight' };
}

import type { ExportedHead, ExportedSymbols } from './exportedNetwork.js';

type Rows = Omit<ExportedHead, 'crf'>;

/** Share of the labels that must be symbols for a head to say what comes next. */
const MOST = 0.9;

/** The logit of what a network never says: softmax and sigmoid make 0 of it. */
const NEVER = -1e4;

/**
 * The head of a network that says which symbol comes next, its outputs in the order of the ids that it reads; any other
 * head as it is. Outputs that are no symbols take the places of ids that no symbol has.
 */
export function inOrderOfIds(head: Rows, symbols: readonly ExportedSymbols[]): Rows {
  const [only] = symbols;
  if (symbols.length !== 1 || head.activation === 'given') return head;
  const { labels } = head;
  const ids = labels.map((label) => only.ids.get(label));
  const known = ids.filter((id) => id !== undefined);
  const count = Math.max(only.unknownId, only.ids.size - 1, ...only.ids.values()) + 1;
  if (known.length < MOST * labels.length || labels.length > count || new Set(known).size < known.length)
    return head;
  const taken = new Set(known);
  const free = Array.from({ length: count }, (_, id) => id).filter((id) => !taken.has(id));
  const places = ids.map((id) => id ?? free.shift()!);
  return arranged(head, places, count, [...only.ids.keys()], only.ids);
}

function arranged(
  head: Rows,
  places: readonly number[],
  count: number,
  symbols: readonly string[],
  ids: ReadonlyMap<string, number>,
): Rows {
  const { inputs } = head;
  const weight = new Float32Array(count * inputs);
  const bias = new Float32Array(count).fill(NEVER);
  const labels = Array.from({ length: count }, (_, id) => `#${id}`);
  for (const symbol of symbols) labels[ids.get(symbol)!] = symbol;
  places.forEach((id, row) => {
    weight.set(head.weight.subarray(row * inputs, (row + 1) * inputs), id * inputs);
    bias[id] = head.bias[row];
    labels[id] = head.labels[row];
  });
  return { ...head, weight, bias, labels };
}

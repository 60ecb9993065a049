import { PickleDict, PicklePersistent, PickleRecord, PickleSequence, type PickleValue } from './values.js';

/** What a value holds directly: items, keys and values, arguments, state. */
function* partsOf(value: PickleValue): Iterable<PickleValue> {
  if (value instanceof PickleSequence) yield* value.items;
  else if (value instanceof PickleDict) {
    for (const [key, of] of value.entries) {
      yield key;
      yield of;
    }
    yield value.state;
  } else if (value instanceof PickleRecord) {
    yield value.made;
    yield* value.args;
    yield value.state;
    yield* value.items;
    for (const [key, of] of value.entries) {
      yield key;
      yield of;
    }
  } else if (value instanceof PicklePersistent) yield value.id;
}

/** All records in a value, each once, whatever refers to itself. */
export function recordsIn(value: PickleValue): Set<PickleRecord> {
  const seen = new Set<PickleValue>();
  const records = new Set<PickleRecord>();
  const open: PickleValue[] = [value];
  while (open.length > 0) {
    const next = open.pop()!;
    if (typeof next !== 'object' || next === null || next instanceof Uint8Array || seen.has(next)) continue;
    seen.add(next);
    if (next instanceof PickleRecord) records.add(next);
    for (const part of partsOf(next)) if (typeof part === 'object' && part !== null) open.push(part);
  }
  return records;
}

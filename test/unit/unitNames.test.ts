// Names of units: the file, what is merged, and where they are kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  mergeUnitNames,
  namedUnit,
  readUnitNames,
  unitOfNetwork,
  unitsOf,
  writeUnitNames,
  UNIT_NAMES_FILE,
  type NamedUnit,
  type UnitNamesByHash,
} from '../../src/core/formats/unitNames.js';
import { ModelRegistry } from '../../src/models/modelRegistry.js';
import type { ModelSource } from '../../src/models/modelSource.js';
import { sha256, UnitNames, type OwnNames } from '../../src/models/unitNames.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const words = fc.stringMatching(/^[a-z“”가-힣]{1,12}( [a-z]{1,8})?$/);
const unitArbitrary: fc.Arbitrary<NamedUnit> = fc.record({
  layer: fc.nat(3),
  direction: fc.constantFrom('forward', 'backward'),
  unit: fc.nat(40),
  isProjected: fc.boolean(),
  name: fc.oneof(fc.constant(''), words),
  note: fc.oneof(fc.constant(''), words),
});
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const fileArbitrary: fc.Arbitrary<UnitNamesByHash> = fc
  .array(fc.tuple(hash, fc.record({ model: words, units: fc.array(unitArbitrary, { maxLength: 9 }) })), {
    maxLength: 3,
  })
  .map((entries) => new Map(entries));

test('what is written is read again, whatever the order; merged with itself it is itself', () => {
  fc.assert(
    fc.property(fileArbitrary, (names) => {
      const json = writeUnitNames(names);
      const read = readUnitNames(json);
      assert.equal(writeUnitNames(read), json);
      assert.equal(writeUnitNames(mergeUnitNames(read, read)), json);
      assert.equal(writeUnitNames(mergeUnitNames(new Map(), read)), json);
      assert.equal(writeUnitNames(new Map([...read].reverse())), json);
    }),
  );
});

test('of two files the second one’s words count, unit by unit, and empty words take a name away', () => {
  const unit = (number: number, name: string): NamedUnit => ({
    ...{ layer: 0, direction: 'forward', unit: number, isProjected: false },
    ...{ name, note: '' },
  });
  const key = 'ab'.repeat(32);
  const first = new Map([[key, { model: 'one', units: [unit(1, 'a'), unit(2, 'b'), unit(3, 'c')] }]]);
  const second = new Map([[key, { model: 'two', units: [unit(2, 'B'), unit(3, '')] }]]);
  const { units } = mergeUnitNames(first, second).get(key)!;
  const at = (number: number) => namedUnit(units, unit(number, ''))?.name ?? null;
  assert.deepEqual([at(1), at(2), at(3), at(4)], ['a', 'B', null, null]);
});

test('units that a network has not are not shown; a projected h has units of its own', () => {
  const rnn = { ...tinyManifest().rnn, layers: 1, hiddenSize: 6, projSize: 3, bidirectional: false };
  const at = (layer: number, direction: 'forward' | 'backward', unit: number, isProjected: boolean) => ({
    ...{ layer, direction, unit, isProjected },
    ...{ name: 'x', note: '' },
  });
  const there = [at(0, 'forward', 5, false), at(0, 'forward', 2, true)];
  const gone = [at(1, 'forward', 0, false), at(0, 'backward', 0, false), at(0, 'forward', 3, true)];
  assert.deepEqual(unitsOf(rnn, [...there, ...gone, { ...there[0], name: '' }]), there);
  const place = { layer: 0, direction: 'forward', unit: 2 } as const;
  assert.notEqual(namedUnit(there, unitOfNetwork(rnn, { ...place, quantity: 'h' })), null);
  assert.equal(namedUnit(there, unitOfNetwork(rnn, { ...place, quantity: 'c' })), null);
});

test('a damaged file says what is wrong with it', () => {
  const file = (units: string, key = 'ab'.repeat(32)): string =>
    `{"format":"rnn-lens unit names 1","weights":{"${key}":{"model":"m","units":[${units}]}}}`;
  for (const [json, problem] of [
    ['{', /names\.json is not valid JSON/],
    ['{"format":"x","weights":{}}', /names\.json: "format" must be "rnn-lens unit names 1"/],
    [file('', 'AB'), /"AB" is no SHA-256/],
    [file('{"layer":0,"unit":1}'), /units\[0\]\.layer" must be a whole number from 1/],
    [file('{"layer":1,"unit":-1}'), /units\[0\]\.unit" must be a whole number from 0/],
    [
      file(`{"layer":1,"unit":1,"name":"${'x'.repeat(41)}"}`),
      /"weights.+name" must have at most 40 characters/,
    ],
  ] as const)
    assert.throws(() => readUnitNames(json, 'names.json'), problem);
});

/** A place of one model, and what was written there. */
function source(isWritable: boolean) {
  const weights = tinyWeights(tinyManifest());
  const encode = (text: string) => new TextEncoder().encode(text);
  const files = new Map<string, Uint8Array>([
    ['model.json', encode(JSON.stringify({ ...tinyManifest(), name: 'tiny' }))],
    ['weights.safetensors', weights],
  ]);
  const place: ModelSource = {
    name: 'here',
    list: async () => ['tiny'],
    read: async () => ({
      place: 'here/tiny',
      files: new Map([...files].map(([name, bytes]) => [name, { sizeBytes: bytes.length, modified: 1 }])),
      bytes: async (file) => new Uint8Array(files.get(file)!),
      ...(isWritable && { write: async (file, bytes) => void files.set(file, bytes) }),
    }),
  };
  const beside = (): string | null => {
    const bytes = files.get(UNIT_NAMES_FILE);
    return bytes ? new TextDecoder().decode(bytes) : null;
  };
  return { registry: new ModelRegistry([place]), beside, weights, files };
}

function memory(): OwnNames & { json: string | null } {
  const kept = {
    place: 'own.json',
    json: null as string | null,
    read: async () => kept.json,
    write: async (json: string) => void (kept.json = json),
  };
  return kept;
}

const { rnn } = tinyManifest();
const FIRST: NamedUnit = {
  ...{ layer: 0, direction: 'forward', unit: 0, isProjected: rnn.projSize > 0 },
  ...{ name: 'first', note: 'why' },
};

test('a name is written beside a model where that can be, by the hash of its weights', async () => {
  const { registry, beside, weights } = source(true);
  const own = memory();
  const names = new UnitNames(() => registry, own);
  await names.name('tiny', FIRST);
  assert.deepEqual(
    [...readUnitNames(beside()!)],
    [[await sha256(new Uint8Array(weights)), { model: 'tiny', units: [FIRST] }]],
  );
  assert.equal(own.json, null);
  assert.deepEqual(await names.of('tiny', rnn), [FIRST]);
  // What its units are called makes no other model of it.
  const version = (await registry.find('tiny'))!.version;
  await names.name('tiny', { ...FIRST, name: '', note: '' });
  assert.equal((await registry.find('tiny'))!.version, version);
  assert.deepEqual(await names.of('tiny', rnn), []);
});

test('where nothing can be written beside a model, and of models that are not there, names are kept elsewhere', async () => {
  const { registry, beside } = source(false);
  const own = memory();
  const names = new UnitNames(() => registry, own);
  await names.name('tiny', FIRST);
  assert.equal(beside(), null);
  assert.deepEqual(await names.of('tiny', rnn), [FIRST]);
  const sent = await names.file('tiny', rnn);

  const other = memory();
  const there = new UnitNames(() => registry, other);
  assert.deepEqual(await there.of('tiny', rnn), []);
  assert.deepEqual(await there.merge(sent, 'sent.json'), { units: 1, models: 1 });
  assert.deepEqual(await there.of('tiny', rnn), [FIRST]);
  await assert.rejects(there.merge('[]', 'sent.json'), /sent\.json/);
});

test('words of a model with other weights are not shown, and what is written beside a model counts from then on', async () => {
  const { registry, files } = source(true);
  const own = memory();
  const names = new UnitNames(() => registry, own);
  const key = 'cd'.repeat(32);
  files.set(
    UNIT_NAMES_FILE,
    new TextEncoder().encode(writeUnitNames(new Map([[key, { model: 'tiny', units: [FIRST] }]]))),
  );
  assert.deepEqual(await names.of('tiny', rnn), []);
  const hash = await sha256(new Uint8Array(files.get('weights.safetensors')!));
  await names.merge(writeUnitNames(new Map([[hash, { model: 'tiny', units: [FIRST] }]])), 'sent.json');
  await names.name('tiny', { ...FIRST, name: 'second' });
  assert.deepEqual(
    (await names.of('tiny', rnn)).map(({ name }) => name),
    ['second'],
  );
});

test('names that are given at the same time are all kept', async () => {
  const { registry } = source(true);
  const names = new UnitNames(() => registry, memory());
  const units = Array.from({ length: Math.min(3, rnn.hiddenSize) }, (_, unit) => ({
    ...FIRST,
    unit,
    name: `u${unit}`,
  }));
  await Promise.all(units.map((unit) => names.name('tiny', unit)));
  assert.deepEqual(await names.of('tiny', rnn), units);
});

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { nodeFolders } from '../../src/cli/nodeFolders.js';
import { readManifest, readModel } from '../../src/core/formats/modelPackage.js';
import { READERS, type ModelReader } from '../../src/models/modelReaders.js';
import { ModelRegistry, type ModelEntry } from '../../src/models/modelRegistry.js';
import { folderSource, type FileFacts, type ModelSource } from '../../src/models/modelSource.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const encode = (text: string) => new TextEncoder().encode(text);
const manifest = tinyManifest();

type Files = Record<string, Uint8Array>;

/** The files of a small model of this name. */
function modelFiles(name: string): Files {
  const weights = tinyWeights(manifest);
  return { 'model.json': encode(JSON.stringify({ ...manifest, name })), 'weights.safetensors': weights };
}

/** A source in memory that counts what is read of it. */
class MemorySource implements ModelSource {
  readonly reads: string[] = [];
  modified = 1;
  private changed: (() => void) | null = null;

  constructor(
    readonly name: string,
    readonly models: Record<string, Files>,
  ) {}

  list(): Promise<readonly string[]> {
    return Promise.resolve(Object.keys(this.models));
  }

  read(key: string) {
    const { modified } = this;
    const files = Object.entries(this.models[key]);
    const facts = files.map(([file, bytes]): [string, FileFacts] => [
      file,
      { sizeBytes: bytes.length, modified },
    ]);
    const bytes = (file: string): Promise<Uint8Array<ArrayBuffer>> => {
      this.reads.push(`${key}/${file}`);
      return Promise.resolve(new Uint8Array(this.models[key][file]));
    };
    return Promise.resolve({ place: `${this.name}/${key}`, files: new Map(facts), bytes });
  }

  watch(changed: () => void): () => void {
    this.changed = changed;
    return () => (this.changed = null);
  }

  change(): void {
    this.modified++;
    this.changed?.();
  }
}

const told = (entries: readonly ModelEntry[]) =>
  entries.map((entry) => [
    entry.id,
    entry.place,
    entry.kind === 'usable' ? entry.manifest.name : entry.problem.message,
  ]);

test('a model is called what its manifest calls it; where two sources have the name, the later one says which it is', async () => {
  const came = new MemorySource('came', { one: modelFiles('one'), folder: modelFiles('two') });
  const own = new MemorySource('own', { two: modelFiles('two'), three: modelFiles('three') });
  const models = new ModelRegistry([came, own]);
  assert.deepEqual(told(await models.list()), [
    ['one', 'came/one', 'one'],
    ['three', 'own/three', 'three'],
    ['two', 'came/folder', 'two'],
    ['two@own', 'own/two', 'two@own'],
  ]);
  assert.equal((await models.find('two'))?.place, 'came/folder');
  assert.equal((await models.find('two@own'))?.place, 'own/two');
  assert.equal(await models.find('folder'), null);
  const files = await models.read('two@own');
  assert.equal(readModel(files.manifest, files.weights).manifest.name, 'two@own');
  assert.equal(readManifest((await models.read('two')).manifest).name, 'two');
  await assert.rejects(models.read('four'), { name: 'RnnLensError', message: /no model "four"/ });
  // The same models in the other order: the names are the first source's.
  const turned = await new ModelRegistry([own, came]).list();
  assert.deepEqual(
    turned.filter(({ id }) => id.startsWith('two')).map(({ id, place }) => [id, place]),
    [
      ['two', 'own/two'],
      ['two@came', 'came/folder'],
    ],
  );
});

test('of two models of one name in one source none is hidden, and the one whose folder is called so has the name', async () => {
  const source = new MemorySource('came', {
    copy: modelFiles('one'),
    one: modelFiles('one'),
    other: modelFiles('one'),
  });
  const entries = await new ModelRegistry([source]).list();
  assert.deepEqual(
    entries.map(({ id, place }) => [id, place]),
    [
      ['one', 'came/one'],
      ['one@came', 'came/copy'],
      ['other@came', 'came/other'],
    ],
  );
});

const DAMAGES: [name: string, files: Files, problem: RegExp][] = [
  ['no files', {}, /^model\.json is missing$/],
  ['no manifest', { 'weights.safetensors': Uint8Array.of(1) }, /^model\.json is missing$/],
  ['no weights', { 'model.json': modelFiles('x')['model.json'] }, /^weights\.safetensors is missing$/],
  [
    'empty weights',
    { ...modelFiles('x'), 'weights.safetensors': new Uint8Array() },
    /^weights\.safetensors is empty$/,
  ],
  [
    'half a manifest',
    { ...modelFiles('x'), 'model.json': encode('{"name": ') },
    /^model\.json is not valid JSON/,
  ],
  ['another manifest', { ...modelFiles('x'), 'model.json': encode('{}') }, /^model\.json: "format" must be/],
];

for (const [name, files, problem] of DAMAGES)
  test(`a damaged model is listed with its problem and hides no other: ${name}`, async () => {
    const models = new ModelRegistry([new MemorySource('came', { bad: files, good: modelFiles('good') })]);
    const [bad, good] = await models.list();
    assert.deepEqual([bad.id, bad.kind, good.id, good.kind], ['bad', 'damaged', 'good', 'usable']);
    assert.match(bad.kind === 'damaged' ? bad.problem.message : '', problem);
    await assert.rejects(models.read('bad'), { name: 'RnnLensError', message: problem });
  });

test('a manifest is read once a version, weights when they are asked for', async () => {
  const source = new MemorySource('came', { one: modelFiles('one'), two: modelFiles('two') });
  const models = new ModelRegistry([source]);
  await models.find('one');
  assert.deepEqual(source.reads, ['one/model.json']);
  await Promise.all([models.list(), models.list(), models.find('two')]);
  assert.deepEqual(source.reads, ['one/model.json', 'two/model.json']);
  await models.read('two');
  assert.deepEqual(source.reads.slice(2).sort(), ['two/model.json', 'two/weights.safetensors']);
  source.models['one'] = { ...modelFiles('one'), 'model.json': encode('{') };
  source.change();
  assert.equal((await models.find('one'))?.kind, 'damaged');
});

test('a registry tells of changes in any of its sources, until it is told to stop', () => {
  const still: ModelSource = {
    name: 'still',
    list: () => Promise.resolve([]),
    read: () => Promise.reject(new Error()),
  };
  const [a, b] = [new MemorySource('a', {}), new MemorySource('b', {})];
  let changes = 0;
  const end = new ModelRegistry([a, still, b]).watch(() => changes++);
  a.change();
  b.change();
  assert.equal(changes, 2);
  end();
  a.change();
  b.change();
  assert.equal(changes, 2);
});

test('what changed within one tick of the clock is read again all the same, once that was told', async () => {
  const source = new MemorySource('came', { one: modelFiles('one') });
  const models = new ModelRegistry([source]);
  const end = models.watch(() => undefined);
  const { length } = source.models['one']['model.json'];
  assert.equal((await models.find('one'))?.kind, 'usable');
  source.models['one'] = { ...modelFiles('one'), 'model.json': encode('{'.padEnd(length)) };
  source.modified--;
  source.change();
  assert.equal((await models.find('one'))?.kind, 'damaged');
  end();
});

test('another version of a model is another text', async () => {
  const source = new MemorySource('came', { one: modelFiles('one'), bad: {} });
  const models = new ModelRegistry([source]);
  const [bad, one] = await models.list();
  assert.equal((await models.find('one'))?.version, one.version);
  assert.notEqual(bad.version, one.version);
  source.change();
  assert.notEqual((await models.find('one'))?.version, one.version);
});

test('another format is one more reader of the table', async () => {
  const own = modelFiles('imported');
  const reader: ModelReader = {
    format: 'toy',
    sniff: (files) => files.has('toy.bin'),
    read: ({ bytes }) => ({
      sizeBytes: own['weights.safetensors'].length,
      manifest: async () => new TextDecoder().decode(await bytes('toy.bin')),
      weights: () => Promise.resolve(new Uint8Array(own['weights.safetensors'])),
    }),
  };
  const source = new MemorySource('came', { x: { 'toy.bin': own['model.json'] }, y: modelFiles('y') });
  const models = new ModelRegistry([source], [reader, ...READERS]);
  assert.deepEqual(
    (await models.list()).map(({ id, kind }) => [id, kind]),
    [
      ['imported', 'usable'],
      ['y', 'usable'],
    ],
  );
  const { manifest: json, weights } = await models.read('imported');
  assert.equal(readModel(json, weights).manifest.name, 'imported');
});

test('folders of this machine are a source; a place that is not there has none', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-models-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync('media/models/textbook-rnn', path.join(folder, 'renamed'), { recursive: true });
  writeFileSync(path.join(folder, 'a file'), '');
  const sourceOf = (place: string) => folderSource('disk', nodeFolders(place), (key) => `disk/${key}`);
  const models = new ModelRegistry([sourceOf(folder), sourceOf(path.join(folder, 'nowhere'))]);
  assert.deepEqual(
    (await models.list()).map(({ id, place }) => [id, place]),
    [['textbook-rnn', 'disk/renamed']],
  );
  const { manifest: json, weights } = await models.read('textbook-rnn');
  assert.equal(weights.byteLength, weights.buffer.byteLength);
  assert.equal(readModel(json, weights).manifest.name, 'textbook-rnn');
  const changed = new Promise<void>((resolve) => {
    const end = models.watch(() => (end(), resolve()));
  });
  cpSync('media/models/textbook-rnn', path.join(folder, 'another'), { recursive: true });
  await changed;
  assert.equal((await models.list()).length, 2);
});

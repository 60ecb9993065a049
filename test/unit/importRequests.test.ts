// The worker's answers to the import dialog: what was read is not read again for a question.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { writeSafetensors } from '../../src/core/formats/safetensors.js';
import type { SourceFile, SourceFiles } from '../../src/core/import/files.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import type { ImportChoice } from '../../src/protocol/imports.js';
import { loadEngine } from '../../src/kernel/load.js';
import { Imports } from '../../src/worker/imports.js';
import { Jobs } from '../../src/worker/jobs.js';
import { memoryFile, memoryFiles, textBytes } from '../tools/importFiles.js';

const [ROWS, WIDTH, HIDDEN] = [400, 30, 8];

function tagger(): Uint8Array {
  const of = (...shape: number[]): { shape: number[]; values: Float32Array } => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => Math.sin(k) / 4),
  });
  return writeSafetensors({
    'emb.weight': of(ROWS, WIDTH),
    'lstm.weight_ih_l0': of(4 * HIDDEN, WIDTH),
    'lstm.weight_hh_l0': of(4 * HIDDEN, HIDDEN),
    'lstm.bias_ih_l0': of(4 * HIDDEN),
    'lstm.bias_hh_l0': of(4 * HIDDEN),
    'fc.weight': of(3, HIDDEN),
    'fc.bias': of(3),
  });
}

/** A folder with a tagger and its words, that counts what is read of it. */
class Folder {
  bytesRead = 0;
  readonly model = tagger();
  words = Object.fromEntries(Array.from({ length: ROWS }, (_, k) => [`word${k}`, k]));

  filesAt = (path: string): Promise<SourceFiles> => {
    const vocabulary = textBytes(JSON.stringify(this.words));
    if (path !== 'model.safetensors')
      return Promise.resolve({
        main: this.counted(memoryFile(path, vocabulary)),
        names: [],
        beside: () => Promise.resolve(null),
      });
    const files = memoryFiles(path, this.model, { 'words.json': vocabulary });
    return Promise.resolve({ ...files, main: this.counted(files.main) });
  };

  private counted(file: SourceFile): SourceFile {
    return {
      ...file,
      read: (start, end) => {
        this.bytesRead += end - start;
        return file.read(start, end);
      },
    };
  }
}

/** The worker's answers to what the dialog asks. */
function asking(folder: Folder): {
  open: () => ReturnType<Questions['openForeign']>;
  plan: (choice: ImportChoice) => ReturnType<Questions['planImport']>;
  make: (choice: ImportChoice, name: string) => ReturnType<Questions['importForeign']>;
} {
  const { signal } = new AbortController();
  const work = { jobs: new Jobs(() => Promise.resolve()), engine: loadEngine() };
  const asked = new Imports(folder.filesAt, work).questions();
  return {
    open: () => asked.openForeign({ id: 1, at: { kind: 'path', path: 'model.safetensors' } }, signal),
    plan: (choice) => asked.planImport({ id: 1, choice }, signal),
    make: (choice, name) => asked.importForeign({ id: 1, choice, name }, signal),
  };
}

type Questions = ReturnType<Imports['questions']>;

function choice(answers: ImportChoice['answers']): ImportChoice {
  return {
    vocabulary: { kind: 'file', at: { kind: 'path', path: 'words.json' } },
    labels: { kind: 'names', names: ['a', 'b', 'c'] },
    answers,
  };
}

test('once a file is open, no choice of the dialog reads anything of it again, and importing reads it for its hash', async () => {
  const folder = new Folder();
  const asked = asking(folder);
  const { rows } = await asked.open();
  assert.equal(rows, ROWS);
  const { task, labels } = await asked.plan(choice({}));
  assert.deepEqual([task, labels], ['classification', ['a', 'b', 'c']]);
  const before = folder.bytesRead;
  await asked.plan(choice({ sequence: 'document' }));
  await asked.plan(choice({ sequence: 'document', unknown: 'none' }));
  assert.equal(folder.bytesRead - before, 0);
  const made = await asked.make(choice({ sequence: 'document' }), 'x');
  assert.equal(folder.bytesRead - before, folder.model.length);
  await asked.make(choice({}), 'y');
  assert.equal(folder.bytesRead - before, folder.model.length);
  const { manifest } = readModel(made.manifest, made.weights);
  assert.equal(manifest.segment, 'document');
  assert.equal(manifest.data.version, createHash('sha256').update(folder.model).digest('hex'));
});

test('an answer that changes the network is followed, and so is a vocabulary that was put right', async () => {
  const folder = new Folder();
  const asked = asking(folder);
  await asked.open();
  const first = await asked.plan(choice({}));
  assert.ok(first.questions.some(({ id }) => id === 'answer'));
  const { task } = await asked.plan(choice({ answer: 'every' }));
  assert.equal(task, 'tagging');
  assert.equal((await asked.plan(choice({}))).task, 'classification');
  folder.words = {};
  await assert.rejects(asked.plan(choice({})), /words\.json/);
  folder.words = { yes: 1, no: 2 };
  assert.equal((await asked.plan(choice({}))).task, 'classification');
});

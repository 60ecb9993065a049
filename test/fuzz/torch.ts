/** What the readers of PyTorch's files and of pickled vocabularies are fuzzed with. */
import { readFileSync } from 'node:fs';
import { readPickledTables } from '../../src/core/import/pickle/vocabularies.js';
import { torchReader } from '../../src/core/import/torch/reader.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { memoryFile } from '../tools/importFiles.js';
import {
  floats,
  pickled,
  stateDict,
  torchLegacy,
  torchTar,
  torchZip,
  type Saved,
} from '../tools/torchFiles.js';
import { chanceOf, cpuMs, type Chance } from './chance.js';
import { complaintAbout, mutateBytes } from './importers.js';
import { mutatePickle, mutatePickles, mutateZip } from './pickleMutations.js';
import type { Target } from './onnxAndOthers.js';

const storages = { 0: floats(...Array.from({ length: 80 }, (_, k) => Math.sin(k))) };

/** A checkpoint with everything that is looked for in one. */
function checkpoint(): Saved {
  const at = (offset: number, ...shape: readonly number[]) => ({ shape, offset, storage: '0' });
  const weights = stateDict({
    'emb.weight': at(0, 5, 2),
    'rnn.weight_ih_l0': at(10, 8, 2),
    'rnn.weight_hh_l0': at(26, 8, 2),
    'rnn.bias_ih_l0': at(42, 8),
    'rnn.bias_hh_l0': at(50, 8),
    'fc.weight': at(58, 3, 2),
    'fc.bias': at(64, 3),
    'crf.transitions': at(67, 3, 3),
  });
  return {
    dict: [
      ['epoch', 3],
      ['args', { record: 'argparse.Namespace', state: { dict: [['hidden', 2]] } }],
      ['state_dict', weights],
      [
        'word_to_ix',
        {
          dict: [
            ['a', 0],
            ['b', 1],
            ['c', 2],
          ],
        },
      ],
      ['tags', { tuple: ['X', 'Y', 'Z'] }],
    ],
  };
}

function module(): Saved {
  const tensor = (offset: number, ...shape: readonly number[]): Saved => ({
    tensor: { shape, offset, storage: '0' },
  });
  const of = (
    path: string,
    parameters: readonly (readonly [Saved, Saved])[],
    modules: readonly (readonly [Saved, Saved])[] = [],
  ): Saved => ({
    record: path,
    state: {
      dict: [
        ['_parameters', { dict: parameters }],
        ['_modules', { dict: modules }],
        ['nonlinearity', 'tanh'],
      ],
    },
  });
  return of(
    'm.Net',
    [],
    [
      [
        'rnn',
        of('torch.nn.modules.rnn.RNN', [
          ['weight_ih_l0', tensor(0, 2, 4)],
          ['weight_hh_l0', tensor(8, 2, 2)],
        ]),
      ],
      ['out', of('torch.nn.modules.linear.Linear', [['weight', tensor(12, 4, 2)]])],
    ],
  );
}

const STRIDES = { shape: [2, 2], strides: [2, 1], offset: 0, storage: '0' };

/** Both readers; `fixtures` is the folder of fixtures of the importers. */
export function torchTargets(seed: number, fixtures: string): Target[] {
  const pickles = Object.values(
    JSON.parse(readFileSync(`${fixtures}/pickles.json`, 'utf8')) as Record<string, string>,
  ).map((base64) => new Uint8Array(Buffer.from(base64, 'base64')));
  const values = [checkpoint(), module()];
  const zips = values.flatMap((value) => [
    torchZip(value, storages),
    torchZip(value, storages, { level: 6 }),
  ]);
  const legacy = values.map((value) => torchLegacy(value, storages));
  const tar = torchTar(
    storages,
    { 7: STRIDES, 8: STRIDES },
    { 'rnn.weight_ih_l0': '7', 'rnn.weight_hh_l0': '8' },
  );
  const made = (k: number): Chance => chanceOf(seed, k);
  const inputs: readonly ((chance: Chance) => Uint8Array)[] = [
    (chance) => mutateZip(chance.of(zips), chance),
    (chance) =>
      torchZip(null, storages, { pickle: mutatePickle(pickled(chance.of(values), storages), chance) }),
    (chance) => mutatePickles(chance.of(legacy), chance),
    (chance) => mutateBytes(chance.of(legacy), chance),
    (chance) => mutateBytes(tar, chance),
  ];
  return [
    {
      name: 'PyTorch',
      async run(k) {
        const chance = made(k);
        const bytes = chance.of(inputs)(chance);
        return { bytes, complaint: await complaintAbout(torchReader, 'model.pt', bytes) };
      },
    },
    {
      name: 'pickles',
      async run(k) {
        const chance = made(k);
        const bytes = (chance.below(4) ? mutatePickle : mutateBytes)(chance.of(pickles), chance);
        return { bytes, complaint: await pickleComplaint(bytes) };
      },
    },
  ];
}

async function pickleComplaint(bytes: Uint8Array): Promise<string | null> {
  const started = process.cpuUsage();
  try {
    for (const { ids, tokenizer } of (await readPickledTables(memoryFile('vocab.pkl', bytes))).vocabularies) {
      if ([...ids].some(([symbol, id]) => typeof symbol !== 'string' || !Number.isSafeInteger(id) || id < 0))
        return 'an id is none';
      if (tokenizer && typeof tokenizer.filters !== 'string') return 'a tokenizer without filters';
    }
  } catch (error) {
    if (!isRnnLensError(error)) return String((error as Error).stack);
    if (/\[object|undefined|\{\d+\}/.test(error.message)) return `unclear: ${error.message}`;
  }
  const ms = cpuMs(started);
  return ms > 1000 ? `${Math.round(ms)} ms` : null;
}

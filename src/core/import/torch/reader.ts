import { RnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { SourceFile, SourceFiles } from '../files.js';
import type { ForeignFile, ForeignReader, Recognised, Refused } from '../foreign.js';
import { notModelError } from '../notModels.js';
import { isPickle } from '../pickle/interpreter.js';
import { PickleRecord, type PickleValue } from '../pickle/values.js';
import { labelNames } from '../pickle/vocabularies.js';
import { openTorch } from './container.js';
import { contentsOf, type TorchContents } from './contents.js';
import type { TensorHints } from './hints.js';
import { classOf, scriptTensors } from './modules.js';
import { recogniseTensors } from './recognise.js';
import { isTar } from './tar.js';
import { foreignTensor } from './tensors.js';

/** Files of `torch.save`, of every version, and other pickles. */
export const torchReader: ForeignReader = {
  format: 'PyTorch',
  sniff: isTorch,
  read: async (files) => {
    try {
      return await readTorch(files);
    } catch (error) {
      if (!(error instanceof RnnLensError)) throw error;
      throw new RnnLensError('{0}: {1}', files.main.name, error.sentence);
    }
  },
};

function isTorch(head: Uint8Array, name: string): boolean {
  return isTorchZip(head, name) || isTar(head) || isPickle(head);
}

/** A zip file whose first entry is one that PyTorch writes, or one that is named like PyTorch's files. */
function isTorchZip(head: Uint8Array, name: string): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  const first = new TextDecoder().decode(head.subarray(30, 30 + (head[26] | (head[27] << 8))));
  const isOwn =
    /(^|\/)(data\.pkl|constants\.pkl|byteorder|version|\.format_version|data\/\d+|code\/.*)$/.test(first);
  return (
    isOwn || (/\.(pt|pth|ckpt|th|net|jit|bin|pkl)$/i.test(name) && !/^(config|metadata)\.json$/.test(first))
  );
}

async function readTorch(files: SourceFiles): Promise<ForeignFile> {
  const head = await files.main.read(0, Math.min(files.main.sizeBytes, 4096));
  const other = isTorch(head, files.main.name) ? null : await notModelError(files.main);
  if (other) throw other;
  const container = await openTorch(files.main);
  const { format, value, storages, facts, script } = container;
  const contents = contentsOf(value, container, files.main.name);
  const places = script && value instanceof PickleRecord ? scriptTensors(value, container) : contents.tensors;
  const tensors = [...places].map(([name, place]) => foreignTensor(name, place, storages));
  const hints = hintsOf(contents, files.main);
  const refused =
    refusedAsWhole(value, script, [...places.keys()]) ??
    (places.size === 0 ? withoutTensors(contents) : null);
  const recognised: Recognised | Refused = refused
    ? { kind: 'refused', reason: refused }
    : recogniseTensors(tensors, hints);
  return {
    format,
    tensors,
    facts: [...facts, ...factsOf(contents)],
    vocabularies: contents.tables.vocabularies,
    labels: labelNames(contents.tables.labels),
    recognised,
  };
}

function hintsOf({ modules, settings, tables, classes }: TorchContents, { name }: SourceFile): TensorHints {
  const alphabetSizes = tables.vocabularies.flatMap(({ ids }) => [
    ids.size,
    [...ids.values()].reduce((a, b) => Math.max(a, b), 0) + 1,
  ]);
  const types = [...modules.values()].map(({ type }) => type);
  return { names: [name, ...classes, ...types], modules, settings, alphabetSizes, labels: tables.labels };
}

function factsOf({ settings, classes, modules }: TorchContents): { name: string; value: string }[] {
  return [
    ...classes.map((value) => ({ name: 'class', value })),
    ...[...settings].map(([name, value]) => ({ name, value: String(value) })),
    ...[...modules].filter(([name]) => name !== '').map(([name, { type }]) => ({ name, value: type })),
  ];
}

const SOUND = /stft|mel|wav|audio|vad|speech|spectr|acoustic/i;

/** What is no network of tensors at all. */
function refusedAsWhole(
  value: PickleValue,
  script: readonly string[] | null,
  names: readonly string[],
): Sentence | null {
  if (script) {
    const sound = [...script, ...names].find((name) => SOUND.test(name));
    return sound === undefined
      ? sentence(
          'It is a TorchScript archive: a program ({0}) that only PyTorch can run. Save model.state_dict() instead.',
          script.find((name) => name.startsWith('code/') && name.endsWith('.py')) ?? 'code/',
        )
      : sentence(
          'It is a TorchScript archive for audio ("{0}"; its input is a waveform): it has no token input, so it cannot run on text.',
          sound,
        );
  }
  if (!(value instanceof PickleRecord)) return null;
  const path = classOf(value)?.path ?? '';
  if (/^(keras|tensorflow|tf_keras|tensorflow\.python\.keras)\./.test(path))
    return sentence(
      'It holds a pickled Keras model ({0}), not tensors of PyTorch. Save it with model.save("x.keras").',
      path,
    );
  return null;
}

/** Why a file without a tensor is no network, where it is known what it is. */
function withoutTensors({ tables, classes }: TorchContents): Sentence | null {
  const [vocabulary] = tables.vocabularies;
  if (vocabulary)
    return sentence(
      'It holds a vocabulary of {0} symbols and no network: choose it as the vocabulary of a model.',
      vocabulary.ids.size,
    );
  if (tables.labels)
    return sentence(
      'It holds {0} labels and no network: choose it as the labels of a model.',
      tables.labels.size,
    );
  return classes.length > 0
    ? sentence('It holds an object of {0} and no tensors: it is no recurrent network of PyTorch.', classes[0])
    : null;
}

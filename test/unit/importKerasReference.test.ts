// Keras files of other people, and those that TensorFlow.js has made: read, converted, run, compared.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ImportAnswers } from '../../src/core/import/foreign.js';
import { KERAS_READER } from '../../src/core/import/keras/reader.js';
import {
  expectedIn,
  largestDifference,
  networkOf,
  reasonOf,
  rowOf,
  type Expected,
} from '../tools/foreignValues.js';
import { diskFiles } from '../tools/importFiles.js';
import { runImported, type ImportedRun } from '../tools/runImported.js';

const REFERENCE = path.join(process.env['RNN_LENS_REFERENCE'] ?? '', 'keras');
const REAL_MODELS = process.env['RNN_LENS_REALMODELS'] ?? '';
const TOLERANCE = 2e-5;

interface ReferenceModel {
  readonly model: string;
  readonly file: string;
  readonly expect: 'load' | 'load-or-refuse' | 'error';
  readonly kind?: string;
  readonly expected?: string;
}

/** What the message of each kind of broken model says. */
const MESSAGES: Readonly<Record<string, RegExp>> = {
  'missing-file': /group1-shard1of1\.bin/,
  truncated: /cut off/,
  'invalid-json': /not valid JSON/,
  'path-outside-folder': /outside its folder/,
  'keras-graph-model': /graph model/,
  'shape-mismatch': /forward_lstm_0\/kernel" should have the shape \[8, 24\] and has \[9, 24\]/,
  'no-rnn': /no recurrent layer/,
};

if (existsSync(path.join(REFERENCE, 'manifest.json')))
  test('every TensorFlow.js model of the reference set gives its values, every broken one its message', async () => {
    const { models } = JSON.parse(readFileSync(path.join(REFERENCE, 'manifest.json'), 'utf8')) as {
      models: ReferenceModel[];
    };
    assert.equal(models.length, 19);
    for (const model of models) {
      const reading = KERAS_READER.read(diskFiles(path.join(REFERENCE, model.file)));
      if (model.expect === 'error') {
        const message = await reading.then(reasonOf, (error: Error) => {
          assert.equal(error.name, 'RnnLensError', model.model);
          return error.message;
        });
        assert.match(message, MESSAGES[model.kind!], model.model);
      } else {
        const network = await networkOf(await reading);
        const expected = expectedIn(path.join(REFERENCE, model.expected!));
        const answers = (expected.get('logits') ?? expected.get('probabilities'))!;
        const [texts, steps] = expected.get('tokens')!.shape;
        const lengths = expected.get('lengths')!.values;
        const layers = network.layers.flatMap(({ operation }, at) =>
          operation.kind === 'recurrent' ? [at] : [],
        );
        for (let k = 0; k < texts; k++) {
          if (lengths[k] !== steps) continue;
          const run = runImported(network, [...rowOf(expected.get('tokens')!, k).values]);
          const differs = (at: number, values: Expected): void =>
            assert.ok(largestDifference(run.outputs[at].rows.flat(), rowOf(values, k)) <= 1e-5, model.model);
          differs(network.output, answers);
          layers.forEach(
            (at, layer) => expected.has(`layer_${layer}`) && differs(at, expected.get(`layer_${layer}`)!),
          );
        }
      }
    }
  });

/** How a real model is run, and what is compared: names of expected tensors and where they come from. */
interface RealModel {
  readonly file: string;
  readonly answers?: ImportAnswers;
  /** Sequences of ids, and the expected tensors of each. */
  readonly runs: readonly { readonly ids: string; readonly [what: string]: string }[];
}

const probs = { ids: 'ids', probs: 'answer' };
const REAL: Readonly<Record<string, RealModel>> = {
  'h5-kathir-ner': {
    file: 'ner_model.h5',
    answers: { padding: 'after' },
    runs: [{ ...probs, hidden_1: 'bidirectional_1' }],
  },
  'h5-kospacing': {
    file: 'kospacing.h5',
    runs: [0, 1].map((k) => ({ ids: `ids_${k}`, [`probs_${k}`]: 'answer', [`hidden_${k}`]: 'gru_1' })),
  },
  'h5-mulkan-emotion': {
    file: 'model.h5',
    runs: [{ ...probs, lstm_30: 'lstm_30', lstm_31: 'states lstm_31' }],
  },
  'h5-reactionrnn': {
    file: 'reactionrnn_weights.hdf5',
    runs: [0, 1, 2, 3, 4].map((k) => ({ ids: `ids_${k}`, [`probs_${k}`]: 'answer', [`hidden_${k}`]: 'rnn' })),
  },
  'h5-textgenrnn-default': {
    file: 'textgenrnn_weights.hdf5',
    runs: [{ ...probs, rnn_1: 'rnn_1', rnn_2: 'rnn_2' }],
  },
  'keras-nik-textgen': { file: 'text_generator.keras', runs: [{ ...probs, hidden: 'states simple_rnn' }] },
  'tfjs-dbs-v1': { file: 'model.json', runs: [{ ...probs, hidden: 'lstm_2' }] },
  'tfjs-mlt-charlm': { file: 'model.json', runs: [{ ...probs, hidden: 'states lstm_2' }] },
  'tfjs-mulkan-emotion': { file: 'model.json', runs: [probs] },
};

/** What the reason of each real model that cannot run says. */
const REFUSED: Readonly<Record<string, { readonly file: string; readonly message: RegExp }>> = {
  'h5-3i4k-bilstm': {
    file: 'bilstm-17-0.8843.hdf5',
    message: /vectors of width 100 .*\[20, 100\].*Embedding/,
  },
  'h5-maxnbf-dense': { file: 'char_model.h5', message: /no recurrent layer .*Dense/ },
  'keras-sahan-empty': { file: 'lstm_final.keras', message: /not a Keras file: it has 2 bytes/ },
  'tfjs-suwes-missing': {
    file: 'model.json',
    message: /no recurrent layer .*GlobalAveragePooling1D.*missing \(9\)/,
  },
};

function numbersOf(run: ImportedRun, layers: readonly string[], output: number, what: string): number[] {
  if (what === 'answer') return run.outputs[output].rows.flat();
  const states = /^states (.*)/.exec(what)?.[1];
  if (states !== undefined) return run.states.get(states)![0].h.flat();
  return run.outputs[layers.indexOf(what)].rows.flat();
}

if (existsSync(REAL_MODELS)) {
  test('Keras files of other people give the values of their framework', async () => {
    for (const [entry, { file, answers, runs }] of Object.entries(REAL)) {
      const folder = path.join(REAL_MODELS, entry);
      const network = await networkOf(await KERAS_READER.read(diskFiles(path.join(folder, file))), answers);
      const expected = expectedIn(path.join(folder, 'expected.safetensors'));
      const layers = network.layers.map(({ name }) => name);
      for (const { ids, ...tensors } of runs) {
        const run = runImported(network, [...expected.get(ids)!.values]);
        for (const [name, what] of Object.entries(tensors)) {
          const difference = largestDifference(
            numbersOf(run, layers, network.output, what),
            expected.get(name)!,
          );
          assert.ok(difference <= TOLERANCE, `${entry} ${name}: ${difference}`);
        }
      }
    }
  });

  test('Keras files of other people that cannot run on text are refused with the reason', async () => {
    for (const [entry, { file, message }] of Object.entries(REFUSED)) {
      const reading = KERAS_READER.read(diskFiles(path.join(REAL_MODELS, entry, file)));
      assert.match(await reading.then(reasonOf, (error: Error) => error.message), message, entry);
    }
  });
}

// A workspace of model files of other frameworks, each in a folder of its own beside its symbols and a text, with the
// answers of its framework.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { savedModel, wholeHdf5 } from '../tools/kerasFiles.js';
import { sentimentModel } from '../tools/kerasFixtures.js';
import { torchZip } from '../tools/torchFiles.js';

const fixtures = path.join('test', 'fixtures', 'import');

interface Expected {
  readonly ids: readonly number[];
  readonly answer: readonly number[];
}

export interface ImportFolder {
  readonly folder: string;
  /** Share of the second class for `sentiment/review.txt`. */
  readonly sentiment: number;
  /** Tags of the words of `tagger/sentence.txt`, in their order. */
  readonly tags: readonly (readonly [word: string, tag: string])[];
  /** Shares of the 13 characters behind `character/text.txt`. */
  readonly next: readonly number[];
  /** Characters of that text. */
  readonly length: number;
  /** Shares of the three classes of `classifier/text.txt`. */
  readonly classes: readonly number[];
  /** What the malicious file would make if it were run. */
  readonly bait: string;
}

/** The letters of the character model, by their ids. */
const CHARACTERS = 'abcdefghijklm';

/** Writes the folder; whoever asks for it deletes it. */
export async function importFolder(): Promise<ImportFolder> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rnn-lens-imports-'));
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const copy = (from: string, to: string): void =>
    cpSync(path.join(fixtures, from), path.join(folder, to), { recursive: true });

  copy('keras/sentiment/sentiment.h5', 'sentiment/sentiment.h5');
  write('sentiment/tokenizer.pickle', pickle('tokenizer 4'));
  write('sentiment/labels.txt', 'bad\ngood\n');
  write('sentiment/review.txt', 'The film, was good: the UNSEEN film!\n');

  copy('pt-legacy-allennlp-tagger/best.th', 'tagger/best.th');
  copy('pt-legacy-allennlp-tagger/vocabulary', 'tagger/vocabulary');
  const { input_text, predictions } = JSON.parse(
    readFileSync(path.join(fixtures, 'pt-legacy-allennlp-tagger', 'expected.json'), 'utf8'),
  ) as { input_text: string; predictions: Record<string, string> };
  write('tagger/sentence.txt', `${input_text}\n`);

  const character = expectedOf('keras/character/expected.json');
  for (const file of ['model.json', 'group1-shard1of2.bin', 'group1-shard2of2.bin'])
    copy(`keras/character/${file}`, `character/${file}`);
  write(
    'character/chars.json',
    JSON.stringify(Object.fromEntries([...CHARACTERS].map((one, id) => [one, id]))),
  );
  write('character/text.txt', character.ids.map((id) => CHARACTERS[id]).join(''));

  copy('onnx/torch-dynamo.onnx', 'classifier/classifier.onnx');
  const graph = JSON.parse(readFileSync(path.join(fixtures, 'onnx', 'torch-dynamo.json'), 'utf8')) as {
    rows: number[][];
    answers: number[][];
  };
  const words = 'zero one two three four five six'.split(' ');
  write('classifier/words.txt', `${words.join('\n')}\n`);
  write('classifier/text.txt', `${graph.rows[0].map((id) => words[id]).join(' ')}\n`);

  const bait = path.join(folder, 'executed');
  write('malicious.pt', torchZip({ record: 'os.system', args: [`touch ${bait}`] }, {}));
  write('lstm_model.h5', await wholeHdf5(await savedModel(seriesModel())));
  write('pointer.onnx', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345678\n');
  return {
    folder,
    bait,
    sentiment: await sentimentOf([2, 4, 1, 1, 2, 1, 4, 0]),
    tags: input_text.split(' ').map((word) => [word, predictions[word]] as const),
    next: character.answer,
    length: character.ids.length,
    classes: softmax(graph.answers[0]),
  };
}

/** What TensorFlow.js says of the ids that Keras' own tokenizer gives (`num_words` 5: what is rarer is `<OOV>`). */
async function sentimentOf(ids: readonly number[]): Promise<number> {
  const answer = sentimentModel().predict(tf.tensor2d([[...ids]], [1, ids.length], 'int32')) as tf.Tensor;
  return (await answer.data())[0];
}

/** What nine of ten files called lstm_model are. */
function seriesModel(): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 4, inputShape: [60, 1] }));
  model.add(tf.layers.dense({ units: 1 }));
  return model;
}

function expectedOf(file: string): Expected {
  return JSON.parse(readFileSync(path.join(fixtures, file), 'utf8')) as Expected;
}

function pickle(name: string): Uint8Array {
  const all = JSON.parse(readFileSync(path.join(fixtures, 'pickles.json'), 'utf8')) as Record<string, string>;
  return Buffer.from(all[name], 'base64');
}

function softmax(logits: readonly number[]): number[] {
  const shares = logits.map(Math.exp);
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}

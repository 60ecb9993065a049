// Writes test/fixtures/import/keras: small models with seeded weights, and what TensorFlow.js gives for some ids.
//   node --input-type=module -e "(await import('./test/bench/bundled.mjs')).runBench('../tools/makeKerasFixtures')"
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { characterModel, fixtureFiles, sentimentModel, taggerModel } from './kerasFixtures.js';

const folder = path.resolve('test/fixtures/import/keras');

/** Where the files of each kind go. */
const FOLDERS = {
  sentimentHdf5: 'sentiment',
  sentimentKeras: 'sentiment-v3',
  taggerHdf5: 'tagger',
  taggerWeights: 'tagger-weights',
  characterTfjs: 'character',
};

/** Ids of one sequence each, padded where the window is fixed. */
const IDS = {
  sentiment: [4, 17, 29, 3, 8, 0, 0, 0],
  character: [0, 12, 5, 5, 7, 1, 11, 2, 9, 3],
  tagger: [39, 1, 20, 7, 7, 30],
};

async function answersTo(model: tf.LayersModel, ids: readonly number[], oneHot?: number): Promise<number[]> {
  const input =
    oneHot === undefined
      ? tf.tensor2d([[...ids]], [1, ids.length], 'int32')
      : tf.oneHot(tf.tensor2d([[...ids]], [1, ids.length], 'int32'), oneHot).toFloat();
  return [...(await (model.predict(input) as tf.Tensor).data())];
}

const answers = {
  sentiment: await answersTo(sentimentModel(), IDS.sentiment),
  character: await answersTo(characterModel(), IDS.character, 13),
  tagger: await answersTo(taggerModel(), IDS.tagger),
};
const files = await fixtureFiles();
for (const [kind, name] of Object.entries(FOLDERS)) {
  const [model] = name.split('-') as [keyof typeof IDS];
  mkdirSync(path.join(folder, name), { recursive: true });
  const expected = { main: Object.keys(files[kind])[0], ids: IDS[model], answer: answers[model] };
  for (const [file, bytes] of Object.entries(files[kind]))
    writeFileSync(path.join(folder, name, file), bytes);
  writeFileSync(path.join(folder, name, 'expected.json'), `${JSON.stringify(expected)}\n`);
}

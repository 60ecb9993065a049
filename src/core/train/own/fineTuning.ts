import type { ModelManifest } from '../../formats/manifest.js';
import { RnnLensError } from '../../problems.js';
import type { InputRecipe, NetworkRecipe, TrainingRecipe } from '../recipe.js';

/** Learning on goes in smaller steps than learning anew. */
const SHARE_OF_RATE = 0.25;

/**
 * A recipe that begins with a model: its network, its symbols, and where both have the same head its rows. Throws
 * RnnLensError with one sentence where the network cannot be trained here, or not for this task.
 */
export function fineTuning(recipe: TrainingRecipe, model: ModelManifest): TrainingRecipe {
  const { rnn, input, name, task } = model;

  if (!isPlain(model))
    throw new RnnLensError(
      'The network "{0}" has more than recurrent layers of one size: it runs here, but is not trained on.',
      name,
    );
  if (rnn.bidirectional && recipe.task === 'language-model')
    throw new RnnLensError(
      'The network "{0}" reads in both directions: it would see the characters that it is to predict.',
      name,
    );
  if (recipe.task === 'states' && (input.kind !== 'vectors' || task !== 'states'))
    throw new RnnLensError('The network "{0}" does not read numbers and give states.', name);
  const read = recipe.task !== 'states' && input.kind === 'vectors' ? null : inputOf(model);
  if (!read)
    throw new RnnLensError('The network "{0}" does not read words or characters as trained ones do.', name);
  if (recipe.task === 'language-model' && (input.kind !== 'characters' || task === 'tagging'))
    throw new RnnLensError(
      'The network "{0}" reads {1}: a language model here reads characters.',
      name,
      input.kind,
    );
  const { cell, layers, hiddenSize, bidirectional } = rnn;
  const { pooling } = recipe.network;
  const network: NetworkRecipe = {
    input: read,
    cell,
    layers,
    hiddenSize,
    bidirectional,
    ...(pooling && { pooling }),
  };
  const { optimizer } = recipe.fit;
  const learningRate = optimizer.learningRate * SHARE_OF_RATE;
  const { tokenizer, language } = recipe.task === 'language-model' ? recipe : model;
  return {
    ...recipe,
    start: name,
    tokenizer,
    language,
    network,
    fit: { ...recipe.fit, optimizer: { ...optimizer, learningRate } },
  };
}

/** Recurrent layers of one size with the usual functions, and nothing around them. */
function isPlain({ rnn, stem, body, window }: ModelManifest): boolean {
  const { layerUnits, projSize, bias, activation, gateActivation, resetAfter = true } = rnn;
  const isUsual = activation === undefined && gateActivation === undefined && resetAfter && bias;
  return isUsual && !stem && !body && !window && !layerUnits && projSize === 0;
}

function inputOf({ input, rnn }: ModelManifest): InputRecipe | null {
  if (input.kind === 'vectors') return { kind: 'vectors', size: rnn.inputSize };
  if (input.kind === 'characters') {
    const { characterSize, pairSize, separated } = input;
    return { kind: 'characters', characterSize, pairSize, separated };
  }
  if (input.kind !== 'words') return null;
  const { wordSize, lowerCase, characterRnn } = input;
  const { inputSize: characterSize, hiddenSize: characterHiddenSize } = characterRnn;
  return { kind: 'words', wordSize, characterSize, characterHiddenSize, lowerCase };
}

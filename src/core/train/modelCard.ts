import type { ModelManifest } from '../formats/modelPackage.js';
import { directionCount, outputSize, stateSize } from '../rnn/config.js';
import type { EpochReport } from './fit.js';
import type { TaggingScores } from './metrics.js';

/** What a card says that the manifest does not. */
export interface CardFacts {
  readonly scores: TaggingScores;
  readonly curve: readonly EpochReport[];
  readonly parameterCount: number;
  readonly sizeBytes: number;
  /** The recipe's file and the data files it names. */
  readonly recipeFile: string;
  readonly dataFolder: string;
  readonly developmentFile: string;
}

/** The model card, Markdown, from the model's own facts; numbers in it are those `evaluate` prints. */
export function modelCard(manifest: ModelManifest, facts: CardFacts): string {
  return [
    `# ${manifest.name}: ${manifest.title}`,
    networkSection(manifest, facts),
    scoreSection(manifest, facts),
    dataSection(manifest),
    curveSection(facts),
    retrainSection(manifest, facts),
  ].join('\n\n');
}

function networkSection({ rnn, input, labels, language }: ModelManifest, facts: CardFacts): string {
  const { characterRnn, wordSize } = input;
  return [
    `A ${rnn.cell} of ${rnn.layers} layers × ${directionCount(rnn)} directions × ${stateSize(rnn)} units reads the words of a`,
    `sentence and gives each one of ${labels.length} labels (language: ${language}). A word comes in as its own embedding of`,
    `${wordSize} numbers beside the last states (${outputSize(characterRnn)} numbers) of a small ${characterRnn.cell} that reads its characters.`,
    `${facts.parameterCount.toLocaleString('en')} parameters, ${(facts.sizeBytes / 1e6).toFixed(2)} MB of weights in half precision.`,
  ].join('\n');
}

function scoreSection({ name, data, score }: ModelManifest, { scores, developmentFile }: CardFacts): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  const rows = scores.perLabel.map(
    ({ label, precision, recall, f1, support }) =>
      `| ${label} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} | ${support} |`,
  );
  const mistakes = scores.confusion.slice(0, 8).map((m) => `| ${m.gold} | ${m.predicted} | ${m.count} |`);
  return [
    '## Scores',
    '',
    `**${score}**, with gold tokens: ${scores.tokens.toLocaleString('en')} tokens of ${scores.sentences.toLocaleString('en')} sentences of ${data.name}`,
    `${data.version}. Words without an embedding of their own: ${percent(scores.unknownWords.accuracy)} % of ${scores.unknownWords.tokens}. Macro F1 ${percent(scores.macroF1)} %.`,
    `The test split was not looked at. Reproduce with`,
    '',
    `    node dist/cli.js evaluate --model ${name} DATA/${developmentFile}`,
    '',
    '| label | precision | recall | F1 | tokens |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'Where it goes wrong most often:',
    '',
    '| gold | tagged as | times |',
    '|---|---|---|',
    ...mistakes,
  ].join('\n');
}

function dataSection({ data }: ModelManifest): string {
  return [
    '## Data and licence',
    '',
    `Trained on ${data.name} ${data.version}, ${data.licence}. ${data.attribution}. The data are not part of this`,
    'project. The weights and the vocabulary are derived from them and are under the same licence.',
  ].join('\n');
}

function curveSection({ curve }: CardFacts): string {
  const rows = curve.map(
    ({ epoch, loss, score, isBest }) =>
      `| ${epoch + 1} | ${loss.toFixed(4)} | ${(100 * score).toFixed(2)} | ${isBest ? 'best so far' : ''} |`,
  );
  return [
    '## Training',
    '',
    'Loss is the mean cross-entropy in nats with dropout on, score the accuracy on the development split, by which',
    'the epoch was chosen (so the score is a little optimistic).',
    '',
    '| epoch | loss | score | |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function retrainSection({ name }: ModelManifest, { recipeFile, dataFolder }: CardFacts): string {
  return [
    '## Train it again',
    '',
    `    node dist/cli.js train ${recipeFile} --data ${dataFolder} --out media/models/${name}`,
    '',
    'The seed is in the recipe: the same recipe and data give the same weights on the same machine. An interrupted',
    'run goes on from its checkpoint when the command is given again.',
    '',
  ].join('\n');
}

import type { ClassificationScores } from '../evaluate/classification.js';
import type { LabelScores } from '../evaluate/labels.js';
import type { LanguageModelScores } from '../evaluate/languageModel.js';
import type { TaggingScores } from '../evaluate/tagging.js';
import type { UnitSeparation } from '../evaluate/units.js';
import type { ModelManifest } from '../formats/manifest.js';
import { directionCount, outputSize, stateSize } from '../rnn/config.js';
import type { EpochReport } from './fit.js';

/** What a card says that the manifest does not. */
export interface CardFacts {
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
    ...(manifest.heads.length > 0 ? [scoreSection(manifest, facts)] : []),
    dataSection(manifest),
    ...(facts.curve.length > 0 ? [curveSection(manifest, facts)] : []),
    retrainSection(manifest, facts),
  ].join('\n\n');
}

const count = (number: number): string => number.toLocaleString('en');
const percent = (share: number): string => (100 * share).toFixed(2);
const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function networkSection(manifest: ModelManifest, { parameterCount, sizeBytes }: CardFacts): string {
  const { rnn, language } = manifest;
  const article = rnn.cell === 'GRU' ? 'A' : 'An';
  const shape = [
    plural(rnn.layers, 'layer'),
    plural(directionCount(rnn), 'direction'),
    plural(stateSize(rnn), 'unit'),
  ];
  return [
    `${article} ${rnn.cell} of ${shape.join(' × ')}${language === '' ? '' : ` (language: ${language})`}.`,
    inputSentence(manifest),
    ...manifest.heads.map(headSentence),
    `${count(parameterCount)} parameters, ${(sizeBytes / 1e6).toFixed(2)} MB of weights.`,
  ].join('\n');
}

function inputSentence({ input, rnn }: ModelManifest): string {
  if (input.kind === 'vectors') return `Every line of the text is one step of ${rnn.inputSize} numbers.`;
  if (input.kind === 'words')
    return (
      `A word comes in as its own embedding of ${input.wordSize} numbers beside the last states ` +
      `(${outputSize(input.characterRnn)} numbers) of a small ${input.characterRnn.cell} that reads its characters.`
    );
  const pair = input.pairSize > 0 ? ` and one of ${input.pairSize} for it and the character before` : '';
  return `It reads characters, each as an embedding of ${input.characterSize} numbers${pair}.`;
}

function headSentence({ name, level, pooling, labels }: ModelManifest['heads'][number]): string {
  const reads = { last: 'the last states', max: 'the largest', mean: 'the mean' }[pooling];
  const what =
    level === 'segment'
      ? `the whole text (it reads ${reads}${pooling === 'last' ? '' : ' of each unit'})`
      : `each ${level}`;
  return `The head \`${name}\` gives ${what} one of ${count(labels.length)} labels.`;
}

function scoreSection(manifest: ModelManifest, facts: CardFacts): string {
  return [
    '## Scores',
    '',
    `**${manifest.score}**. The test split was not looked at. Reproduce with`,
    '',
    `    node dist/cli.js evaluate --model ${manifest.name} ${facts.developmentFile}`,
    '',
    ...scoreLines(manifest),
  ].join('\n');
}

function scoreLines({ task, scores, data }: ModelManifest): string[] {
  if (task === 'language-model') return languageModelLines(scores as unknown as LanguageModelScores & Units);
  const rows = scores as unknown as TaggingScores & ClassificationScores;
  const amount =
    task === 'classification'
      ? `${count(rows.texts)} texts of ${data.name} ${data.version}. Macro F1 ${percent(rows.macroF1)} %.`
      : `With gold tokens: ${count(rows.tokens)} tokens of ${count(rows.sentences)} sentences of ${data.name} ` +
        `${data.version}. Words without an embedding of their own: ${percent(rows.unknownWords.accuracy)} % of ` +
        `${count(rows.unknownWords.tokens)}. Macro F1 ${percent(rows.macroF1)} %.`;
  return [amount, '', ...labelTables(rows)];
}

interface Units {
  readonly quotations?: {
    readonly inside: number;
    readonly characters: number;
    readonly units: UnitSeparation[];
  } | null;
  readonly depthProbe?: { readonly accuracy: number; readonly rows: number };
}

function languageModelLines(scores: LanguageModelScores & Units): string[] {
  const {
    characters,
    natsPerCharacter,
    bitsPerCharacter,
    accuracy,
    unknownCharacters,
    quotations,
    depthProbe,
  } = scores;
  const lines = [
    `${natsPerCharacter.toFixed(4)} nats (${bitsPerCharacter.toFixed(4)} bits) a character over ${count(characters)} characters, run as one`,
    `stream; ${percent(accuracy)} % of the characters were the most probable one; ${count(unknownCharacters)} were not known.`,
  ];
  if (depthProbe)
    lines.push(
      '',
      `The depth of nesting is read from the states by one linear map in ${percent(depthProbe.accuracy)} % of ${count(depthProbe.rows)} places.`,
    );
  if (quotations)
    lines.push(
      '',
      `Units that tell the inside of quotations (${count(quotations.inside)} of ${count(quotations.characters)} characters) from the outside:`,
      '',
      '| quantity | layer | unit | AUC |',
      '|---|---|---|---|',
      ...quotations.units.map((u) => `| ${u.quantity} | ${u.layer} | ${u.unit} | ${u.auc.toFixed(4)} |`),
    );
  return lines;
}

function labelTables({ perLabel, confusion }: LabelScores): string[] {
  return [
    '| label | precision | recall | F1 | support |',
    '|---|---|---|---|---|',
    ...perLabel.map(
      ({ label, precision, recall, f1, support }) =>
        `| ${label} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} | ${support} |`,
    ),
    '',
    'Where it goes wrong most often:',
    '',
    '| gold | predicted | times |',
    '|---|---|---|',
    ...confusion
      .slice(0, 8)
      .map((mistake) => `| ${mistake.gold} | ${mistake.predicted} | ${mistake.count} |`),
  ];
}

function dataSection({ data, heads }: ModelManifest): string {
  const trained = heads.length > 0 ? 'Trained on' : 'From';
  return [
    '## Data and licence',
    '',
    `${trained} ${[data.name, data.version].filter(Boolean).join(' ')}, ${data.licence}. ${data.attribution}.`,
    ...(heads.length > 0
      ? ['The data are not part of this project. The weights and the vocabulary are derived from them.']
      : []),
  ].join('\n');
}

function curveSection({ task }: ModelManifest, { curve }: CardFacts): string {
  const isModel = task === 'language-model';
  const rows = curve.map(({ epoch, loss, score, isBest }) => {
    const shown = isModel ? score.toFixed(4) : percent(score);
    return `| ${epoch + 1} | ${loss.toFixed(4)} | ${shown} | ${isBest ? 'best so far' : ''} |`;
  });
  return [
    '## Training',
    '',
    'Loss is the cross-entropy in nats with dropout on (the sum over the heads), score the',
    `${isModel ? 'nats a character' : 'mean accuracy of the heads in percent'} on the development split, by which the epoch was chosen (so the score is`,
    'a little optimistic).',
    '',
    '| epoch | loss | score | |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function retrainSection({ name }: ModelManifest, { recipeFile, dataFolder }: CardFacts): string {
  return [
    '## Make it again',
    '',
    `    node dist/cli.js train ${recipeFile} --data ${dataFolder} --out media/models/${name}`,
    '',
    'The seed is in the recipe: the same recipe and data give the same weights on the same machine. An interrupted',
    'run goes on from its checkpoint when the command is given again.',
    '',
  ].join('\n');
}

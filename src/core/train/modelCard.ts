import { SPACE } from '../data/spacing.js';
import { lossSentences } from '../evaluate/losses.js';
import {
  headScores,
  isOfLabelSets,
  labelSetHeads,
  scoreReport,
  type LanguageModelReport,
  type Reported,
  type TaggerReport,
} from '../evaluate/report.js';
import {
  blocksAsMarkdown,
  count,
  percent,
  tableAsMarkdown,
  type ReportBlock,
} from '../evaluate/reportFormats.js';
import type { TreebankScore } from '../evaluate/treebanks.js';
import type { ModelManifest } from '../formats/manifest.js';
import { isSigmoid } from '../heads/probabilities.js';
import { directionCount, outputSize, stateSize, type RnnConfig } from '../rnn/config.js';
import { dataFolder, isGenerated, retrainSection, vectorsOf } from './cardRetrain.js';
import type { EpochReport } from './fit.js';
import type { PublishedScore, Recipe, TrainingRecipe } from './recipe.js';
import { sparkline } from './sparkline.js';

/** What a card says that the manifest does not. */
export interface CardFacts {
  readonly parameterCount: number;
  readonly sizeBytes: number;
  readonly recipe: Pick<Recipe, 'data' | 'published' | 'terms'> &
    Partial<Pick<TrainingRecipe, 'network' | 'start'>>;
  /** The recipe's file, as one names it in the project's folder. */
  readonly recipeFile: string;
}

/** The model card, Markdown, from the model's own facts; numbers in it are those `evaluate` prints. */
export function modelCard(manifest: ModelManifest, facts: CardFacts): string {
  const curve = curveOf(manifest);
  const losses = lossSentences(manifest);
  const { published } = facts.recipe;
  const sections = [
    `# ${manifest.name}: ${manifest.title}`,
    networkSection(manifest, facts),
    ...(manifest.heads.length > 0 ? [scoreSection(manifest, facts)] : []),
    ...(published ? [publishedSection(manifest, facts.recipe, published)] : []),
    ...(losses.length > 0 ? [lossSection(losses)] : []),
    ...(curve.length > 0 ? [curveSection(manifest, curve)] : []),
    retrainSection(manifest, facts),
    dataSection(manifest, facts),
  ];
  return `${sections.join('\n\n')}\n`;
}

const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `LSTM, 2 layers × 1 direction × 64 units` */
export function networkShape(rnn: RnnConfig): string {
  const shape = [
    plural(rnn.layers, 'layer'),
    plural(directionCount(rnn), 'direction'),
    plural(stateSize(rnn), 'unit'),
  ];
  return `${rnn.cell}, ${shape.join(' × ')}`;
}

function networkSection(manifest: ModelManifest, { parameterCount, sizeBytes }: CardFacts): string {
  const { rnn, language } = manifest;
  const article = rnn.cell === 'GRU' ? 'A' : 'An';
  const shape = networkShape(rnn).replace(',', ' of');
  const precision = manifest.training['precision'] as string | undefined;
  const table = manifest.training['tablePrecision']
    ? `, tables of words and of pairs as ${PRECISION_NAMES['F4']}`
    : '';
  const stored = precision ? `, stored as ${PRECISION_NAMES[precision] ?? precision}${table}` : '';
  return [
    `${article} ${shape}${language === '' ? '' : ` (language: ${language})`}.`,
    inputSentence(manifest),
    ...manifest.heads.map(headSentence),
    `${count(parameterCount)} parameters, ${sizeText(sizeBytes)} of weights${stored}.`,
  ].join('\n');
}

const PRECISION_NAMES: Readonly<Record<string, string>> = {
  F32: '32-bit floats',
  F16: '16-bit floats',
  I8: '8-bit integers with a scale for each row',
  F4: '4-bit floats with a scale for each row',
};

/** `1.54 MB`; small files in kB. */
function sizeText(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

function inputSentence({ input, rnn }: ModelManifest): string {
  if (input.kind === 'vectors') return `Every line of the text is one step of ${rnn.inputSize} numbers.`;
  if (input.kind === 'words')
    return (
      `A word comes in as its own embedding of ${input.wordSize} numbers beside the last states ` +
      `(${outputSize(input.characterRnn)} numbers) of a small ${input.characterRnn.cell} that reads its characters.`
    );
  if (input.kind === 'symbols') return `A token comes in as its row of ${input.symbolSize} numbers.`;
  const pair = input.pairSize > 0 ? ` and one of ${input.pairSize} for it and the character before` : '';
  return `It reads characters, each as an embedding of ${input.characterSize} numbers${pair}.`;
}

function headSentence(head: ModelManifest['heads'][number]): string {
  const { name, level, pooling, labels, temperature = 1 } = head;
  const reads = { last: 'the last states', max: 'the largest', mean: 'the mean' }[pooling];
  const what =
    level === 'segment'
      ? `the whole text (it reads ${reads}${pooling === 'last' ? '' : ' of each unit'})`
      : `each ${level}`;
  const which = isSigmoid(head) ? 'none, one or more' : 'one';
  const heat = temperature === 1 ? '' : ` Logits are divided by ${temperature}.`;
  return `The head \`${name}\` gives ${what} ${which} of ${count(labels.length)} labels.${heat}`;
}

/** Mistakes have a section of their own. */
function scoreSection(manifest: ModelManifest, { recipe }: CardFacts): string {
  const blocks = scoreReport(manifest).filter((block) => typeof block === 'string' || isForCard(block));
  const untouched = isGenerated(recipe) ? '' : ' The test split was not looked at.';
  return [
    '## Scores',
    `**${manifest.score}**, ${sourceName(manifest)}.${untouched} Reproduce with`,
    `    node dist/cli.js evaluate --model ${manifest.name} --format table ${developmentFile(recipe)}`,
    ...otherTreebanks(manifest),
    ...(blocks.length > 0 ? [blocksAsMarkdown(blocks)] : []),
  ].join('\n\n');
}

/** What training measured on the development files of the other treebanks. */
function otherTreebanks({ name, training }: ModelManifest): string[] {
  const others = (training['others'] as readonly TreebankScore[] | undefined) ?? [];
  return others.flatMap(({ tagSet, file, headline }) => [
    `With the tag set \`${tagSet}\`, for which it has heads of its own: **${headline}**. Reproduce with`,
    `    node dist/cli.js evaluate --model ${name} --tag-set ${tagSet} --format table DATA/${file}`,
  ]);
}

function sourceName({ data: { name, version } }: ModelManifest): string {
  return [name, version].filter(Boolean).join(', ');
}

function isForCard({ columns, rows }: Exclude<ReportBlock, string>): boolean {
  return !columns.includes('predicted') && rows.length > 0;
}

/** A data file as one names it where the data sets lie side by side in DATA. */
function developmentFile({ data }: CardFacts['recipe']): string {
  if (!('format' in data) || data.format === 'texts') return '';
  return data.format === 'parentheses' ? 'generated' : `${dataFolder(data)}/${data.development}`;
}

/** The model's scores under the names that published ones have. */
function namedFigures(model: Reported): Readonly<Record<string, string>> {
  if (model.task === 'language-model') {
    const { natsPerCharacter } = model.scores as unknown as LanguageModelReport;
    return { 'nats a character': natsPerCharacter.toFixed(4) };
  }
  if (model.task === 'states') return {};
  if (isOfLabelSets(model))
    return Object.fromEntries(
      labelSetHeads(model).map(([name, { macroF1 }]) => [`${name} macro F1`, macroF1.toFixed(3)]),
    );
  if (model.task === 'classification')
    return { accuracy: percent((model.scores as unknown as TaggerReport).accuracy) };
  const { morphology, spans, perLabel } = model.scores as unknown as TaggerReport;
  const space = perLabel?.find(({ label }) => label === SPACE);
  return {
    ...Object.fromEntries(
      headScores(model).map(([name, { accuracy }]) => [name.toUpperCase(), percent(accuracy)]),
    ),
    ...(spans && { 'slot F1': percent(spans.f1) }),
    ...(space && { 'space F1': percent(space.f1) }),
    ...(morphology && { XPOS: percent(morphology.xposExact), morphemes: percent(morphology.morphemesExact) }),
  };
}

function publishedSection(
  manifest: ModelManifest,
  recipe: CardFacts['recipe'],
  published: readonly PublishedScore[],
): string {
  const own = namedFigures(manifest);
  const names = [...new Set(published.flatMap(({ figures }) => Object.keys(figures)))];
  const row = (system: string, figures: Readonly<Record<string, string>>, note: string): string[] => [
    system,
    ...names.map((name) => figures[name] ?? ''),
    note,
  ];
  const ownRow = row(`**${manifest.name}**`, own, 'development split, measured by `evaluate`');
  const others = published.map(({ system, figures, note }) => row(system, figures, note));
  const rows = Object.keys(own).length > 0 ? [ownRow, ...others] : others;
  return [
    '## Beside others',
    ...(isGenerated(recipe) || manifest.task === 'states' ? [] : [OTHERS_FIGURES]),
    tableAsMarkdown({ title: '', columns: ['system', ...names, 'note'], rows }),
  ].join('\n\n');
}

const OTHERS_FIGURES =
  'The figures of the others are as published, not measured here. Where no note says otherwise they are of the test\n' +
  'split or of another release, so a difference of a few tenths means little. Shares are in percent.';

function lossSection(losses: readonly string[]): string {
  return ['## Where it loses', losses.map((sentence) => `- ${sentence}`).join('\n')].join('\n\n');
}

/** The training curve in a manifest; empty for a network that was not trained. */
function curveOf({ training }: ModelManifest): readonly EpochReport[] {
  return (training['curve'] as readonly EpochReport[] | undefined) ?? [];
}

/** Four digits behind the point, or as many as an error near nothing needs. */
function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toPrecision(3) : value.toFixed(4);
}

/** Seconds the training took: those of its epochs, or of the whole where epochs were not timed. */
function secondsOf({ training }: ModelManifest, curve: readonly EpochReport[]): number | null {
  if (curve.every(({ seconds }) => seconds !== undefined))
    return curve.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
  return typeof training['seconds'] === 'number' ? training['seconds'] : null;
}

function curveSection(manifest: ModelManifest, curve: readonly EpochReport[]): string {
  const isModel = manifest.task === 'language-model' || manifest.task === 'states';
  const measure =
    manifest.task === 'states'
      ? manifest.input.kind === 'vectors'
        ? 'the mean squared error'
        : 'nats a symbol that is told'
      : isModel
        ? 'nats a character'
        : accuracyName(manifest);
  const seconds = secondsOf(manifest, curve);
  const took = seconds === null ? '' : ` ${count(Math.round(seconds))} seconds.`;
  const rows = curve.map(({ epoch, loss, score, isBest }) => [
    String(epoch + 1),
    numberText(loss),
    isModel ? numberText(score) : percent(score),
    isBest ? 'best so far' : '',
  ]);
  const width = 'score'.length;
  const line = (name: string, values: number[]): string => `    ${name.padEnd(width)} ${sparkline(values)}`;
  return [
    '## Training',
    `${plural(curve.length, 'epoch')}.${took} Loss is ${lossOf(manifest)}. Score\n` +
      `is ${measure} on the development split, by which the epoch was chosen,\nso it is a little optimistic.`,
    [
      line(
        'loss',
        curve.map(({ loss }) => loss),
      ),
      line(
        'score',
        curve.map(({ score }) => score),
      ),
    ].join('\n'),
    tableAsMarkdown({ title: '', columns: ['epoch', 'loss', 'score', ''], rows }),
  ].join('\n\n');
}

function lossOf({ task, input }: ModelManifest): string {
  return task === 'states' && input.kind === 'vectors'
    ? 'the mean squared error'
    : 'the cross-entropy in nats with dropout on (the sum over the heads)';
}

function accuracyName({ task, heads }: ModelManifest): string {
  if (heads.some(isSigmoid))
    return 'the mean macro F1 of the heads in percent, with the best one threshold of each';
  return task === 'tagging' && heads.length > 1
    ? 'the mean accuracy of the heads in percent'
    : 'the accuracy in percent';
}

function dataSection(manifest: ModelManifest, { recipe }: CardFacts): string {
  const { licence, attribution } = manifest.data;
  const vectors = vectorsOf(manifest.training);
  const isTrained = manifest.training['curve'] !== undefined;
  const isFromData = isTrained && !isGenerated(recipe);
  return [
    '## Data and licence',
    [
      `${isTrained ? 'Trained on' : 'From'} ${sourceName(manifest)}.`,
      `Licence: ${licence}.`,
      `Credit: ${attribution}.`,
      ...(vectors
        ? [
            `Word vectors to begin with: ${vectors.name} ${vectors.version}. Licence: ${vectors.licence}. Credit: ${vectors.attribution}.`,
          ]
        : []),
      ...(recipe.terms ? [recipe.terms] : []),
      ...(isFromData ? ['The data are not part of this project.'] : []),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
  ].join('\n\n');
}

import type { ModelManifest } from '../formats/manifest.js';
import type { Calibration } from './calibration.js';
import type { ClassificationScores } from './classification.js';
import type { LabelSetScores } from './labelSets.js';
import type { LabelScores } from './labels.js';
import type { LanguageModelScores } from './languageModel.js';
import type { MorphologyScores } from './morphology.js';
import type { ProbeResult } from './probe.js';
import { count, percent, type ReportBlock, type ReportTable } from './reportFormats.js';
import type { RawTextScores } from './rawText.js';
import type { SpanScores } from './spans.js';
import type { TaggingScores } from './tagging.js';
import type { UnitSeparation } from './units.js';

/** Scores of a tagger: the first head at the top, the others under their names. */
export type TaggerReport = TaggingScores & {
  readonly heads?: Readonly<Record<string, TaggingScores>>;
  readonly morphology?: MorphologyScores;
  readonly rawText?: RawTextScores;
  readonly spans?: SpanScores;
};

/** Scores of a language model with what was looked for in its states. */
export type LanguageModelReport = LanguageModelScores & {
  readonly quotations?: {
    readonly inside: number;
    readonly characters: number;
    readonly units: readonly UnitSeparation[];
  } | null;
  readonly depthProbe?: ProbeResult;
};

/** What a report needs to know of a model. */
export type Reported = Pick<ModelManifest, 'task' | 'heads' | 'scores'>;

/** Scores of each head of a tagger with the head's name, the first head first. */
export function headScores({ heads, scores }: Reported): [name: string, scores: TaggingScores][] {
  const report = scores as unknown as TaggerReport;
  const first: [string, TaggingScores][] = [[heads[0]?.name ?? 'label', report]];
  return [...first, ...Object.entries(report.heads ?? {})];
}

/** Everything `evaluate` found out, as paragraphs and tables. */
export function scoreReport(model: Reported): ReportBlock[] {
  switch (model.task) {
    case 'tagging':
      return taggerBlocks(model);
    case 'classification':
      return classifierBlocks(model);
    case 'language-model':
      return languageModelBlocks(model.scores as unknown as LanguageModelReport);
    case 'states':
      return [];
  }
}

function taggerBlocks(model: Reported): ReportBlock[] {
  const { morphology, rawText, spans } = model.scores as unknown as TaggerReport;
  return [
    ...(morphology ? [morphologySentence(morphology)] : []),
    ...(rawText ? [rawTextSentence(rawText)] : []),
    ...(spans ? spanBlocks(spans) : []),
    ...headScores(model).flatMap(([name, scores]) => [
      `${name.toUpperCase()}, ${rowsOf(model, name, scores)}. Macro F1 ${percent(scores.macroF1)} %.${calibrationSentence(scores)}${unknownSentence(scores)}`,
      labelTable(name, scores),
      confusionTable(name, scores),
    ]),
  ];
}

/** `with gold tokens: 95.06 % of 25,148 tokens in 2,001 sentences` */
function rowsOf({ heads }: Reported, name: string, { accuracy, tokens, sentences }: TaggingScores): string {
  if (heads.find((head) => head.name === name)?.level === 'segment')
    return `${percent(accuracy)} % of ${count(sentences)} texts`;
  return `with gold tokens: ${percent(accuracy)} % of ${count(tokens)} tokens in ${count(sentences)} sentences`;
}

function spanBlocks({
  gold,
  predicted,
  precision,
  recall,
  f1,
  sentencesExact,
  perType,
}: SpanScores): ReportBlock[] {
  return [
    `Spans (type, begin and end right): F1 ${percent(f1)} %, precision ${percent(precision)} % of ${count(predicted)}, ` +
      `recall ${percent(recall)} % of ${count(gold)}. All labels of a text are right in ${percent(sentencesExact)} %.`,
    labelTable('spans', { perLabel: perType }),
  ];
}

function unknownSentence({ unknownWords: { tokens, accuracy } }: TaggingScores): string {
  return tokens === 0
    ? ''
    : ` Words without an embedding of their own: ${percent(accuracy)} % of ${count(tokens)}.`;
}

function morphologySentence(scores: MorphologyScores): string {
  const { eojeols, xposExact, morphemesExact, analysisExact } = scores;
  return (
    `Of ${count(eojeols)} eojeols the composite tag (XPOS) is exact in ${percent(xposExact)} %, the morphemes in ` +
    `${percent(morphemesExact)} %, both in ${percent(analysisExact)} %.${calibrationSentence(scores)}`
  );
}

function rawTextSentence({ words, sentences, upos, xpos, lemma }: RawTextScores): string {
  const figures = { words, sentences, UPOS: upos, XPOS: xpos, morphemes: lemma };
  const known = Object.entries(figures).flatMap(([name, f1]) =>
    f1 === null ? [] : [`${name} ${percent(f1)} %`],
  );
  return `From raw text, F1 by the rule of the CoNLL 2018 shared task: ${known.join(', ')}.`;
}

function classifierBlocks(model: Reported): ReportBlock[] {
  if (isOfLabelSets(model))
    return labelSetHeads(model).flatMap(([name, scores]) => labelSetBlocks(name, scores));
  const { heads, scores } = model;
  const report = scores as unknown as ClassificationScores;
  const { texts, emptyTexts, accuracy, macroF1 } = report;
  const name = heads[0]?.name ?? 'class';
  const empty = emptyTexts === 0 ? '' : ` ${count(emptyTexts)} of them are empty.`;
  return [
    `${percent(accuracy)} % of ${count(texts)} texts. Macro F1 ${percent(macroF1)} %.${calibrationSentence(report)}${empty}`,
    labelTable(name, report),
    confusionTable(name, report),
  ];
}

/** Whether the scores are of heads whose labels do not exclude one another. */
export function isOfLabelSets({ scores }: Reported): boolean {
  return 'microF1' in scores;
}

/** Scores of each head whose labels do not exclude one another with the head's name, the first head first. */
export function labelSetHeads({ heads, scores }: Reported): [name: string, scores: LabelSetScores][] {
  const report = scores as unknown as LabelSetScores & { heads?: Readonly<Record<string, LabelSetScores>> };
  return [[heads[0]?.name ?? 'label', report], ...Object.entries(report.heads ?? {})];
}

function labelSetBlocks(name: string, scores: LabelSetScores): ReportBlock[] {
  const { texts, macroF1, microF1, exact, without } = scores;
  return [
    `${name.toUpperCase()}: macro F1 ${percent(macroF1)} %, micro F1 ${percent(microF1)} % of ${count(texts)} texts, ` +
      `each label on from its own threshold. ${percent(exact)} % of the texts have exactly the gold labels; for ` +
      `${percent(without)} % no label is on.${calibrationSentence(scores)}`,
    labelTable(name, scores),
  ];
}

/** ` Expected calibration error 0.52 %.`; nothing for scores without it. */
function calibrationSentence({ calibration }: { readonly calibration?: Calibration }): string {
  return calibration ? ` Expected calibration error ${percent(calibration.expectedError)} %.` : '';
}

/** Precision, recall and F1 (percent) of each label, and how many gold rows have it. */
function labelTable(name: string, { perLabel }: Pick<LabelScores, 'perLabel'>): ReportTable {
  return {
    title: `${name.toUpperCase()} by label (percent):`,
    columns: ['label', 'precision', 'recall', 'F1', 'support'],
    rows: perLabel.map(({ label, precision, recall, f1, support }) => [
      label,
      ...[precision, recall, f1].map(percent),
      String(support),
    ]),
  };
}

function confusionTable(name: string, { confusion }: LabelScores): ReportTable {
  return {
    title: `${name.toUpperCase()}, most frequent mistakes:`,
    columns: ['gold', 'predicted', 'times'],
    rows: confusion.map(({ gold, predicted, count: times }) => [gold, predicted, String(times)]),
  };
}

function languageModelBlocks(scores: LanguageModelReport): ReportBlock[] {
  const { characters, natsPerCharacter, bitsPerCharacter, accuracy, unknownCharacters } = scores;
  return [
    `${natsPerCharacter.toFixed(4)} nats (${bitsPerCharacter.toFixed(4)} bits) a character over ${count(characters)} ` +
      `characters, run as one stream. ${percent(accuracy)} % of the characters were the most probable one; ` +
      `${count(unknownCharacters)} were not known.${calibrationSentence(scores)}`,
    ...((scores.kinds?.length ?? 0) > 1 ? [kindTable(scores)] : []),
    ...(scores.depthProbe ? [probeSentence(scores.depthProbe)] : []),
    ...(scores.quotations ? [quotationTable(scores.quotations)] : []),
  ];
}

function kindTable({ kinds, characters, natsPerCharacter }: LanguageModelScores): ReportTable {
  const total = characters * natsPerCharacter;
  return {
    title: 'Cost by kind of character:',
    columns: ['kind', 'characters', 'nats each', '% of all nats'],
    rows: kinds.map((cost) => [
      cost.kind,
      String(cost.characters),
      cost.natsPerCharacter.toFixed(3),
      percent((cost.characters * cost.natsPerCharacter) / total),
    ]),
  };
}

function probeSentence({ accuracy, rows }: ProbeResult): string {
  return (
    `One linear map reads the depth of nesting from the states in ${percent(accuracy)} % of ${count(rows)} places ` +
    'it was not fitted on.'
  );
}

function quotationTable({
  inside,
  characters,
  units,
}: NonNullable<LanguageModelReport['quotations']>): ReportTable {
  return {
    title:
      `Units that best tell the inside of quotations (${count(inside)} of ${count(characters)} characters) from the ` +
      'outside; an AUC of 0.5 says nothing, 0 and 1 say it all:',
    columns: ['quantity', 'layer', 'unit', 'AUC'],
    rows: units.map(({ quantity, layer, unit, auc }) => [
      quantity,
      String(layer),
      String(unit),
      auc.toFixed(4),
    ]),
  };
}

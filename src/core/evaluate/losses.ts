import type { LabelScores } from './labels.js';
import type { MorphologyScores } from './morphology.js';
import {
  headScores,
  isOfLabelSets,
  labelSetHeads,
  type LanguageModelReport,
  type Reported,
  type TaggerReport,
} from './report.js';
import { count, percent } from './reportFormats.js';
import type { TaggingScores } from './tagging.js';

/** Labels with fewer gold rows are too few to say much. */
const ENOUGH_ROWS = 10;
const LABELS_NAMED = 3;
const MISTAKES_NAMED = 5;
/** A unit is called a detector from here on; the same distance from 0.5 below. */
const DETECTOR_AUC = 0.95;

/** Where a model loses, in sentences: weak labels, frequent mistakes, costly places. */
export function lossSentences(model: Reported): string[] {
  switch (model.task) {
    case 'tagging':
      return [
        ...morphologyLosses((model.scores as unknown as TaggerReport).morphology),
        ...headScores(model).flatMap(([name, scores], k) => [
          ...labelLosses(model, k, `${name.toUpperCase()}: `, scores),
          ...unknownLosses(`${name.toUpperCase()}: `, scores),
        ]),
        ...rawTextLosses(model.scores as unknown as TaggerReport),
      ];
    case 'classification':
      return isOfLabelSets(model)
        ? labelSetHeads(model).flatMap(([name, { perLabel }]) =>
            weakLabels(`${name.toUpperCase()}: `, perLabel),
          )
        : labelLosses(model, 0, '', model.scores as unknown as LabelScores);
    case 'language-model':
      return languageModelLosses(model.scores as unknown as LanguageModelReport);
    case 'states':
      return [];
  }
}

/** What cutting the text costs. */
function rawTextLosses({ accuracy, rawText }: TaggerReport): string[] {
  if (!rawText || rawText.upos === null)
    return ['The scores are for gold tokens. On raw text the mistakes of the tokenizer come on top.'];
  const lost = Math.max(0, 100 * (accuracy - rawText.upos)).toFixed(1);
  return [`Raw text costs ${lost} points of UPOS: words and sentences are cut otherwise.`];
}

/** Weak labels and frequent mistakes of one head; `prefix` begins every sentence. */
function labelLosses(
  { heads }: Reported,
  head: number,
  prefix: string,
  { perLabel, confusion, accuracy }: LabelScores,
): string[] {
  const rows = perLabel.reduce((sum, { support }) => sum + support, 0);
  const mistakes = Math.max(1, Math.round(rows * (1 - accuracy)));
  const { labels = [], labelDescriptions = [] } = heads[head] ?? {};
  const named = (label: string): string => {
    const meaning = labelDescriptions[labels.indexOf(label)];
    return meaning ? `\`${label}\` (${meaning.replace(/ \(.*\)$/, '')})` : `\`${label}\``;
  };
  const frequent = confusion
    .slice(0, MISTAKES_NAMED)
    .map(
      ({ gold, predicted, count: times }) =>
        `${prefix}${named(gold)} is taken for ${named(predicted)} ${timesOf(times)}, ` +
        `${((100 * times) / mistakes).toFixed(1)} % of the mistakes.`,
    );
  return [...weakLabels(prefix, perLabel), ...frequent];
}

function weakLabels(prefix: string, perLabel: LabelScores['perLabel']): string[] {
  if (perLabel.length <= LABELS_NAMED) return [];
  const weak = perLabel
    .filter(({ support }) => support >= ENOUGH_ROWS)
    .sort((a, b) => a.f1 - b.f1)
    .slice(0, LABELS_NAMED)
    .map(({ label, f1, support }) => `\`${label}\` ${percent(f1)} (${count(support)} in the gold data)`);
  return weak.length === 0 ? [] : [`${prefix}the weakest labels by F1 are ${weak.join(', ')}.`];
}

function timesOf(number: number): string {
  return number === 1 ? 'once' : `${count(number)} times`;
}

function unknownLosses(prefix: string, { tokens, accuracy, unknownWords }: TaggingScores): string[] {
  const known = tokens - unknownWords.tokens;
  if (unknownWords.tokens === 0 || known === 0) return [];
  const knownAccuracy = (accuracy * tokens - unknownWords.accuracy * unknownWords.tokens) / known;
  return [
    `${prefix}words without an embedding of their own are right in ${percent(unknownWords.accuracy)} %, ` +
      `the others in ${percent(knownAccuracy)} %.`,
  ];
}

function morphologyLosses(scores: MorphologyScores | undefined): string[] {
  if (!scores) return [];
  const { xposExact, morphemesExact, analysisExact } = scores;
  return [
    `Of a hundred eojeols ${percent(1 - morphemesExact)} are cut into wrong morphemes and ${percent(1 - xposExact)} ` +
      `have a wrong composite tag; ${percent(1 - analysisExact)} have one of the two.`,
  ];
}

function languageModelLosses(scores: LanguageModelReport): string[] {
  const { kinds = [], characters, natsPerCharacter, quotations, unknownCharacters } = scores;
  const costly = [...kinds].sort((a, b) => b.natsPerCharacter - a.natsPerCharacter)[0];
  const sentences: string[] = [];
  // What is left of generated data is chance, not a weakness.
  if (kinds.length > 1 && !scores.depthProbe) {
    const share = (costly.characters * costly.natsPerCharacter) / (characters * natsPerCharacter);
    sentences.push(
      `The hardest places are of the kind "${costly.kind}": ${costly.natsPerCharacter.toFixed(2)} nats each, ` +
        `${percent(costly.characters / characters)} % of the text and ${percent(share)} % of its cost.`,
    );
  }
  if (unknownCharacters > 0)
    sentences.push(
      `${count(unknownCharacters)} characters of the development text are not in its vocabulary.`,
    );
  const best = quotations?.units[0];
  if (best && Math.abs(best.auc - 0.5) < DETECTOR_AUC - 0.5)
    sentences.push(
      `No unit of it detects quotations (AUC from ${DETECTOR_AUC}): the best one has ${best.auc.toFixed(4)}.`,
    );
  return sentences;
}

import { scoreInBits, SPLIT } from '../core/views/score.js';
import type { NamedUnit } from '../core/formats/unitNames.js';
import type { HeadDescription, ModelDescription } from '../protocol/model.js';
import { t } from './sentences.js';

/**
 * A model in the display language. What models that come with RNN Lens say of themselves has translations; another model
 * says what stands in its manifest. Names and labels are never translated: they are the model's output.
 */
export function inDisplayLanguage(model: ModelDescription): ModelDescription {
  return {
    ...model,
    title: t(model.title),
    score: scoreWords(model.score),
    heads: model.heads.map((head): HeadDescription => ({
      ...head,
      labelDescriptions: head.labelDescriptions.map((description) => t(description)),
    })),
    labelDescriptions: model.labelDescriptions.map((description) => t(description)),
  };
}

/** A score of a manifest in the display language, surprisal in bits: `UPOS 95.92 %, XPOS 95.37 % (development split)`. */
export function scoreWords(score: string): string {
  const inBits = scoreInBits(score);
  const short = inBits.replace(SPLIT, '');
  const said = shortScoreWords(short);
  return short === inBits ? said : t('{0} (development split)', said);
}

/** A score without where it was measured; its numbers are places of the sentence that is translated. */
export function shortScoreWords(score: string): string {
  const numbers: string[] = [];
  const text = score.replace(/(?<![\p{L}\d.])\d+(?:\.\d+)?/gu, (number) => `{${numbers.push(number) - 1}}`);
  return t(text, ...numbers);
}

/** A unit's name and note in the display language where both are those of a model that comes with RNN Lens. */
export function unitInDisplayLanguage(unit: NamedUnit): NamedUnit {
  const note = t(unit.note);
  return unit.note === '' || note === unit.note ? unit : { ...unit, name: t(unit.name), note };
}

/** What a model does, in a word. */
export function taskWord(task: ModelDescription['task']): string {
  const words = {
    tagging: () => t('tagging'),
    classification: () => t('classification'),
    'language-model': () => t('language model'),
    states: () => t('states only'),
  };
  return words[task]();
}

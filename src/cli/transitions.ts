import { readFileSync } from 'node:fs';
import path from 'node:path';
import { analysedSentences, labelTransitions } from '../core/data/morphology.js';
import { REQUEST_HEADS, requestExamples, slotTransitions } from '../core/data/requests.js';
import { architectureOf, type LoadedModel } from '../core/formats/modelPackage.js';
import type { HeadConfig } from '../core/heads/head.js';
import type { LabelTransitions } from '../core/heads/transitions.js';
import { EDITS_HEAD, LabelSet } from '../core/morphology/labelSet.js';
import { surfaceOf } from '../core/train/manifestOf.js';
import {
  isFixed,
  isPretraining,
  type DataFiles,
  type Recipe,
  type TrainingRecipe,
} from '../core/train/recipe.js';
import { about } from './failure.js';

/**
 * A model with the label transitions its recipe asks for, counted anew in the training split below `dataRoot`, its
 * weights as they are; null for a model whose recipe asks for none.
 */
export function withTransitions(loaded: LoadedModel, recipe: Recipe, dataRoot: string): LoadedModel | null {
  if (isFixed(recipe) || isPretraining(recipe)) return null;
  const count = counterOf(recipe, dataRoot);
  if (!count) return null;
  const heads = loaded.manifest.heads.map((head) => {
    const transitions = count(head);
    return transitions ? { ...head, transitions } : head;
  });
  const manifest = { ...loaded.manifest, heads };
  return { ...loaded, manifest, model: { ...loaded.model, architecture: architectureOf(manifest) } };
}

/** Counts the transitions of a head, null for one that has none; null if the recipe asks for none. */
function counterOf(
  { data }: TrainingRecipe,
  dataRoot: string,
): ((head: HeadConfig) => LabelTransitions | null) | null {
  const read = ({ folder = '', train }: DataFiles): string => {
    const file = path.join(dataRoot, folder, train);
    return about(file, () => readFileSync(file, 'utf8'));
  };
  // Those of several treebanks were counted in all of them, when the network learned.
  if (data.format === 'morphology' && data.transitionWeight && !data.others) {
    const { transitionWeight, train } = data;
    const sentences = analysedSentences(read(data), train);
    return ({ name, labels }) =>
      name === EDITS_HEAD ? labelTransitions(sentences, new LabelSet(labels), transitionWeight) : null;
  }
  if (data.format === 'requests' && data.transitionWeight) {
    const { transitionWeight, train } = data;
    const examples = requestExamples(read(data), train);
    return ({ name, labels }) =>
      name === REQUEST_HEADS.slot ? slotTransitions(examples, labels, transitionWeight) : null;
  }
  return null;
}

/** A model whose heads tag by the rules its recipe has now; the same object if those are what it has. */
export function withSurface(loaded: LoadedModel, recipe: Recipe): LoadedModel {
  if (isFixed(recipe) || isPretraining(recipe)) return loaded;
  const heads = loaded.manifest.heads.map(({ surface: _, ...head }) => ({
    ...head,
    ...surfaceOf(recipe, head),
  }));
  const isSame = heads.every(
    ({ surface }, k) => JSON.stringify(surface) === JSON.stringify(loaded.manifest.heads[k].surface),
  );
  if (isSame) return loaded;
  const manifest = { ...loaded.manifest, heads };
  return { ...loaded, manifest, model: { ...loaded.model, architecture: architectureOf(manifest) } };
}

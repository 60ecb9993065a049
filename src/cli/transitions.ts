import { readFileSync } from 'node:fs';
import path from 'node:path';
import { analysedSentences, labelTransitions } from '../core/data/morphology.js';
import { architectureOf, type LoadedModel } from '../core/formats/modelPackage.js';
import { EDITS_HEAD, LabelSet } from '../core/morphology/labelSet.js';
import { surfaceOf } from '../core/train/manifestOf.js';
import { isFixed, isPretraining, type Recipe } from '../core/train/recipe.js';
import { about } from './failure.js';

/**
 * A model with the label transitions its recipe asks for, counted anew in the training split below `dataRoot`, its
 * weights as they are; null for a model whose recipe asks for none.
 */
export function withTransitions(loaded: LoadedModel, recipe: Recipe, dataRoot: string): LoadedModel | null {
  if (isFixed(recipe) || recipe.data.format !== 'morphology') return null;
  const { folder, train, transitionWeight: weight = 0 } = recipe.data;
  if (weight === 0) return null;
  const file = path.join(dataRoot, folder ?? '', train);
  const sentences = analysedSentences(
    about(file, () => readFileSync(file, 'utf8')),
    file,
  );
  const heads = loaded.manifest.heads.map((head) => {
    if (head.name !== EDITS_HEAD) return head;
    return { ...head, transitions: labelTransitions(sentences, new LabelSet(head.labels), weight) };
  });
  const manifest = { ...loaded.manifest, heads };
  return { ...loaded, manifest, model: { ...loaded.model, architecture: architectureOf(manifest) } };
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

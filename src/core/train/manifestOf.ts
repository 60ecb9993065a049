import { MODEL_FORMAT, type ModelManifest } from '../formats/manifest.js';
import type { HeadConfig } from '../heads/head.js';
import { modelParameters } from '../model/model.js';
import { RnnLensError } from '../problems.js';
import type { EpochReport } from './fit.js';
import type { Prepared } from './prepare.js';
import type { FixedRecipe, ModelCaption, PretrainingRecipe, TrainingRecipe } from './recipe.js';

function captionOf({ name, title, task, language, tokenizer, segment }: ModelCaption): ModelCaption {
  return { name, title, task, language, tokenizer, segment };
}

/** `model.json` of a trained network, without scores. */
export function manifestOf(
  recipe: TrainingRecipe,
  { architecture, symbols, tagSets }: Prepared,
  curve: readonly EpochReport[],
): ModelManifest {
  const { name, version, licence, attribution } = recipe.data;
  // Heads of another tag set that stand for the same head share its words, unless they have some of their own.
  const standsFor = new Map(
    (tagSets ?? []).flatMap(({ heads }) => Object.entries(heads).map(([as, own]) => [own, as] as const)),
  );
  const descriptionsOf = (head: string): Readonly<Record<string, string>> | undefined =>
    recipe.labelDescriptions[head] ?? recipe.labelDescriptions[standsFor.get(head) ?? head];
  const describe = (head: HeadConfig): string[] =>
    head.labels.map((label) => descriptionsOf(head.name)?.[label] ?? '');
  return {
    format: MODEL_FORMAT,
    ...captionOf(recipe),
    input: architecture.input,
    rnn: architecture.rnn,
    heads: architecture.heads.map((head) => ({
      ...head,
      ...surfaceOf(recipe, head),
      labelDescriptions: describe(head),
    })),
    ...(tagSets ? { tagSets } : {}),
    data: { name, version, licence, attribution },
    // What only the card needs stays in the recipe, where it can be mended without training again.
    training: { ...recipe, labelDescriptions: undefined, published: undefined, terms: undefined, curve },
    scores: {},
    score: '',
    vocabulary: symbols,
  };
}

/** The rules a recipe gives to a head; to one of tokens those for labels the training text has: it tells no others. */
export function surfaceOf(
  { surface }: Pick<TrainingRecipe, 'surface'>,
  { name, level, labels }: Pick<HeadConfig, 'name' | 'level' | 'labels'>,
): Pick<HeadConfig, 'surface'> {
  const own = surface?.[name];
  if (!own) return {};
  // Those of edits name tags, which are parts of their labels.
  const rules = Object.entries(own).filter(([, label]) => level !== 'token' || labels.includes(label));
  return { surface: Object.fromEntries(rules) };
}

/** `model.json` of a network that learned from text alone. */
export function pretrainedManifest(
  recipe: PretrainingRecipe,
  { architecture, symbols }: Prepared,
  curve: readonly EpochReport[],
): ModelManifest {
  const { name, version, licence, attribution } = recipe.data;
  const best = Math.min(...curve.map(({ score }) => score));
  return {
    format: MODEL_FORMAT,
    ...captionOf(recipe),
    ...architecture,
    heads: [],
    data: { name, version, licence, attribution },
    training: { ...recipe, published: undefined, terms: undefined, curve },
    scores: {},
    score: `${best.toFixed(3)} nats a symbol that is told (development texts)`,
    vocabulary: symbols,
  };
}

/** `model.json` of a network with given numbers, and its parameters; throws RnnLensError naming a wrong one. */
export function fixedModel(recipe: FixedRecipe): {
  manifest: ModelManifest;
  parameters: ReadonlyMap<string, Float32Array>;
} {
  const manifest: ModelManifest = {
    format: MODEL_FORMAT,
    ...captionOf(recipe),
    input: { kind: 'vectors' },
    rnn: recipe.rnn,
    heads: [],
    data: recipe.data,
    training: {},
    scores: {},
    score: 'given numbers, not trained',
    vocabulary: { words: [], characters: [], pairs: [] },
  };
  const parameters = modelParameters(manifest, manifest.vocabulary).map(({ name, shape }) => {
    const numbers = recipe.parameters[name];
    const size = shape.reduce((a, b) => a * b, 1);
    if (numbers?.length !== size)
      throw new RnnLensError('The recipe must give "{0}" {1} numbers.', name, size);
    return [name, Float32Array.from(numbers)] as const;
  });
  return { manifest, parameters: new Map(parameters) };
}

/** JSON for people: indented, but for lists that would fill thousands of lines. */
export function formatManifest(manifest: ModelManifest): string {
  const { vocabulary, ...rest } = manifest;
  const indented = JSON.stringify(rest, null, 2)
    .replace(
      /\[\n\s+("(?:[^"\\]|\\.)*"(?:,\n\s+"(?:[^"\\]|\\.)*")*)\n\s+\]/g,
      (list: string, items: string) => (list.length > 2000 ? `[${items.replace(/,\n\s+/g, ', ')}]` : list),
    )
    .replace(/\[[\d\s,[\]]+\]/g, (list) => (list.length > 2000 ? list.replace(/\s+/g, '') : list));
  const lists = Object.entries(vocabulary).map(([name, list]) => `    "${name}": ${JSON.stringify(list)}`);
  return `${indented.slice(0, -2)},\n  "vocabulary": {\n${lists.join(',\n')}\n  }\n}\n`;
}

import type { MorphologyData } from '../data/morphology.js';
import { withTagSet, type LoadedModel } from '../formats/modelPackage.js';
import type { ManifestHead } from '../formats/manifest.js';
import { headsOfTagSet } from '../model/tagSets.js';
import { Pipeline } from '../pipeline.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { calibratedHeads } from './calibrate.js';
import { evaluateModel } from './evaluateModel.js';
import type { Gold } from './goldExamples.js';

/** What a model scores on a treebank beside its main one. */
export interface TreebankScore {
  readonly tagSet: string;
  /** The development file as the recipe names it. */
  readonly file: string;
  readonly headline: string;
}

/** Gives a file's text by its name in the recipe. */
type ReadFile = (file: string) => string;

/** Heads of a model of several treebanks, those of each tag set calibrated on the development files of its treebanks. */
export function calibratedTagSets(
  loaded: LoadedModel,
  data: MorphologyData & { readonly development: string },
  read: ReadFile,
  engine: RecurrentEngine,
): readonly ManifestHead[] {
  const { manifest } = loaded;
  const heads = [...manifest.heads];
  for (const { name } of manifest.tagSets ?? []) {
    const files = [{ tagSet: data.tagSet ?? name, ...data }, ...(data.others ?? [])]
      .filter(({ tagSet }) => tagSet === name)
      .flatMap((one) => ('development' in one ? [one.development] : []));
    const gold: Gold = { text: files.map(read).join('\n'), file: files.join(', ') };
    const own = withTagSet(loaded, name);
    const fitted = calibratedHeads(new Pipeline(own.model, engine), own.manifest, data, gold);
    headsOfTagSet(manifest.heads, manifest.tagSets, name).forEach(({ place }, k) => {
      heads[place] = { ...fitted[k], name: heads[place].name };
    });
  }
  return heads;
}

/** What a model scores on the development files of the other treebanks, each with its tag set. */
export function scoresOfOthers(
  loaded: LoadedModel,
  data: MorphologyData,
  read: ReadFile,
  engine: RecurrentEngine,
): TreebankScore[] {
  return (data.others ?? []).flatMap((other) => {
    if (!('development' in other)) return [];
    const { tagSet, development: file } = other;
    const { model, manifest } = withTagSet(loaded, tagSet);
    const { headline } = evaluateModel(new Pipeline(model, engine), manifest, data, {
      text: read(file),
      file,
    });
    return [{ tagSet, file, headline }];
  });
}

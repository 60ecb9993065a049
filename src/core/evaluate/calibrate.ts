import type { Example } from '../data/example.js';
import type { MorphologyExample } from '../data/morphology.js';
import type { ManifestHead, ModelManifest } from '../formats/manifest.js';
import type { HeadConfig } from '../heads/head.js';
import { isSigmoid } from '../heads/probabilities.js';
import type { Model } from '../model/model.js';
import { EDITS_HEAD } from '../morphology/labelSet.js';
import { Pipeline } from '../pipeline.js';
import { judged, lowest, TemperatureFit } from './calibration.js';
import { editLabels, goldExamples, type Described, type Gold, type GoldData } from './goldExamples.js';
import { bestThresholds, labelSetRows } from './labelSets.js';
import { judgeEojeols } from './morphology.js';
import { runRows, type ExampleRows } from './tagging.js';

/**
 * The heads of a model with temperatures and thresholds fitted on gold data, which must not be what it was trained on;
 * heads that the data say nothing of (those of another tag set) keep what they have.
 * Labels stay what they are, but for those of sigmoid heads. A language model's stay as they are: its surprisal is the
 * cost it was trained to make small.
 */
export function calibratedHeads(
  { model, engine }: Pipeline,
  manifest: ModelManifest,
  data: GoldData,
  gold: Gold,
): readonly ManifestHead[] {
  if (data.format === 'text' || data.format === 'parentheses' || data.format === 'numbers')
    return manifest.heads;
  const plain = withHeads(model, manifest.heads.map(withoutFit));
  const examples = goldExamples(manifest, data, gold);
  const temperatures = temperaturesOf(new Pipeline(plain, engine), manifest, examples);
  const heated = manifest.heads.map((head, k): ManifestHead => ({
    ...withoutFit(head),
    ...(temperatures[k] === null ? head : { temperature: temperatures[k] }),
  }));
  if (!heated.some(isSigmoid)) return heated;
  const rows = labelSetRows(new Pipeline(withHeads(model, heated), engine), examples);
  return heated.map((head, k) => (isSigmoid(head) ? { ...head, thresholds: bestThresholds(rows[k]) } : head));
}

/** A model whose heads have other settings, with the same weights. */
export function withHeads(model: Model, heads: readonly HeadConfig[]): Model {
  return { ...model, architecture: { ...model.architecture, heads } };
}

function withoutFit<Head extends HeadConfig>(head: Head): Head {
  const { temperature, thresholds, ...rest } = head;
  void temperature;
  void thresholds;
  return rest as Head;
}

/** Temperatures tried for labels that are decided together: each is another run of all examples. */
const TOGETHER = [0.8, 1, 1.25, 1.5625];

/** The best temperature of a head whose labels are decided together, or of which an eojeol's analysis is made. */
function temperatureOfEojeols(
  pipeline: Pipeline,
  manifest: Described,
  examples: readonly MorphologyExample[],
): number {
  const head = manifest.heads.findIndex(({ name }) => name === EDITS_HEAD);
  const labels = editLabels(manifest);
  const costs = TOGETHER.map((temperature) => {
    const heads = pipeline.model.architecture.heads.map((own, k) =>
      k === head ? { ...own, temperature } : own,
    );
    const heated = new Pipeline(withHeads(pipeline.model, heads), pipeline.engine);
    let cost = 0;
    runRows(heated, examples, (example, rows) =>
      judgeEojeols(
        example,
        labels,
        rows[head],
        (confidence, isRight) => (cost += judged(confidence, isRight)),
      ),
    );
    return cost;
  });
  return lowest(TOGETHER, costs);
}

/** The best temperature of each head of a model without any. */
function temperaturesOf(
  pipeline: Pipeline,
  manifest: Described,
  examples: readonly Example[],
): (number | null)[] {
  const { heads } = manifest;
  const fits = heads.map(() => new TemperatureFit());
  runRows(pipeline, examples, (example, rows) =>
    heads.forEach((head, k) => {
      if (isSigmoid(head)) addSets(fits[k], head, example.sets?.[k] ?? [], rows[k]);
      else if (!isOfEojeols(head, examples)) addRows(fits[k], head, example.labels[k] ?? [], rows[k]);
    }),
  );
  return heads.map((head, k) =>
    isOfEojeols(head, examples) ? temperatureOfEojeols(pipeline, manifest, examples) : fits[k].best(),
  );
}

function isOfEojeols(
  { name }: HeadConfig,
  examples: readonly Example[],
): examples is readonly MorphologyExample[] {
  return name === EDITS_HEAD && examples.length > 0 && 'gold' in examples[0];
}

function addRows(
  fit: TemperatureFit,
  { labels: names }: HeadConfig,
  gold: readonly (string | null)[],
  { labels, probabilities }: ExampleRows,
): void {
  const classes = names.length;
  gold.forEach((label, row) => {
    if (label === null) return;
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    fit.add(own, labels[row], names[labels[row]] === label);
  });
}

function addSets(
  fit: TemperatureFit,
  { labels: names }: HeadConfig,
  sets: readonly (readonly string[] | null)[],
  { probabilities }: ExampleRows,
): void {
  sets.forEach((set, row) =>
    names.forEach((name, k) => {
      if (set) fit.addLabel(probabilities[row * names.length + k], set.includes(name));
    }),
  );
}

import {
  architectureOf,
  mainLabels,
  type ManifestHead,
  type ModelManifest,
} from '../core/formats/manifest.js';
import type { Pooling } from '../core/heads/head.js';
import { parameterCount } from '../core/model/model.js';
import type { InputConfig } from '../core/tokens/input.js';

/** One kind of label a model gives, and what its labels mean. */
export type HeadDescription = Pick<
  ManifestHead,
  'name' | 'level' | 'labels' | 'labelDescriptions' | 'activation' | 'thresholds' | 'background'
> & {
  /** Of heads of segments: what they read. */
  readonly pooling?: Pooling;
};

/** What of a manifest is told as it stands. */
const TOLD = [
  ...(['name', 'title', 'task', 'language', 'tokenizer', 'segment', 'rnn', 'score'] as const),
  ...(['predictsNext', 'stem', 'body'] as const),
] as const;

/** What people need to know of a model to choose it and to read its output; all of it follows from its manifest. */
export interface ModelDescription extends Pick<ModelManifest, (typeof TOLD)[number]> {
  /** How symbols become x; `words` and `characters` say what a step is. */
  readonly input: InputConfig['kind'];
  /** The first is the one that is shown where there is room for one; none for the task `states`. */
  readonly heads: readonly HeadDescription[];
  /** Those of the first head; empty without heads. */
  readonly labels: readonly string[];
  readonly labelDescriptions: readonly string[];
  readonly parameterCount: number;
  /** Bytes of the weights file. */
  readonly sizeBytes: number;
}

/** Describes the model of a manifest whose weights file has `sizeBytes`: without vocabularies, so it may be sent around. */
export function describeModel(manifest: ModelManifest, sizeBytes: number): ModelDescription {
  const there = TOLD.filter((name) => manifest[name] !== undefined);
  const told = Object.fromEntries(there.map((name) => [name, manifest[name]])) as Pick<
    ModelManifest,
    (typeof TOLD)[number]
  >;
  return {
    ...told,
    input: manifest.input.kind,
    heads: manifest.heads.map(describeHead),
    ...mainLabels(manifest),
    parameterCount: parameterCount(architectureOf(manifest), manifest.vocabulary),
    sizeBytes,
  };
}

function describeHead(head: ManifestHead): HeadDescription {
  const { name, level, labels, labelDescriptions, activation, thresholds, background, pooling } = head;
  return {
    ...{ name, level, labels, labelDescriptions },
    ...(level === 'segment' && { pooling }),
    ...(activation && { activation }),
    ...(thresholds && { thresholds }),
    ...(background !== undefined && { background }),
  };
}

/** A model as one of its heads shows it: that head's labels are the model's. */
export function ofHead(model: ModelDescription, head: HeadDescription): ModelDescription {
  const { labels, labelDescriptions } = head;
  return { ...model, heads: [head], labels, labelDescriptions };
}

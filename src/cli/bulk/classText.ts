import { oneLine } from '../../core/formats/conllu.js';
import type { HeadConfig, HeadOutput } from '../../core/heads/head.js';
import { isSigmoid, onLabels } from '../../core/heads/probabilities.js';
import type { Model } from '../../core/model/model.js';
import type { Format } from './formats.js';
import { conlluSentence, placeFields, segmentText, type TaggedPart } from './tokenText.js';

/** What one head says about one unit. */
interface Verdict {
  readonly head: HeadConfig;
  readonly label: string;
  readonly probability: number;
  /** [classes] */
  readonly probabilities: readonly number[];
}

/** What a classifier says about the units of a part, in a format. */
export function classText(model: Model, tagged: TaggedPart, format: Format): string {
  let text = '';
  for (let unit = 0; unit + 1 < tagged.part.offsets.length; unit++) {
    const verdicts = model.architecture.heads.map((head, k) => verdictOf(head, tagged.run.heads[k], unit));
    text += WRITERS[format](tagged, verdicts, unit);
  }
  return text;
}

function verdictOf(head: HeadConfig, { labels, probabilities }: HeadOutput, unit: number): Verdict {
  const classes = head.labels.length;
  const own = Array.from(probabilities.subarray(unit * classes, (unit + 1) * classes));
  return { head, label: head.labels[labels[unit]], probability: own[labels[unit]], probabilities: own };
}

type Writer = (tagged: TaggedPart, verdicts: readonly Verdict[], unit: number) => string;

const WRITERS: Record<Format, Writer> = {
  conllu: (tagged, verdicts, unit) => conlluSentence(tagged, {}, unit, verdicts.map(commentsOf).join('')),
  tsv: ({ part, positions }, verdicts, unit) => {
    const [first, last] = [part.offsets[unit], part.offsets[unit + 1] - 1];
    const fields = verdicts.flatMap(({ label, probability }) => [label, probability.toFixed(6)]);
    const all = verdicts.flatMap(({ probabilities }) => probabilities.map((p) => p.toFixed(6)));
    const places = positions ? [part.fileStarts[first], part.fileEnds[last]] : [];
    return `${[...fields, ...all, ...places, oneLine(segmentText(part, unit))].join('\t')}\n`;
  },
  json: (...args) => `,\n${objectOf(...args)}`,
  jsonl: (...args) => `${objectOf(...args)}\n`,
};

/** Labels that are on, of a head whose labels do not exclude one another. */
function namesOn(head: HeadConfig, probabilities: readonly number[]): string[] {
  return onLabels(head, Float32Array.from(probabilities)).map((k) => head.labels[k]);
}

/** `# sentiment = positive` and the probabilities of all classes. */
function commentsOf({ head, label, probabilities }: Verdict): string {
  const all = head.labels.map((name, k) => `${name}=${probabilities[k].toFixed(6)}`).join('|');
  const shown = isSigmoid(head) ? namesOn(head, probabilities).join('|') || '_' : label;
  return `# ${head.name} = ${shown}\n# ${head.name}_probabilities = ${all}\n`;
}

function objectOf(tagged: TaggedPart, verdicts: readonly Verdict[], unit: number): string {
  const { part, document } = tagged;
  const said = ({ head, label, probability, probabilities }: Verdict) => ({
    class: label,
    probability,
    ...(isSigmoid(head) && { classes: namesOn(head, probabilities) }),
    probabilities: Object.fromEntries(head.labels.map((name, k) => [name, probabilities[k]])),
  });
  const [first, ...others] = verdicts;
  return JSON.stringify({
    ...(document !== null && { document }),
    text: segmentText(part, unit),
    ...placeFields(tagged, part.offsets[unit], part.offsets[unit + 1] - 1),
    ...said(first),
    ...Object.fromEntries(others.map((verdict) => [verdict.head.name, said(verdict)])),
  });
}

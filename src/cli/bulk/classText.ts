import { oneLine } from '../../core/formats/conllu.js';
import type { Model } from '../../core/model/model.js';
import type { Format } from './formats.js';
import { certaintyCells } from './certainty.js';
import { conlluSentence, placeFields, segmentText, type TaggedPart } from './tokenText.js';
import { commentsOf, said, verdictsOf, type Verdict } from './verdicts.js';

/** What a classifier says about the units of a part, in a format. */
export function classText(model: Model, tagged: TaggedPart, format: Format): string {
  let text = '';
  for (let unit = 0; unit + 1 < tagged.part.offsets.length; unit++) {
    const verdicts = verdictsOf(model, tagged.run, unit);
    text += WRITERS[format](tagged, verdicts, unit);
  }
  return text;
}

type Writer = (tagged: TaggedPart, verdicts: readonly Verdict[], unit: number) => string;

const WRITERS: Record<Format, Writer> = {
  conllu: (tagged, verdicts, unit) => conlluSentence(tagged, {}, unit, verdicts.map(commentsOf).join('')),
  tsv: ({ part, positions, certainty }, verdicts, unit) => {
    const [first, last] = [part.offsets[unit], part.offsets[unit + 1] - 1];
    const fields = verdicts.flatMap(({ label, probability }) => [label, probability.toFixed(6)]);
    const all = verdicts.flatMap(({ probabilities }) => probabilities.map((p) => p.toFixed(6)));
    const places = positions ? [part.fileStarts[first], part.fileEnds[last]] : [];
    const [{ head, probabilities, label }] = verdicts;
    const sure = certainty ? certaintyCells(head, probabilities, head.labels.indexOf(label)) : [];
    return `${[...fields, ...all, ...sure, ...places, oneLine(segmentText(part, unit))].join('\t')}\n`;
  },
  json: (...args) => `,\n${objectOf(...args)}`,
  jsonl: (...args) => `${objectOf(...args)}\n`,
};

function objectOf(tagged: TaggedPart, verdicts: readonly Verdict[], unit: number): string {
  const { part, document } = tagged;
  const [first, ...others] = verdicts;
  return JSON.stringify({
    ...(document !== null && { document }),
    text: segmentText(part, unit),
    ...placeFields(tagged, part.offsets[unit], part.offsets[unit + 1] - 1),
    ...said(first),
    ...Object.fromEntries(others.map((verdict) => [verdict.head.name, said(verdict)])),
  });
}

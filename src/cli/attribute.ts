import { attribute, type Attribution } from '../core/analysis/attribution/attribute.js';
import type { AttributionMethod } from '../core/analysis/attribution/method.js';
import type { LoadedModel, ManifestHead } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { loadEngine } from '../kernel/load.js';
import { offsetOf, placeOf, stretchAt, type TokenAt } from './attributeText.js';
import { escaped } from './bulk/tokenText.js';
import { readWhole, type EncodingChoice } from './decoding.js';
import type { MarkupOptions } from './markedInput.js';

export const ATTRIBUTION_FORMATS = ['tsv', 'json'] as const;

/** What is asked of a text, and how it is written. */
export interface AttributeOptions {
  /** `LINE:COLUMN`, both from 1. */
  readonly at: string;
  readonly method: AttributionMethod;
  /** A label of the head; the one that is shown if it is left out. */
  readonly label: string | undefined;
  /** The name of a head; the first if it is left out. */
  readonly head: string | undefined;
  readonly pairs: boolean;
  readonly format: (typeof ATTRIBUTION_FORMATS)[number];
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/** Which tokens drive the prediction at a place of a text. Throws RnnLensError where nothing can be asked. */
export async function attributeText(
  loaded: LoadedModel,
  file: string,
  options: AttributeOptions,
): Promise<string> {
  const { manifest, model } = loaded;
  const head = headOf(loaded, options.head);
  const text = await readWhole(file, options.encoding);
  const offset = offsetOf(text, ...placeOf(options.at));
  const pipeline = new Pipeline(model, loadEngine());
  const place = { file, text, offset, markup: options.markup };
  const { stretch, tokens, token } = stretchAt(loaded, pipeline, place);
  const { labels } = manifest.heads[head];
  const work = attribute(pipeline, stretch, {
    ...{ token, head, method: options.method, withPairs: options.pairs },
    label: options.label === undefined ? null : labelOf(manifest.heads[head], options.label),
    isExpectation: manifest.task === 'language-model',
  });
  let next = work.next();
  while (!next.done) next = work.next();
  const { from, values } = next.value;
  const said = { labels, tokens: tokens.slice(from, from + values.length), token: token - from };
  if (options.format === 'json')
    return jsonOf(manifest.name, manifest.heads[head].name, options, said, next.value);
  return options.pairs ? pairRows(said, next.value) : tokenRows(said, next.value);
}

/** What is written of. */
interface Said {
  readonly labels: readonly string[];
  readonly tokens: readonly TokenAt[];
  /** The token that was asked about. */
  readonly token: number;
}

function headOf({ manifest }: LoadedModel, name: string | undefined): number {
  const { heads } = manifest;
  if (heads.length === 0)
    throw new RnnLensError(
      '"{0}" gives no labels (its task is {1}): see `states`.',
      manifest.name,
      manifest.task,
    );
  const found = name === undefined ? 0 : heads.findIndex((head) => head.name === name);
  if (found < 0)
    throw new RnnLensError(
      '--head must be one of {0}, not "{1}".',
      heads.map((head) => head.name).join(', '),
      name ?? '',
    );
  return found;
}

function labelOf({ name, labels }: ManifestHead, label: string): number {
  const found = labels.indexOf(label);
  if (found < 0) throw new RnnLensError('The head {0} has no label "{1}": see `describe`.', name, label);
  return found;
}

/** Bits with four digits behind the point; nothing where they are not known. */
function bits(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(4);
}

/** A row a token. */
function tokenRows({ labels, tokens, token }: Said, { label, values }: Attribution): string {
  const head = ['token', 'bits', 'start', 'end', 'asked', 'label'];
  const rows = tokens.map(({ form, start, end }, t) => {
    const isAsked = t === token ? 'yes' : '';
    return [escaped(form), bits(values[t]), start, end, isAsked, escaped(labels[label])];
  });
  return table([head, ...rows]);
}

/** A row a token and prediction. */
function pairRows({ labels, tokens }: Said, { pairs }: Attribution): string {
  if (!pairs)
    throw new RnnLensError('A whole text has one prediction: there are no pairs. Leave out --pairs.');
  const head = ['token', 'at', 'label', 'bits', 'start', 'end', 'at:start', 'at:end'];
  const n = tokens.length;
  const rows = tokens.flatMap((hidden, t) =>
    tokens.flatMap((at, k) => {
      const value = pairs.values[t * n + k];
      if (Number.isNaN(value)) return [];
      const label = escaped(labels[pairs.labels[k]]);
      return [
        [
          escaped(hidden.form),
          escaped(at.form),
          label,
          bits(value),
          hidden.start,
          hidden.end,
          at.start,
          at.end,
        ],
      ];
    }),
  );
  return table([head, ...rows]);
}

function table(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join('\t')}\n`).join('');
}

/** A number as single precision has it; null for one that is not known. */
function number(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
}

function jsonOf(
  model: string,
  head: string,
  { method }: AttributeOptions,
  { labels, tokens, token }: Said,
  answer: Attribution,
): string {
  const { pairs } = answer;
  return `${JSON.stringify({
    ...{ model, head, method },
    measure: answer.kind === 'odds' ? 'bits of the odds' : 'bits',
    ...{ token, label: labels[answer.label], shown: labels[answer.shown] },
    probability: number(answer.probabilities[answer.label]),
    score: number(answer.score),
    tokens: tokens.map(({ form, start, end }, t) => ({
      ...{ text: form, start, end },
      bits: number(answer.values[t]),
    })),
    ...(pairs && {
      labels: Array.from(pairs.labels, (label, k) => (Number.isNaN(pairs.values[k]) ? null : labels[label])),
      pairs: tokens.map((_, t) =>
        Array.from(pairs.values.subarray(t * tokens.length, (t + 1) * tokens.length), number),
      ),
    }),
  })}\n`;
}

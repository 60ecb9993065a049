import { kindsOf, relateToTags, type TagRelation } from '../core/analysis/unitTags.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { quantityOf } from '../core/rnn/stack.js';
import { readingOf } from '../core/session/reading.js';
import { shownValue } from '../core/views/scales.js';
import { loadEngine } from '../kernel/load.js';
import { placeOf } from './bulk/place.js';
import { readParts } from './bulk/textParts.js';
import type { EncodingChoice } from './decoding.js';
import { markedInput, type MarkupOptions } from './markedInput.js';
import { loadModel } from './modelFolders.js';
import { print } from './print.js';

/** Which unit is looked at, and how it is printed. */
export interface TagUnitOptions {
  readonly model: string;
  /** From 0. */
  readonly layer: number;
  readonly direction: string;
  readonly quantity: string;
  readonly unit: number;
  readonly format: 'table' | 'json';
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/**
 * Prints how a unit goes together with each tag (or class) that a model gives a text, beside chance and beside a control
 * labelling, as the view Units says it. Rejects with RnnLensError for a unit that is not there, and for a model without labels.
 */
export async function tagUnit(file: string, options: TagUnitOptions): Promise<void> {
  const loaded = await loadModel(options.model);
  const { manifest, model } = loaded;
  const { rnn, heads } = model.architecture;
  const place = placeOf(rnn, options);
  if (options.unit >= place.units)
    throw new RnnLensError('--unit {0} is not there: the layer has {1} units.', options.unit, place.units);
  const [head] = heads;
  if (!head || manifest.task === 'language-model')
    throw new RnnLensError('"{0}" gives no labels: its task is {1}.', manifest.name, manifest.task);
  const pipeline = new Pipeline(model, loadEngine());
  const marked = markedInput(file, options.markup, manifest);
  const [values, labels, texts, segments]: [number[], number[], string[], number[]] = [[], [], [], []];
  let segment = 0;
  for await (const { part } of readParts(file, readingOf(manifest), marked, { encoding: options.encoding })) {
    const tokens = Array.from(part.starts, (start, t) => part.text.slice(start, part.ends[t]));
    const run = pipeline.run(tokens, part.offsets);
    const states = quantityOf(run.trace, place.layer, place.direction, place.quantity);
    const { tokenStarts, tokenEnds } = run.layout;
    for (let s = 0; s + 1 < part.offsets.length; s++, segment++)
      for (let t = part.offsets[s]; t < part.offsets[s + 1]; t++) {
        // What a token is to a direction is known where all of it was read.
        const step = place.direction === 'backward' ? tokenStarts[t] : tokenEnds[t] - 1;
        values.push(shownValue(place.quantity, states[step * place.units + options.unit]));
        labels.push(run.heads[0].labels[head.level === 'segment' ? s : t]);
        segments.push(segment);
      }
    texts.push(...tokens);
  }
  const kinds = head.level === 'segment' ? Uint32Array.from(segments) : kindsOf(texts);
  const relations = relateToTags(Float32Array.from(values), { labels: Uint16Array.from(labels), kinds });
  const nameOf = (label: number): string => head.labels[label] ?? '?';
  if (options.format === 'json') {
    const { layer, direction, quantity } = place;
    const named = relations.map(({ label, ...rest }) => ({ label: nameOf(label), ...rest }));
    const unit = { layer, direction, quantity, unit: options.unit };
    return print(`${JSON.stringify({ unit, tokens: values.length, relations: named })}\n`);
  }
  await print(table(relations, nameOf));
}

/** Columns with tabs: what the view shows, and below it what chance and a control labelling reach. */
function table(relations: readonly TagRelation[], nameOf: (label: number) => string): string {
  const rows = relations.map(({ label, tokens, r, auc, bits, control, isBeyond }) =>
    [
      nameOf(label),
      tokens,
      ...[r, auc, bits, control.r, control.auc, control.bits].map((value) => value.toFixed(4)),
      isBeyond ? 'find' : '-',
    ].join('\t'),
  );
  const [first] = relations;
  const ends = first
    ? [
        `# chance, the best of ${rows.length} labels in 95 of 100 shuffles along the text: ${first.chance.toFixed(4)}`,
        `# control, the best of them in 95 of 100 labellings of words by chance: ${first.controlChance.toFixed(4)}`,
      ]
    : ['# all tokens have one label'];
  return [HEAD.join('\t'), ...rows, ...ends, ''].join('\n');
}

const HEAD = ['label', 'tokens', 'r', 'auc', 'bits', 'control_r', 'control_auc', 'control_bits', 'find'];

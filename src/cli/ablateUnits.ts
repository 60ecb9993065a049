import { ablate, rankedByLoss } from '../core/analysis/ablation.js';
import { namedUnit, unitOfNetwork } from '../core/formats/unitNames.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { hasPlace, quantitySize, type Direction } from '../core/rnn/config.js';
import { loadEngine } from '../kernel/load.js';
import { offsetOf, placeOf, stretchAt } from './attributeText.js';
import { readWhole, type EncodingChoice } from './decoding.js';
import type { MarkupOptions } from './markedInput.js';
import { loadModel, unitNamesOf } from './modelFolders.js';
import { print } from './print.js';

/** Where units are switched off, and how it is printed. */
export interface AblateOptions {
  readonly model: string;
  /** `LINE:COLUMN`, both from 1. */
  readonly at: string;
  /** From 0. */
  readonly layer: number;
  readonly direction: Direction;
  readonly format: 'table' | 'json';
  /** Units that are printed. */
  readonly top: number;
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/** Prints what is lost around a place when each unit of a layer is switched off, as the view Units says it. Rejects with RnnLensError. */
export async function ablateUnits(file: string, options: AblateOptions): Promise<void> {
  const loaded = await loadModel(options.model);
  const { manifest, model } = loaded;
  const { rnn } = model.architecture;
  const { layer } = options;
  if (!hasPlace(rnn, options))
    throw new RnnLensError('This network has no layer {0} {1}.', layer, options.direction);
  if (manifest.heads.length === 0)
    throw new RnnLensError(
      '"{0}" says nothing that could be lost: its task is {1}.',
      manifest.name,
      manifest.task,
    );
  const text = await readWhole(file, options.encoding);
  const pipeline = new Pipeline(model, loadEngine());
  const offset = offsetOf(text, ...placeOf(options.at));
  const { stretch, tokens } = stretchAt(loaded, pipeline, { file, text, offset, markup: options.markup });
  const units = Array.from({ length: quantitySize(rnn, 'h', options) }, (_, unit) => unit);
  const isExpectation = manifest.task === 'language-model';
  const asked = { layer, direction: options.direction, units, head: 0, isExpectation };
  const work = ablate(pipeline, stretch, asked);
  let next = work.next();
  while (!next.done) next = work.next();
  const order = rankedByLoss(next.value, next.value.tokens.length);
  const names = await unitNamesOf(options.model, rnn);
  const nameOf = (unit: number): string => {
    const place = { layer, direction: options.direction, quantity: 'h', unit } as const;
    return namedUnit(names, unitOfNetwork(rnn, place))?.name ?? '';
  };
  const rows = Array.from(order.units.subarray(0, options.top), (unit, k) => ({
    ...{ layer, direction: options.direction, unit },
    ...{ bits: order.bits[k], changed: order.changed[k], name: nameOf(unit) },
  }));
  const range = [tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0];
  const predictions = next.value.tokens.length;
  if (options.format === 'json') return print(`${JSON.stringify({ range, predictions, units: rows })}\n`);
  const lines = rows.map((row) =>
    [row.layer, row.direction, row.unit, row.bits.toFixed(4), row.changed, row.name || '-'].join('\t'),
  );
  const about = `# ${predictions} predictions between offsets ${range.join(' and ')}, h held at 0 at every step`;
  await print(['layer\tdirection\tunit\tbits\tchanged\tname', ...lines, about, ''].join('\n'));
}

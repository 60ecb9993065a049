import { stepInputs, stepSums, type StepSums, type UnitSums } from '../core/analysis/stepSums.js';
import type { LoadedModel } from '../core/formats/modelPackage.js';
import { checkOneSequence } from '../core/model/model.js';
import { Pipeline, type PipelineRun } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { quantitySize, type Direction } from '../core/rnn/config.js';
import type { HiddenState } from '../core/rnn/state.js';
import { readingOf } from '../core/session/reading.js';
import { lastAtMost } from '../core/text/ranges.js';
import { segmentBy } from '../core/text/segmenter.js';
import { surprisalBits } from '../core/views/probabilities.js';
import { loadEngine } from '../kernel/load.js';
import { placeOf } from './bulk/place.js';
import { escaped } from './bulk/tokenText.js';
import { readWhole, type EncodingChoice } from './decoding.js';
import { markedInput, type MarkupOptions } from './markedInput.js';
import { loadModel } from './modelFolders.js';
import { usageError } from './options.js';

export const STEP_FORMATS = ['tsv', 'json'] as const;

/** Which step of a text is asked about, and how it is written. */
export interface StepOptions {
  readonly model: string;
  /** `LINE:COLUMN`, both from 1, in UTF-16 code units. */
  readonly at: string;
  readonly layer: number;
  readonly direction: string;
  readonly unit: number;
  readonly format: (typeof STEP_FORMATS)[number];
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/** A token of a text in its sequence. */
interface FoundStep extends StepSums {
  readonly token: string;
  /** Of the sequence, from 0; and how many it has. */
  readonly step: number;
  readonly steps: number;
  readonly isFirst: boolean;
  /** Of a language model, in bits. */
  readonly loss: StepLoss | null;
}

/** Surprisals: the mean over all symbols behind the first, that of the step's own symbol, and that of the last. */
interface StepLoss {
  readonly mean: number;
  readonly own: number | null;
  readonly last: number;
}

/**
 * How the numbers of one step come about, sum by sum: those the panel shows. Rejects with RnnLensError for a place that
 * the text or the network has not.
 */
export async function step(file: string, options: StepOptions): Promise<string> {
  const loaded = await loadModel(options.model);
  const { rnn } = loaded.model.architecture;
  const place = placeOf(rnn, { ...options, quantity: 'h' });
  const units = quantitySize(rnn, 'c', place);
  if (options.unit >= units)
    throw new RnnLensError('--unit {0} is not there: the layer has {1} units.', options.unit, units);
  const text = await readWhole(file, options.encoding);
  const marked = markedInput(file, options.markup, loaded.manifest);
  const read = marked ? marked.push(text) + marked.end() : text;
  const { rules, isStream } = readingOf(loaded.manifest);
  const { starts, ends, segmentOffsets } = segmentBy(rules, read);
  const fileStarts = marked ? marked.toFile(starts, 'start') : starts;
  const token = lastAtMost(fileStarts, offsetOf(text, options.at));
  if (token < 0) throw new RnnLensError('{0}: nothing is read at {1}.', file, options.at);
  const forms = (from: number, to: number): string[] =>
    Array.from(starts.subarray(from, to), (start, k) => read.slice(start, ends[from + k]));
  const segment = lastAtMost(segmentOffsets, token);
  const cut = { forms, segmentOffsets, isStream };
  const found = stepIn(loaded, cut, { token, segment }, { ...place, unit: options.unit });
  if (options.format === 'json') return `${JSON.stringify(found, numbersAsList)}\n`;
  return tsvOf(found, rnn.cell);
}

/** The offset of `LINE:COLUMN`; beyond the end of a line its end. */
function offsetOf(text: string, at: string): number {
  const [, line, column] =
    /^(\d{1,9}):(\d{1,9})$/.exec(at) ?? usageError(`--at must be LINE:COLUMN, not "${at}".`);
  const lines = text.split(/\r\n|\r|\n/);
  const before = lines.slice(0, Number(line) - 1);
  const own = lines[Number(line) - 1];
  if (own === undefined || column === '0')
    throw new RnnLensError('There is no place {0}: the text has {1} lines.', at, lines.length);
  // A line break is one code unit or two.
  let start = 0;
  for (const { length } of before) {
    start += length;
    start += text.startsWith('\r\n', start) ? 2 : 1;
  }
  return start + Math.min(Number(column) - 1, own.length);
}

interface CutText {
  forms(from: number, to: number): string[];
  readonly segmentOffsets: Uint32Array;
  readonly isStream: boolean;
}

/** A step of a segment; of a stream what comes before the segment is run first, and all of it where it has a cost. */
function stepIn(
  { model, manifest }: LoadedModel,
  { forms, segmentOffsets, isStream }: CutText,
  at: { readonly token: number; readonly segment: number },
  place: { readonly layer: number; readonly direction: Direction; readonly unit: number },
): FoundStep {
  checkOneSequence(model.architecture);
  const pipeline = new Pipeline(model, loadEngine());
  const costs = manifest.task === 'language-model' ? new Costs() : null;
  const count = segmentOffsets.length - 1;
  const [first, end] = isStream ? [0, costs ? count : at.segment + 1] : [at.segment, at.segment + 1];
  let found: { run: PipelineRun; before: HiddenState | undefined; tokens: readonly string[] } | null = null;
  let before: HiddenState | undefined;
  for (let segment = first; segment < end; segment++) {
    const tokens = forms(segmentOffsets[segment], segmentOffsets[segment + 1]);
    const run = pipeline.run(tokens, Uint32Array.of(0, tokens.length), {
      initialState: before,
      withoutHeads: !costs,
    });
    costs?.add(
      run,
      Uint32Array.from(tokens, (symbol) => model.vocabularies.characters.id(symbol)),
    );
    if (segment === at.segment) found = { run, before, tokens };
    before = run.trace.hiddenState;
  }
  const { run, before: initial, tokens } = found!;
  const local = at.token - segmentOffsets[at.segment];
  const { tokenStarts, tokenEnds } = run.layout;
  const p = place.direction === 'forward' ? tokenEnds[local] - 1 : tokenStarts[local];
  const { isFirst, ...read } = stepInputs(run.trace, p, place, isStream ? initial : undefined);
  const weights = model.weights[place.layer][place.direction === 'backward' ? 1 : 0];
  const ahead = isStream ? segmentOffsets[at.segment] : 0;
  return {
    token: tokens[local],
    step: ahead + p,
    steps: isStream ? segmentOffsets[count] : run.trace.offsets[1],
    isFirst: isFirst && ahead === 0,
    loss: costs?.at(at.token) ?? null,
    ...stepSums(model.architecture.rnn, place.layer, weights, read, place.unit),
  };
}

/** What each symbol of a text costs a language model. */
class Costs {
  private readonly bits: number[] = [];
  private expected: ArrayLike<number> | null = null;

  /** The next symbols, by their ids. */
  add({ heads: [{ probabilities }] }: PipelineRun, ids: Uint32Array): void {
    const classes = probabilities.length / Math.max(1, ids.length);
    ids.forEach((id, t) => {
      this.bits.push(this.expected ? surprisalBits(this.expected[id]) : NaN);
      this.expected = probabilities.subarray(t * classes, (t + 1) * classes);
    });
  }

  at(token: number): StepLoss | null {
    const known = this.bits.slice(1);
    if (known.length === 0) return null;
    const mean = known.reduce((sum, bits) => sum + bits, 0) / known.length;
    const own = this.bits[token];
    return { mean, own: Number.isNaN(own) ? null : own, last: known[known.length - 1] };
  }
}

function numbersAsList(_: string, value: unknown): unknown {
  return value instanceof Float32Array ? Array.from(value) : value;
}

const COLUMNS = ['unit', 'name', 'W_ih x', 'b_ih', 'W_hh h', 'b_hh', 'sum', 'value'];

/** A line a gate and state, and comments that say which step it is. */
function tsvOf({ token, step: at, steps, isFirst, loss, units }: FoundStep, cell: string): string {
  const first = isFirst ? ', the first that is read' : '';
  const head = [`# ${cell}, step ${at + 1} of ${steps}${first}\t${escaped(token)}`];
  if (loss) head.push(`# bits a symbol: mean ${loss.mean.toFixed(6)}, own ${loss.own?.toFixed(6) ?? ''}, last ${loss.last.toFixed(6)}`); // prettier-ignore
  return `${[...head, COLUMNS.join('\t'), ...units.flatMap(unitRows)].join('\n')}\n`;
}

function unitRows({ unit, gates, hBefore, cBefore, c, h }: UnitSums): string[] {
  const number = (value: number): string => String(Number(value.toPrecision(9)));
  const row = (name: string, parts: readonly number[], value: number): string =>
    [unit, name, ...Array.from({ length: 5 }, (_, k) => (parts.length > 0 ? number(parts[k]) : '')), number(value)].join('\t'); // prettier-ignore
  const states = Object.entries({ h_before: hBefore, c_before: cBefore, c, h });
  return [
    ...gates.map(({ gate, inputSum, inputBias, stateSum, stateBias, sum, value }) =>
      row(gate ?? 'a', [inputSum, inputBias, stateSum, stateBias, sum], value),
    ),
    ...states.flatMap(([name, value]) => (value === null ? [] : [row(name, [], value)])),
  ];
}

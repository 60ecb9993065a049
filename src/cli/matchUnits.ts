import { isOn, rankMatches, type Match, type OnRule } from '../core/analysis/unitMatches.js';
import type { ArrayPlace } from '../core/formats/arrayFile.js';
import type { LoadedModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import type { HiddenState } from '../core/rnn/state.js';
import { quantityOf } from '../core/rnn/stack.js';
import { readingOf } from '../core/session/reading.js';
import { sharesOf, unitScale, type UnitScales } from '../core/views/unitScale.js';
import { loadEngine } from '../kernel/load.js';
import { placeOf } from './bulk/place.js';
import { readParts } from './bulk/textParts.js';
import { escaped } from './bulk/tokenText.js';
import { readText, type EncodingChoice } from './decoding.js';
import { markedInput, type MarkupOptions } from './markedInput.js';
import { loadModel } from './modelFolders.js';
import { print } from './print.js';

/** Steps that are enough to say what the ends of a scale are, as in the panel. */
const SAMPLES = 4096;

/** Which units are looked for in texts, and how it is printed. */
export interface MatchOptions extends OnRule {
  readonly model: string;
  readonly layer: number;
  readonly direction: string;
  readonly quantity: string;
  readonly units: readonly number[];
  /** Steps of the stretch that was chosen: matches as long as it come first. */
  readonly length: number;
  readonly format: 'table' | 'json';
  /** Matches that are printed of each file. */
  readonly top: number;
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/** Steps of a file with the values of some units, and where their tokens lie in it. */
interface UnitSteps {
  /** By unit, of each step. */
  readonly values: readonly Float32Array[];
  /** The token of each step; of what stands between two the one before it. */
  readonly tokens: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Where units are on in a file. */
interface FileMatches {
  readonly file: string;
  readonly count: number;
  readonly matches: readonly {
    readonly start: number;
    readonly end: number;
    readonly units: number;
    readonly text: string;
  }[];
}

/**
 * Prints where units are on together in each of some files, ranked as the view Units ranks what it finds in other files. Of c a
 * threshold is a share of each unit's scale in the first file. Rejects with RnnLensError for units that are not there.
 */
export async function matchUnits(files: readonly string[], options: MatchOptions): Promise<void> {
  const loaded = await loadModel(options.model);
  const place = placeOf(loaded.model.architecture.rnn, options);
  const missing = options.units.find((unit) => unit >= place.units);
  if (missing !== undefined)
    throw new RnnLensError('--unit {0} is not there: the layer has {1} units.', missing, place.units);
  const pipeline = new Pipeline(loaded.model, loadEngine());
  let scales: UnitScales | null = null;
  const found: FileMatches[] = [];
  for (const [k, file] of files.entries()) {
    const steps = await unitSteps(file, { loaded, pipeline, place }, options);
    if (k === 0 && place.quantity === 'c') scales = scalesOf(steps.values);
    let text = '';
    for await (const chunk of readText(file, { encoding: options.encoding })) text += chunk;
    found.push(matchesOf(file, text, steps, { ...options, place, scales }));
  }
  await print(options.format === 'json' ? `${JSON.stringify(found)}\n` : table(found));
}

/** Reads a file as it is in the editor, and keeps of its states those of the units. */
async function unitSteps(
  file: string,
  {
    loaded,
    pipeline,
    place,
  }: { readonly loaded: LoadedModel; readonly pipeline: Pipeline; readonly place: ArrayPlace },
  { units, encoding, markup }: MatchOptions,
): Promise<UnitSteps> {
  const reading = readingOf(loaded.manifest);
  const marked = markedInput(file, markup, loaded.manifest);
  const [values, tokens, starts, ends] = [units.map((): number[] => []), [] as number[], [] as number[], [] as number[]]; // prettier-ignore
  let initialState: HiddenState | undefined;
  for await (const { part } of readParts(file, reading, marked, { encoding })) {
    const read = Array.from(part.starts, (start, t) => part.text.slice(start, part.ends[t]));
    const offsets = reading.isStream ? Uint32Array.of(0, read.length) : part.offsets;
    const { trace, layout } = pipeline.run(read, offsets, { initialState, withoutHeads: true });
    if (reading.isStream) initialState = trace.hiddenState;
    const states = quantityOf(trace, place.layer, place.direction, place.quantity);
    const first = starts.length;
    let token = Math.max(0, first - 1);
    for (let step = 0, t = 0; step < layout.offsets.at(-1)!; step++) {
      while (t < read.length && layout.tokenEnds[t] <= step) t++;
      if (t < read.length && layout.tokenStarts[t] <= step) token = first + t;
      tokens.push(token);
      units.forEach((unit, u) => values[u].push(states[step * place.units + unit]));
    }
    starts.push(...part.fileStarts);
    ends.push(...part.fileEnds);
  }
  return { values: values.map((all) => Float32Array.from(all)), tokens, starts, ends };
}

/** Middle and half of the scale of each unit's c, [units, 2]; NaN where it is the fixed one. */
function scalesOf(values: UnitSteps['values']): UnitScales {
  const scales = new Float32Array(2 * values.length).fill(NaN);
  values.forEach((all, u) => {
    const every = Math.max(1, Math.ceil(all.length / SAMPLES));
    const { own } = unitScale(
      'c',
      all.filter((_, k) => k % every === 0),
      true,
    );
    if (own) scales.set([own.middle, own.half], 2 * u);
  });
  return scales;
}

interface Rule extends MatchOptions {
  readonly place: ArrayPlace;
  readonly scales: UnitScales | null;
}

function matchesOf(file: string, text: string, steps: UnitSteps, rule: Rule): FileMatches {
  const { length, top, place, scales } = rule;
  const shown = sharesOf(place.quantity, scales);
  const counts = new Uint16Array(steps.tokens.length);
  steps.values.forEach((values, u) =>
    values.forEach((value, step) => (counts[step] += isOn(shown(value, u), rule) ? 1 : 0)),
  );
  // Nothing was chosen here: before the text there is a stretch of that length.
  const all = rankMatches(counts, steps.values.length, [-length, 0]);
  const printed = all.slice(0, top).map(({ from, to, units }: Match) => {
    const [start, end] = [steps.starts[steps.tokens[from]], steps.ends[steps.tokens[to - 1]]];
    return { start, end, units, text: text.slice(start, end) };
  });
  return { file, count: all.length, matches: printed };
}

/** Columns with tabs, a row a match, and below them how many there are in each file. */
function table(found: readonly FileMatches[]): string {
  const rows = found.flatMap(({ file, matches }) =>
    matches.map(({ start, end, units, text }) => [file, start, end, units, escaped(text)].join('\t')),
  );
  const counts = found.map(({ file, count }) => `# ${count} in ${file}`);
  return [['file', 'start', 'end', 'units', 'text'].join('\t'), ...rows, ...counts, ''].join('\n');
}

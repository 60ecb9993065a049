import { likeStretches } from '../core/analysis/likeStretches.js';
import {
  NO_TOKEN,
  rankedPlaces,
  rankUnits,
  type RankedQuantity,
  type RankedSelection,
  type ReadStates,
  type StatesWindow,
} from '../core/analysis/rankSelection.js';
import type { RankedUnit } from '../core/analysis/selectionRanking.js';
import type { PositionRange } from '../core/analysis/rankSums.js';
import type { LoadedModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { namedUnit, unitOfNetwork, type NamedUnit } from '../core/formats/unitNames.js';
import type { HiddenState } from '../core/rnn/state.js';
import type { RnnConfig } from '../core/rnn/config.js';
import { quantityOf } from '../core/rnn/stack.js';
import { readingOf } from '../core/session/reading.js';
import { loadEngine } from '../kernel/load.js';
import { readParts } from './bulk/textParts.js';
import { readText, type EncodingChoice } from './decoding.js';
import { markedInput, type MarkupOptions } from './markedInput.js';
import { loadModel, unitNamesOf } from './modelFolders.js';
import { print } from './print.js';

/** What of a text is looked for in units, and how it is printed. */
export interface UnitsOptions {
  readonly model: string;
  /** `START:END[,START:END ...]`, UTF-16 offsets; or null for `passage`. */
  readonly select: string | null;
  /** A text of the input: its first place is selected. */
  readonly passage: string | null;
  readonly format: 'table' | 'json';
  /** Units that are printed. */
  readonly top: number;
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/**
 * Ranks the units of a model for a selection of a text, as "Find Units Like This Selection" does: the first passage is
 * the chosen one; what decides are the further ones, or what stands between the same two signs. Rejects with
 * RnnLensError for a selection that is not in the text.
 */
export async function units(file: string, options: UnitsOptions): Promise<void> {
  if (file === '-') throw new RnnLensError('units reads a text twice: give a file, and not standard input.');
  const loaded = await loadModel(options.model);
  const { text, states } = await readStates(file, loaded, options);
  const [first, ...further] = passages(text, options);
  const like = further.length === 0 ? likeStretches(text, first) : null;
  const selected = { chosen: [first], others: like?.others ?? further };
  const now = { turn: () => Promise.resolve(), done: () => undefined };
  const ranking = await rankUnits(states, selected, now);
  const alike = like && `${like.open}…${like.close}`;
  const names = await unitNamesOf(options.model, states.rnn);
  const shown = { ...ranking, units: called(ranking.units.slice(0, options.top), states.rnn, names) };
  const about = { selected, alike, all: ranking.units.length };
  await print(
    options.format === 'json' ? `${JSON.stringify({ ...about, ...shown })}\n` : table(shown, about),
  );
}

/** A ranked unit, and what it is called; an empty text for nothing. */
type CalledUnit = RankedUnit & { readonly name: string };

function called(
  units: readonly RankedUnit[],
  rnn: RnnConfig,
  names: readonly NamedUnit[],
): readonly CalledUnit[] {
  return units.map((unit) => ({ ...unit, name: namedUnit(names, unitOfNetwork(rnn, unit))?.name ?? '' }));
}

function passages(text: string, { select, passage }: UnitsOptions): readonly PositionRange[] {
  if (passage !== null) {
    const start = text.indexOf(passage);
    if (start < 0 || passage === '') throw new RnnLensError('The text does not contain "{0}".', passage);
    return [[start, start + passage.length]];
  }
  return (select ?? '').split(',').map((range): PositionRange => {
    const [, start, end] = /^\s*(\d{1,9}):(\d{1,9})\s*$/.exec(range) ?? [];
    if (start === undefined || Number(start) >= Number(end) || Number(end) > text.length)
      throw new RnnLensError(
        '--select {0} must be START:END in the text, which has {1} UTF-16 code units; several with commas.',
        ...[range, text.length],
      );
    return [Number(start), Number(end)];
  });
}

/** A part of what was read, with its states. */
interface StatesPart {
  readonly fromStep: number;
  readonly tokens: Uint32Array;
  /** By place, [n, units]. */
  readonly values: readonly Float32Array[];
}

/** Reads a text as it is in the editor, and all states of the model on it. */
async function readStates(
  file: string,
  loaded: LoadedModel,
  { encoding, markup }: UnitsOptions,
): Promise<{ readonly text: string; readonly states: ReadStates }> {
  let text = '';
  for await (const chunk of readText(file, { encoding })) text += chunk;
  const { rnn } = loaded.model.architecture;
  const places = rankedPlaces(rnn);
  const pipeline = new Pipeline(loaded.model, loadEngine());
  const reading = readingOf(loaded.manifest);
  const marked = markedInput(file, markup, loaded.manifest);
  const [starts, ends, parts]: [number[], number[], StatesPart[]] = [[], [], []];
  let [initialState, stepCount]: [HiddenState | undefined, number] = [undefined, 0];
  for await (const { part } of readParts(file, reading, marked, { encoding })) {
    const tokens = Array.from(part.starts, (start, t) => part.text.slice(start, part.ends[t]));
    const offsets = reading.isStream ? Uint32Array.of(0, tokens.length) : part.offsets;
    const run = pipeline.run(tokens, offsets, { initialState, withoutHeads: true });
    if (reading.isStream) initialState = run.trace.hiddenState;
    const values = places.map(({ layer, direction, quantity }) =>
      Float32Array.from(quantityOf(run.trace, layer, direction, quantity)),
    );
    const { tokenStarts, tokenEnds } = run.layout;
    const ofSteps = new Uint32Array(run.layout.offsets.at(-1)!).fill(NO_TOKEN);
    tokenStarts.forEach((start, t) => ofSteps.fill(starts.length + t, start, tokenEnds[t]));
    parts.push({ fromStep: stepCount, tokens: ofSteps, values });
    stepCount += ofSteps.length;
    for (let t = 0; t < tokens.length; t++) {
      starts.push(part.fileStarts[t]);
      ends.push(part.fileEnds[t]);
    }
  }
  const flat = { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
  const window = (from: number, to: number) => windowOf(parts, places, from, to);
  return { text, states: { rnn, stepCount, flat: () => flat, window } };
}

/** Steps [from, to) out of the parts they are in. */
function windowOf(
  parts: readonly StatesPart[],
  places: readonly RankedQuantity[],
  from: number,
  to: number,
): StatesWindow {
  const inside = parts.filter(({ fromStep, tokens }) => fromStep < to && fromStep + tokens.length > from);
  const cut = ({ fromStep, tokens }: StatesPart): readonly [number, number] => [
    Math.max(0, from - fromStep),
    Math.min(tokens.length, to - fromStep),
  ];
  const tokens = new Uint32Array(to - from);
  for (const part of inside) {
    const [start, end] = cut(part);
    tokens.set(part.tokens.subarray(start, end), part.fromStep + start - from);
  }
  const values: StatesWindow['values'] = (layer, direction, quantity) => {
    const p = places.findIndex(
      (place) => place.layer === layer && place.direction === direction && place.quantity === quantity,
    );
    const { units: width } = places[p];
    const out = new Float32Array((to - from) * width);
    for (const part of inside) {
      const [start, end] = cut(part);
      out.set(part.values[p].subarray(start * width, end * width), (part.fromStep + start - from) * width);
    }
    return out;
  };
  return { tokens, values };
}

interface About {
  readonly selected: { readonly others: readonly PositionRange[] };
  /** The two signs that the others stand between; null where they were selected. */
  readonly alike: string | null;
  /** Units that were compared. */
  readonly all: number;
}

/** Columns with tabs: what the editor's list says of each unit, and below it what chance is. */
function table(
  {
    units: ranked,
    chosenChance,
    othersChance,
    steps,
    every,
  }: Omit<RankedSelection, 'units'> & { readonly units: readonly CalledUnit[] },
  about: About,
): string {
  const number = (value: number | null): string => (value === null ? '-' : value.toFixed(4));
  const rows = ranked.map(
    ({ layer, direction, quantity, unit, side, chosen, steady, others, p, isFind, name }) =>
      [
        layer,
        direction,
        quantity,
        unit,
        side,
        ...[others, steady, chosen, p].map(number),
        isFind ? 'find' : '-',
        name || '-',
      ].join('\t'),
  );
  const { others } = about.selected;
  const decided =
    others.length === 0
      ? 'one selection only, which proves little'
      : about.alike === null
        ? `ranked by the ${others.length} passages after the first`
        : `ranked by ${others.length} other stretches between ${about.alike}`;
  const chance =
    `the best of ${about.all} units in 96 of 100 shuffles: ` +
    `${othersChance === null ? '' : `others ${number(othersChance)}, `}selected ${number(chosenChance)}`;
  const thinned = every > 1 ? [`# of ${steps} steps every ${every}th`] : [];
  return [HEAD.join('\t'), ...rows, `# ${decided}`, `# chance, ${chance}`, ...thinned, ''].join('\n');
}

const HEAD = [
  'layer',
  'direction',
  'quantity',
  'unit',
  'side',
  'others',
  'no_drift',
  'selected',
  'p',
  'find',
  'name',
];

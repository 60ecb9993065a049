import {
  compareNetworks,
  findCounterparts,
  type Counterparts,
  type NetworkComparison,
} from '../core/analysis/networks/compareNetworks.js';
import { kinshipOf, type Kinship } from '../core/analysis/networks/kinship.js';
import {
  segmentsNetwork,
  streamNetwork,
  type ReadNetwork,
  type StreamSource,
} from '../core/analysis/networks/readNetwork.js';
import type { NetworkPlace } from '../core/analysis/networks/sample.js';
import { withTagSet, type LoadedModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { quantityOf } from '../core/rnn/stack.js';
import type { HiddenState } from '../core/rnn/state.js';
import { readingOf } from '../core/session/reading.js';
import type { SegmentedText } from '../core/text/segmented.js';
import { segmentBy } from '../core/text/segmenter.js';
import { loadEngine } from '../kernel/load.js';
import { placeOf } from './bulk/place.js';
import { escaped } from './bulk/tokenText.js';
import { readWhole, type EncodingChoice } from './decoding.js';
import { markedInput, type MarkupOptions } from './markedInput.js';
import { loadModel } from './modelFolders.js';

export const COMPARE_FORMATS = ['tsv', 'json'] as const;

/** Two models, and what of them is written. */
export interface CompareOptions {
  /** A and B: it is told how A differs, and which unit of B is like one of A. */
  readonly models: readonly [string, string];
  readonly tagSet: string | undefined;
  /** Of A: whose units are matched; the last layer if it is left out. */
  readonly layer: number | undefined;
  readonly direction: string;
  /** Units that are written. */
  readonly top: number;
  readonly format: (typeof COMPARE_FORMATS)[number];
  readonly encoding: EncodingChoice;
  readonly markup: MarkupOptions;
}

/** Steps of a long sequence that are run at once on the way to a place. */
const STEPS_AT_ONCE = 4096;

/**
 * What two models say of a text, how alike their layers are and which units do alike: the numbers of the panel's
 * _Difference_. Rejects with RnnLensError for models that read no stretch of the text alike.
 */
export async function compare(file: string, options: CompareOptions): Promise<string> {
  const [a, b] = await Promise.all(
    options.models.map(async (name) => {
      const loaded = await loadModel(name);
      return loaded.manifest.tagSets ? withTagSet(loaded, options.tagSet) : loaded;
    }),
  );
  const { rnn } = a.model.architecture;
  const layer = options.layer ?? rnn.layers - 1;
  const place = placeOf(rnn, { layer, direction: options.direction, quantity: 'h' });
  const text = await readWhole(file, options.encoding);
  const [after, before] = [a, b].map((loaded) => readText(file, text, loaded, options.markup));
  const now = { turn: () => Promise.resolve(), done: () => undefined };
  const networks = await compareNetworks(before, after, now);
  if (networks.tokens.same === 0)
    throw new RnnLensError('{0} and {1} have no token of this text in common.', ...options.models);
  const found = await findCounterparts(before, after, place, now);
  const counterparts = { ...found, units: found.units.slice(0, options.top) };
  const said: Said = {
    models: options.models,
    kinship: kinshipOf(b.model, a.model),
    ...{ networks, place, counterparts, loaded: [a, b] },
  };
  return options.format === 'json' ? json(said) : tsv(said);
}

/** A text as a model reads it. */
function readText(file: string, text: string, loaded: LoadedModel, markup: MarkupOptions): ReadNetwork {
  const { manifest, model } = loaded;
  const marked = markedInput(file, markup, manifest);
  const read = marked ? marked.push(text) + marked.end() : text;
  const { rules, isStream } = readingOf(manifest);
  const cut = segmentBy(rules, read);
  const inFile = {
    starts: marked ? marked.toFile(cut.starts, 'start') : cut.starts,
    segmentOffsets: cut.segmentOffsets,
  };
  const tokens: SegmentedText = { ...inFile, ends: endsInFile(file, text, markup, loaded, cut) };
  const forms = (from: number, to: number): string[] =>
    Array.from(cut.starts.subarray(from, to), (start, k) => read.slice(start, cut.ends[from + k]));
  const pipeline = new Pipeline(model, loadEngine());
  const source = { pipeline, tokens: () => tokens };
  if (isStream) {
    const window = windowsOf(pipeline, forms);
    return streamNetwork({ ...source, isWriter: manifest.task === 'language-model', window });
  }
  return segmentsNetwork({
    ...source,
    forms: (from, to) => {
      const first = cut.segmentOffsets[from];
      const offsets = cut.segmentOffsets.slice(from, to + 1).map((offset) => offset - first);
      return { tokens: forms(first, cut.segmentOffsets[to]), offsets };
    },
  });
}

/** Where the tokens end in the file: the way back is asked in order, so it is walked a second time. */
function endsInFile(
  file: string,
  text: string,
  markup: MarkupOptions,
  { manifest }: LoadedModel,
  { ends }: SegmentedText,
): Uint32Array {
  const marked = markedInput(file, markup, manifest);
  if (!marked) return ends;
  marked.push(text);
  marked.end();
  return marked.toFile(ends, 'end');
}

/** The states of tokens [from, to) of one long sequence, which is run on from where it was left. */
function windowsOf(
  pipeline: Pipeline,
  forms: (from: number, to: number) => string[],
): StreamSource['window'] {
  let [at, state]: [number, HiddenState | undefined] = [0, undefined];
  const run = (to: number) => {
    const symbols = forms(at, to);
    const { trace } = pipeline.run(symbols, Uint32Array.of(0, symbols.length), {
      ...{ initialState: state, withoutHeads: true },
    });
    [at, state] = [to, trace.hiddenState];
    return { symbols, trace };
  };
  return (from, to) => {
    if (from < at) [at, state] = [0, undefined];
    while (at < from) run(Math.min(from, at + STEPS_AT_ONCE));
    const { symbols, trace } = run(to);
    return { symbols, values: (layer, direction, quantity) => quantityOf(trace, layer, direction, quantity) };
  };
}

interface Said {
  readonly models: readonly [string, string];
  readonly kinship: Kinship;
  readonly networks: NetworkComparison;
  readonly place: { readonly layer: number; readonly direction: string };
  readonly counterparts: Counterparts;
  readonly loaded: readonly LoadedModel[];
}

function json({ models, kinship, networks, place, counterparts, loaded }: Said): string {
  const heads = networks.heads.map(({ before, after, ...said }) => ({
    ...{ a: loaded[0].manifest.heads[after].name, b: loaded[1].manifest.heads[before].name },
    ...said,
  }));
  const { layer, direction } = place;
  const all = { models, kinship, ...networks, heads, place: { layer, direction }, counterparts };
  return `${JSON.stringify(all, (_, value: unknown) =>
    value instanceof Float64Array
      ? Array.from(value, finite)
      : typeof value === 'number'
        ? finite(value)
        : value,
  )}\n`;
}

/** JSON has no NaN. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A row a number, with tabs: what it is, of A, of B, the number, what chance gives, of how many. */
function tsv({ models, kinship, networks, place, counterparts, loaded }: Said): string {
  const { tokens, likeness, chance, afterPlaces, beforePlaces } = networks;
  const rows: (readonly (string | number)[])[] = [
    ['what', 'a', 'b', 'value', 'chance', 'of'],
    ['same_units', models[0], models[1], kinship.isSame ? 'yes' : 'no', '-', '-'],
    ['weights_r', models[0], models[1], number(kinship.r), '-', '-'],
    ['tokens', tokens.after, tokens.before, tokens.looked, '-', tokens.same],
    ...networks.heads.flatMap((head) => behaviourRows(head, loaded)),
    ...afterPlaces.flatMap((a, row) =>
      beforePlaces.map((b, column) => {
        const at = row * beforePlaces.length + column;
        return ['cka', placeName(a), placeName(b), number(likeness[at]), number(chance[at]), tokens.looked];
      }),
    ),
    ...counterparts.units.map(({ unit, place: p, beforeUnit, r, chance: byChance, isBeyond }) => [
      isBeyond ? 'unit' : 'unit_by_chance',
      `${placeName(place)} ${unit}`,
      p < 0 ? '-' : `${placeName(counterparts.beforePlaces[p])} ${beforeUnit}`,
      ...[number(r), number(byChance), counterparts.tokens.looked],
    ]),
  ];
  return `${rows.map((row) => row.join('\t')).join('\n')}\n`;
}

function behaviourRows(
  head: NetworkComparison['heads'][number],
  [a, b]: readonly LoadedModel[],
): (string | number)[][] {
  const [now, old] = [a.manifest.heads[head.after], b.manifest.heads[head.before]];
  const row = (what: string, value: number | null, ofA = now.name, ofB = old.name): (string | number)[] => [
    ...[what, ofA, ofB, number(value), '-'],
    head.rows,
  ];
  const { surprisal } = head;
  return [
    row('other_labels', head.otherLabels / Math.max(1, head.rows)),
    row('divergence_bits', head.divergenceBits),
    row('moved', head.moved),
    ...(surprisal
      ? [
          row('surprisal_a_bits', surprisal.after),
          row('surprisal_b_bits', surprisal.before),
          row('surprisal_apart_bits', surprisal.apart),
        ]
      : []),
    ...head.swaps.map(({ label, beforeLabel, n }) =>
      row('swap', n, escaped(now.labels[label]), escaped(old.labels[beforeLabel])),
    ),
  ];
}

function placeName({ layer, direction }: Pick<NetworkPlace, 'layer'> & { direction: string }): string {
  return `${layer} ${direction}`;
}

function number(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '-';
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}

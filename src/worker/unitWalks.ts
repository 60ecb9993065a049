/** What is asked of units over a whole document, some steps at a time. */
import { isOn, rankMatches } from '../core/analysis/unitMatches.js';
import { kindsOf, relatingToTags, type TagRelation } from '../core/analysis/unitTags.js';
import { quantitySize } from '../core/rnn/config.js';
import { sharesOf, unitScale, type UnitScales } from '../core/views/unitScale.js';
import {
  NO_TOKEN,
  type FoundMatches,
  type LabelledAlike,
  type MatchQuery,
  type StatePlace,
  type UnitPlace,
} from '../protocol/engine.js';
import { checkPlace, checkRange, type EngineDocument, type StepWindow } from './documents/engineDocument.js';
import type { Job } from './jobs.js';
import { unitValues } from './unitQueries.js';

/** Steps run at a time: a bounded piece of memory whatever the document. */
const STEPS_AT_ONCE = 2048;

/** Tokens that are looked at between two turns. */
const TOKENS_AT_ONCE = 400_000;

type Walk = Pick<Job, 'turn' | 'done'>;

/** Lowest and highest raw value of each unit in each of some columns of the document, [places, columns, 2]. */
export async function unitLines(
  document: EngineDocument,
  places: readonly UnitPlace[],
  columns: number,
  walk: Walk,
): Promise<Float32Array> {
  const { rnn } = document.pipeline.model.architecture;
  for (const place of places) {
    checkPlace(rnn, place);
    checkRange('units', place.unit, place.unit + 1, quantitySize(rnn, place.quantity, place));
  }
  const { stepCount } = document;
  const lines = new Float32Array(places.length * columns * 2).fill(NaN);
  await windows(document, walk, (window, from) => {
    places.forEach(({ layer, direction, quantity, unit }, p) => {
      const all = window.values(layer, direction, quantity);
      const units = quantitySize(rnn, quantity, { layer, direction });
      for (let k = 0; k < window.tokens.length; k++) {
        const value = all[k * units + unit];
        const at = 2 * (p * columns + Math.floor(((from + k) * columns) / stepCount));
        if (!(lines[at] <= value)) lines[at] = value;
        if (!(lines[at + 1] >= value)) lines[at + 1] = value;
      }
    });
  });
  return lines;
}

/** Steps that are enough to say what the ends of a scale are. */
const SAMPLES = 4096;

/** The scales of all units of a place: see `UnitScales`. Only c has scales of its own: for the rest nothing is run. */
export async function unitScales(
  document: EngineDocument,
  { layer, direction, quantity }: StatePlace,
  walk: Walk,
): Promise<UnitScales> {
  const { rnn } = document.pipeline.model.architecture;
  checkPlace(rnn, { layer, direction });
  const units = quantitySize(rnn, quantity, { layer, direction });
  const scales = new Float32Array(2 * units).fill(NaN);
  if (quantity !== 'c') return scales;
  const every = Math.max(1, Math.ceil(document.stepCount / SAMPLES));
  const columns = await placeColumns(document, { layer, direction, quantity }, every, walk);
  const n = columns.length / units;
  for (let unit = 0; unit < units; unit++) {
    const { own } = unitScale(quantity, columns.subarray(unit * n, (unit + 1) * n), true);
    if (own) scales.set([own.middle, own.half], 2 * unit);
  }
  return scales;
}

/** All units of a place at every so many-th step of a document, unit by unit: [units, steps / every]. */
export async function placeColumns(
  document: EngineDocument,
  { layer, direction, quantity }: StatePlace,
  every: number,
  walk: Walk,
): Promise<Float32Array> {
  const units = quantitySize(document.pipeline.model.architecture.rnn, quantity, { layer, direction });
  const n = Math.ceil(document.stepCount / every);
  const columns = new Float32Array(units * n);
  await windows(document, walk, (window, from) => {
    const all = window.values(layer, direction, quantity);
    for (let k = Math.ceil(from / every); k * every < from + window.tokens.length; k++)
      for (let unit = 0; unit < units; unit++) columns[unit * n + k] = all[(k * every - from) * units + unit];
  });
  return columns;
}

/** Where the units of a query are on together, ranked, in tokens. */
export async function unitMatches(
  document: EngineDocument,
  { layer, direction, quantity, units, fromStep, toStep, most, ...rule }: MatchQuery,
  walk: Walk,
  /** Those of another text, where values are shares of its scales. */
  given?: UnitScales | null,
): Promise<FoundMatches> {
  const { rnn } = document.pipeline.model.architecture;
  checkPlace(rnn, { layer, direction });
  const size = quantitySize(rnn, quantity, { layer, direction });
  for (const unit of units) checkRange('units', unit, unit + 1, size);
  const measure = quantity === 'c' && given === undefined;
  const own = measure ? await unitScales(document, { layer, direction, quantity }, walk) : null;
  const shown = sharesOf(quantity, given ?? own);
  const counts = new Uint16Array(document.stepCount);
  const tokens = new Uint32Array(document.stepCount);
  let last = 0;
  await windows(document, walk, (window, from) => {
    const values = window.values(layer, direction, quantity);
    for (let k = 0; k < window.tokens.length; k++) {
      for (const unit of units) if (isOn(shown(values[k * size + unit], unit), rule)) counts[from + k]++;
      // A step between two tokens belongs to the one before it.
      if (window.tokens[k] !== NO_TOKEN) last = window.tokens[k];
      tokens[from + k] = last;
    }
  });
  const found = units.length > 0 ? rankMatches(counts, units.length, [fromStep, toStep]) : [];
  const told = found.slice(0, most);
  const matches = Uint32Array.from(
    told.flatMap(({ from, to, units: on }) => [tokens[from], tokens[to - 1] + 1, on]),
  );
  return { matches, count: found.length };
}

/** How a unit goes together with labels of the tokens. */
export async function unitTags(
  document: EngineDocument,
  place: UnitPlace,
  { labels, alike }: { readonly labels: Uint16Array; readonly alike: LabelledAlike },
  walk: Pick<Job, 'turn'>,
): Promise<readonly TagRelation[]> {
  checkRange('tokens', 0, labels.length, document.tokenCount);
  const values = await unitValues(document, place, [0, labels.length], walk);
  await walk.turn();
  const kinds =
    alike === 'words' ? kindsOf(textsOf(document, labels.length)) : segmentsOf(document, labels.length);
  const work = relatingToTags(values, { labels, kinds });
  let next = work.next();
  for (let since = 0; !next.done; next = work.next(), since += labels.length) {
    if (since < TOKENS_AT_ONCE) continue;
    since = 0;
    await walk.turn();
  }
  return next.value;
}

function* textsOf({ texts }: EngineDocument, count: number): Iterable<string> {
  for (let token = 0; token < count; token++) yield texts.text(token);
}

/** The number of the segment of each token, [count]. */
function segmentsOf(document: EngineDocument, count: number): Uint32Array {
  const { segmentOffsets } = document.flat();
  const segments = new Uint32Array(count);
  for (let segment = 0; segment + 1 < segmentOffsets.length; segment++)
    segments.fill(segment, segmentOffsets[segment], segmentOffsets[segment + 1]);
  return segments;
}

/** Walks a document from its first step to its last. */
async function windows(
  document: EngineDocument,
  { turn, done }: Walk,
  visit: (window: StepWindow, fromStep: number) => void,
): Promise<void> {
  const { stepCount } = document;
  for (let at = 0; at < stepCount; at += STEPS_AT_ONCE) {
    await turn();
    done(at / stepCount);
    visit(document.window(at, Math.min(stepCount, at + STEPS_AT_ONCE)), at);
  }
}

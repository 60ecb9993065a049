/** States as shares of scales that show them: of c where tanh(c) is one colour over most of the text. */
import { quantitySize } from '../core/rnn/config.js';
import { onUnitScale, unitScale, type UnitScale } from '../core/views/unitScale.js';
import type { StatePlace, StateQuery, StateWindow } from '../protocol/engine.js';
import type { ColourScales } from '../protocol/scaledStates.js';
import { checkPlace, checkRange, statesOf, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';
import { placeColumns } from './unitWalks.js';

type Walk = Pick<Job, 'turn' | 'done'>;

/** Values that are kept while scales are measured, 64 MB: of a longer text every second (third …) step counts. */
const MOST_VALUES = 2 ** 24;

/** Scales of units, measured once a document: colours must not change their meaning while one types. */
export class ColourScaleOf {
  private readonly known = new WeakMap<EngineDocument, Map<string, readonly UnitScale[]>>();

  /** What the scales of a place's units are; RangeError for a place that is not there. */
  async told(document: EngineDocument, place: StatePlace, walk: Walk): Promise<ColourScales> {
    const scales = await this.of(document, place, walk);
    return {
      own: scales.filter(({ own }) => own !== null).length,
      drifts: Uint8Array.from(scales, ({ around }) => Number(around > 0)),
      ends: Float32Array.from(
        scales.flatMap(({ own }) => (own ? [own.middle - own.half, own.middle + own.half] : [NaN, NaN])),
      ),
    };
  }

  /** Steps of a document with every value as a share of its unit's scale, -1 to 1 (not cut off). */
  async window(document: EngineDocument, query: StateQuery, walk: Walk): Promise<StateWindow> {
    const { fromStep, toStep, layer, direction, quantity } = query;
    checkRange('steps', fromStep, toStep, document.stepCount);
    const scales = await this.of(document, query, walk);
    const around = Math.max(0, ...scales.map((scale) => scale.around));
    const first = Math.max(0, fromStep - around);
    const end = Math.min(document.stepCount, toStep + around);
    const wide = statesOf(document, { layer, direction, quantity, fromStep: first, toStep: end });
    const [from, to] = [fromStep - first, toStep - first];
    const { units } = wide;
    const values = new Float32Array((to - from) * units);
    const column = new Float32Array(end - first);
    scales.forEach((scale, unit) => {
      for (let k = 0; k < column.length; k++) column[k] = wide.values[k * units + unit];
      const shares = onUnitScale(scale, quantity, column, from, to);
      for (let k = 0; k < shares.length; k++) values[k * units + unit] = shares[k];
    });
    return {
      ...{ fromStep, toStep, units, values },
      tokens: wide.tokens.slice(from, to),
      symbols: wide.symbols.slice(from, to),
      segmentStarts: wide.segmentStarts.slice(from, to),
    };
  }

  private async of(document: EngineDocument, place: StatePlace, walk: Walk): Promise<readonly UnitScale[]> {
    const { layer, direction, quantity } = place;
    const { rnn } = document.pipeline.model.architecture;
    checkPlace(rnn, place);
    const key = JSON.stringify([layer, direction, quantity]);
    const known = this.known.get(document);
    const before = known?.get(key);
    if (before) return before;
    const made = await measured(
      document,
      { layer, direction, quantity },
      quantitySize(rnn, quantity, place),
      walk,
    );
    const all = known ?? new Map<string, readonly UnitScale[]>();
    this.known.set(document, all.set(key, made));
    return made;
  }
}

async function measured(
  document: EngineDocument,
  place: StatePlace,
  units: number,
  walk: Walk,
): Promise<readonly UnitScale[]> {
  const every = Math.max(1, Math.ceil((units * document.stepCount) / MOST_VALUES));
  // Only c saturates: for what is bounded besides nothing needs to be run.
  const isMeasured = place.quantity === 'c';
  const columns = isMeasured ? await placeColumns(document, place, every, walk) : new Float32Array(0);
  const n = columns.length / units;
  const scales: UnitScale[] = [];
  for (let unit = 0; unit < units; unit++) {
    if (isMeasured && unit % 16 === 15) await walk.turn();
    scales.push(unitScale(place.quantity, columns.subarray(unit * n, (unit + 1) * n), false, every));
  }
  return scales;
}

// Answers about units over the whole text, by the real statistics on the fake states.
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { isOn, rankMatches } from '../../src/core/analysis/unitMatches.js';
import { relateToTags } from '../../src/core/analysis/unitTags.js';
import { shownValue } from '../../src/core/views/scales.js';
import { unitScale } from '../../src/core/views/unitScale.js';
import type { StateQuery, StateWindow, UnitPlace } from '../../src/protocol/engine.js';
import type { PanelMatches, PanelRanking, PanelRun, WholeTextQuestions } from '../../src/protocol/panel.js';

type Asked<K extends keyof WholeTextQuestions> = WholeTextQuestions[K]['params'];

/** The page's text and states. */
export interface FakeText {
  run(): PanelRun;
  states(query: StateQuery): StateWindow;
  text(token: number): string;
  label(token: number): number;
}

/** What the host answers. Every eighth stretch of the chosen one's length is like it. */
export function fakeUnits({ run, states, text, label }: FakeText) {
  const whole = (place: Omit<UnitPlace, 'unit'>): StateWindow =>
    states({ ...place, fromStep: 0, toStep: run().stepCount });
  const column = ({ unit, ...place }: UnitPlace): Float32Array => {
    const { values, units, toStep } = whole(place);
    return Float32Array.from({ length: toStep }, (_, step) => values[step * units + unit]);
  };
  const line = (place: UnitPlace, columns: number): Float32Array => {
    const values = column(place);
    const out = new Float32Array(2 * columns).fill(NaN);
    values.forEach((value, step) => {
      const at = 2 * Math.floor((step * columns) / values.length);
      if (!(out[at] <= value)) out[at] = value;
      if (!(out[at + 1] >= value)) out[at + 1] = value;
    });
    return out;
  };
  return {
    async ranking({ fromToken, toToken }: Asked<'rankUnits'>): Promise<PanelRanking> {
      const { stepCount, model } = run();
      const length = toToken - fromToken;
      const starts = Uint32Array.from({ length: stepCount }, (_, step) => step);
      const others: number[] = [];
      for (let at = toToken + 7 * length; at + length <= stepCount && others.length < 40; at += 8 * length)
        others.push(at, at + length);
      const pairs = others.flatMap((at, k) => (k % 2 === 0 ? [[at, others[k + 1]] as const] : []));
      const read = {
        rnn: model.rnn,
        stepCount,
        flat: () => ({ starts, ends: starts.map((start) => start + 1) }),
        window: (fromStep: number, toStep: number) => ({
          tokens: starts.subarray(fromStep, toStep),
          values: (layer: number, direction: UnitPlace['direction'], quantity: UnitPlace['quantity']) =>
            states({ layer, direction, quantity, fromStep, toStep }).values,
        }),
      };
      const now = { turn: () => Promise.resolve(), done: () => undefined };
      const all = await rankUnits(read, { chosen: [[fromToken, toToken]], others: pairs }, now);
      const units = all.units.slice(0, 40);
      const columns = 90;
      const lines = new Float32Array(units.length * 2 * columns);
      units.forEach((unit, k) => lines.set(line(unit, columns), k * 2 * columns));
      const alike = pairs.length > 0 ? '"…"' : null;
      return {
        ...all,
        units,
        compared: all.units.length,
        others: Uint32Array.from(others),
        alike,
        lines,
        columns,
      };
    },
    matches(query: Asked<'unitMatches'>): PanelMatches {
      const { layer, direction, quantity, units, fromStep, toStep } = query;
      const { values, units: size, toStep: steps } = whole({ layer, direction, quantity });
      const counts = Array.from(
        { length: steps },
        (_, step) =>
          units.filter((unit) => isOn(shownValue(quantity, values[step * size + unit]), query)).length,
      );
      const found = rankMatches(counts, units.length, [fromStep, toStep]);
      const matches = found.slice(0, 100).map(({ from, to, units: on }) => ({
        ...{ fromToken: from, toToken: to, units: on },
        text: Array.from({ length: Math.min(8, to - from) }, (_, k) => text(from + k)).join(' '),
        line: Math.floor(from / 12) + 1,
      }));
      return { matches, count: found.length };
    },
    scales: (place: Asked<'unitScales'>) => {
      const { units } = whole(place);
      const scales = new Float32Array(2 * units).fill(NaN);
      for (let unit = 0; unit < units; unit++) {
        const { own } = unitScale(place.quantity, column({ ...place, unit }), true);
        if (own) scales.set([own.middle, own.half], 2 * unit);
      }
      return { scales };
    },
    order: (place: Asked<'unitOrder'>) => ({
      units: Int32Array.from({ length: whole(place).units }, (_, unit) => unit),
    }),
    line: ({ columns, ...place }: Asked<'unitLine'>) => ({ values: line(place, columns) }),
    tags: (place: Asked<'unitTags'>) => {
      const values = column(place).map((value) => shownValue(place.quantity, value));
      return {
        relations: relateToTags(
          values,
          Uint16Array.from(values, (_, token) => label(token)),
        ),
      };
    },
  };
}

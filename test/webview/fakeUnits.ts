// Answers about units over the whole text, by the real statistics on the fake states.
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { isOn, rankMatches } from '../../src/core/analysis/unitMatches.js';
import { stateSize } from '../../src/core/rnn/config.js';
import type { UnitAblation } from '../../src/protocol/units.js';
import { kindsOf, relateToTags } from '../../src/core/analysis/unitTags.js';
import { shownValue } from '../../src/core/views/scales.js';
import { onUnitScale, unitScale, type UnitScale } from '../../src/core/views/unitScale.js';
import type { FileMatches } from '../../src/protocol/otherFiles.js';
import type { ColourScales } from '../../src/protocol/scaledStates.js';
import type { StatePlace, StateQuery, StateWindow, UnitPlace } from '../../src/protocol/engine.js';
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
  const ownScales = (place: StatePlace): UnitScale[] =>
    Array.from({ length: whole(place).units }, (_, unit) =>
      unitScale(place.quantity, column({ ...place, unit })),
    );
  return {
    /** Without unit u, token t costs (u + t) mod 7 / 10 bits more. */
    ablation({ token, unit }: Asked<'ablation'>): UnitAblation {
      const [fromToken, toToken] = [token, Math.min(token + 12, run().tokenCount)];
      const tokens = Uint32Array.from({ length: toToken - fromToken }, (_, k) => fromToken + k);
      const lost = (of: number): Float32Array => Float32Array.from(tokens, (each) => ((of + each) % 7) / 10);
      const rows = Array.from({ length: stateSize(run().model.rnn) }, (_, of) => {
        const bits = lost(of).reduce((sum, one) => sum + one, 0) / tokens.length;
        return { of, bits };
      }).sort((a, b) => b.bits - a.bits || a.of - b.of);
      return {
        ...{ fromToken, toToken, tokens, own: lost(unit) },
        units: Uint32Array.from(rows, ({ of }) => of),
        bits: Float32Array.from(rows, ({ bits }) => bits),
        changed: Uint32Array.from(rows, ({ of }) => of % 3),
      };
    },
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
    /** A file with a match a unit, and one that is not read; half of the work is told of. */
    files({ units: asked }: Asked<'fileMatches'>, tell: (share: number) => void): FileMatches {
      tell(0.5);
      const matches = asked.map((unit, k) => ({
        ...{ from: [unit + 1, 2] as const, to: [unit + 1, 9] as const },
        ...{ text: `of unit ${unit}`, units: asked.length - k },
      }));
      const file = { uri: 'file:///b.txt', name: 'folder/b.txt', matches, count: matches.length + 3 };
      return { files: [file], searched: 4, left: 1 };
    },
    /** Like the selection: in turns of as many units as the first selected token's number. */
    order: ({ inside, ...place }: Asked<'unitOrder'>) => {
      const { units } = whole(place);
      return { units: Int32Array.from({ length: units }, (_, row) => (row + (inside?.[0] ?? 0)) % units) };
    },
    colourScales: (place: Asked<'colourScales'>): ColourScales => {
      const all = ownScales(place);
      return {
        own: all.filter(({ own }) => own).length,
        drifts: Uint8Array.from(all, ({ around }) => Number(around > 0)),
        ends: Float32Array.from(
          all.flatMap(({ own }) => (own ? [own.middle - own.half, own.middle + own.half] : [NaN, NaN])),
        ),
      };
    },
    scaledStates(query: StateQuery): StateWindow {
      const window = states(query);
      const values = window.values.slice();
      ownScales(query).forEach((scale, unit) => {
        const shares = onUnitScale(
          scale,
          query.quantity,
          column({ ...query, unit }),
          query.fromStep,
          window.toStep,
        );
        shares.forEach((share, k) => (values[k * window.units + unit] = share));
      });
      return { ...window, values };
    },
    line: ({ columns, ...place }: Asked<'unitLine'>) => ({ values: line(place, columns) }),
    tags: (place: Asked<'unitTags'>) => {
      const values = column(place).map((value) => shownValue(place.quantity, value));
      return {
        relations: relateToTags(values, {
          labels: Uint16Array.from(values, (_, token) => label(token)),
          kinds: kindsOf(Array.from(values, (_, token) => text(token))),
        }),
      };
    },
  };
}

import { cellEquation, type UnitValues } from '../../../src/core/views/equation.js';
import type { Quantity } from '../../../src/core/rnn/config.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { selectedStep } from '../../state/selection.js';
import type { StateCache } from '../../data/stateCache.js';
import type { State } from '../../state/store.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** The cell's equations with the numbers of the selected step and unit. */
export function equationPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  const { rnn } = run.model;
  const step = selectedStep(context.data, state);
  if (step === null) return [h('h2', {}, t('sidebar.equation')), h('p', { class: 'dim' }, '…')];
  const { unit } = state;
  const { layer, direction } = state.choices;
  const heading = h('h2', {}, t('equation.of', { unit: String(unit), t: step + 1 }));
  if (rnn.projSize > 0 && state.choices.quantity === 'h') return [heading, ...projected()];
  const caches = context.data.statesForEquation(rnn, layer, direction);
  for (const cache of caches.values()) cache.want(step - 1, step + 2);
  const now = unitValues(caches, step, unit);
  const problem = [...caches.values()].map((cache) => cache.problemOf(step)).find((text) => text !== null);
  if (!now) return [heading, h('p', { class: 'dim' }, problem ?? '…')];
  const at = direction === 'forward' ? step - 1 : step + 1;
  const first = isFirst(context, caches, step, direction === 'forward');
  const before = first ? null : (unitValues(caches, at, unit) ?? {});
  const { cell } = rnn;
  const equation = cellEquation({ cell, direction, projected: rnn.projSize > 0, now, before });
  const lines = equation.lines.flatMap(({ symbols, numbers, isShare }) => [
    h('dt', {}, symbols),
    h('dd', {}, isShare ? t('equation.ofUnit', { numbers }) : numbers),
  ]);
  const { note: from } = equation;
  const note = from && h('p', { class: 'note' }, t(`equation.${from.kind}`, { name: from.name }));
  return [heading, h('dl', { class: 'equation' }, ...lines), ...(note ? [note] : [])];
}

function projected(): HTMLElement[] {
  const equation = h(
    'dl',
    { class: 'equation' },
    h('dt', {}, 'hₜ = W_hr (o ⊙ tanh(cₜ))'),
    h('dd', {}, t('equation.projected')),
  );
  return [equation];
}

/** Every quantity of a unit at a step; null while one of them is loading. */
function unitValues(
  caches: ReadonlyMap<Quantity, StateCache>,
  step: number,
  unit: number,
): UnitValues | null {
  const values: Partial<Record<Quantity, number>> = {};
  for (const [quantity, cache] of caches) {
    const all = cache.values(step);
    if (!all) return null;
    values[quantity] = all[unit];
  }
  return values;
}

/** True where the run of a direction starts: nothing was read before. */
function isFirst(
  { data }: Context,
  caches: ReadonlyMap<Quantity, StateCache>,
  step: number,
  forward: boolean,
): boolean {
  const cache = caches.get('h');
  if (forward) return step === 0 || cache?.startsSegment(step) === true;
  return step === data.stepCount - 1 || cache?.startsSegment(step + 1) === true;
}

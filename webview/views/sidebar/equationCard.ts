import { cellEquation, type UnitValues } from '../../../src/core/views/equation.js';
import { activationOf, type Quantity, type RnnConfig } from '../../../src/core/rnn/config.js';
import { applied } from '../../../src/core/views/activationText.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { selectedStep } from '../../state/selection.js';
import type { StateCache } from '../../data/stateCache.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** The cell's equations with the numbers of the selected step and unit. */
export function equationPart(context: Context, state: State, run: PanelRun): HTMLElement[] {
  const { rnn } = run.model;
  const step = selectedStep(context.data, state);
  if (step === null) return [h('h2', {}, t('sidebar.equation')), h('p', { class: 'dim' }, '…')];
  const { unit } = state;
  const { layer, direction } = state.choices;
  const heading = h('h2', {}, t('equation.of', { unit: unitWords(state), t: step + 1 }));
  if (rnn.projSize > 0 && state.choices.quantity === 'h') return [heading, ...projected(rnn)];
  const caches = context.data.statesForEquation(rnn, layer, direction);
  for (const cache of caches.values()) cache.want(step - 1, step + 2);
  const now = unitValues(caches, step, unit);
  const problem = [...caches.values()].map((cache) => cache.problemOf(step)).find((text) => text !== null);
  if (!now) return [heading, h('p', { class: 'dim' }, problem ?? '…')];
  const at = direction === 'forward' ? step - 1 : step + 1;
  const first = isFirst(context, caches, step, direction === 'forward');
  const before = first ? null : (unitValues(caches, at, unit) ?? {});
  const equation = cellEquation({ rnn, direction, now, before });
  const lines = equation.lines.flatMap(({ symbols, numbers, share }) => [
    h('dt', {}, symbols),
    ...(numbers ? [h('dd', {}, share ? t('equation.ofUnit', { share, numbers }) : numbers)] : []),
  ]);
  const { note: from } = equation;
  const note = from && h('p', { class: 'note' }, t(`equation.${from.kind}`, { name: from.name }));
  return [heading, h('dl', { class: 'equation' }, ...lines), ...(note ? [note] : [])];
}

function projected(rnn: RnnConfig): HTMLElement[] {
  const equation = h(
    'dl',
    { class: 'equation' },
    h('dt', {}, `hₜ = W_hr (o ⊙ ${applied(activationOf(rnn), 'cₜ')})`),
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

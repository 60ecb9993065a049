import { formatCount, formatValue, visibleText } from '../../../src/core/views/format.js';
import { shownName } from '../../../src/core/views/scales.js';
import { h } from '../../dom.js';
import type { State } from '../../state/store.js';
import { unitWords } from '../../state/unitNames.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';
import type { Chosen } from './chosen.js';
import type { PlotValues } from './plotValues.js';

/** Steps on each side of the selected one, or of the chosen stretch. */
const AROUND = 20;
const MOST_STEPS = 400;

/** The plot in words and numbers: its units at the steps around the selected one or in the chosen stretch. */
export class UnitsTable {
  readonly element = h('div', { class: 'unit-table', tabindex: 0, role: 'region' });
  private key = '';

  constructor(private readonly context: Context) {
    this.element.setAttribute('aria-label', t('units.tableLabel'));
  }

  render(state: State, step: number | null, values: PlotValues, { brush, threshold, side }: Chosen): void {
    const { data } = this.context;
    const [states, units, share] = [values.states(), values.units(), values.share()];
    const middle = brush ?? (step === null ? [0, 0] : [step, step + 1]);
    const from = Math.max(0, middle[0] - AROUND);
    const to = Math.min(data.stepCount, middle[1] + AROUND, from + MOST_STEPS);
    states.want(from, to);
    if (data.stepsAreTokens) data.wantRows(from, to);
    const { quantity } = state.choices;
    const rows = Array.from({ length: to - from }, (_, k) => {
      const at = from + k;
      const raw = states.values(at);
      const shown = units.map((unit) => (raw ? share(raw[unit], unit) : NaN));
      const isOn = side === 'high' ? shown[0] >= threshold : shown[0] <= threshold;
      const isIn = brush !== null && at >= brush[0] && at < brush[1];
      const said = [isIn ? t('units.inStretch') : '', isOn ? t('units.isOn', { on: 'yes' }) : ''];
      const text = data.symbol(at, states);
      const cells = [text === null ? '…' : visibleText(text), ...shown.map(formatValue)];
      return [formatCount(at + 1), ...cells, said.filter(Boolean).join(', ')];
    });
    const names = units.map((unit) => t('table.unitNumber', { unit: unitWords(state, { unit }) }));
    const head = [t('table.step'), t('table.read'), ...names, t('units.state')];
    const caption = t('table.around', { shown: shownName(quantity) });
    const key = JSON.stringify([head, rows]);
    if (key === this.key) return;
    this.key = key;
    const body = rows.map(([name, ...cells]) =>
      h('tr', {}, h('th', { scope: 'row' }, name), ...cells.map((text) => h('td', {}, text))),
    );
    const heading = h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)));
    const parts = [h('caption', {}, caption), h('thead', {}, heading), h('tbody', {}, ...body)];
    this.element.replaceChildren(h('table', {}, ...parts));
  }
}

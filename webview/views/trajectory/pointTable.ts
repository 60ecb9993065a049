import { formatCount, formatValue, visibleText } from '../../../src/core/views/format.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { PointMark } from './marks.js';
import type { ShownPoint } from './points.js';
import type { Stretch } from './ribbon.js';

/** The picture in numbers: a row a step in sight, each of which selects its own. */
export class PointTable {
  readonly element = h('div', { class: 'unit-table trajectory-table', tabindex: 0, role: 'region' });
  private key = '';

  constructor(private readonly choose: (step: number) => void) {
    this.element.setAttribute('aria-label', t('trajectory.tableLabel'));
  }

  render(
    points: readonly ShownPoint[],
    marks: readonly PointMark[],
    step: number | null,
    stretch: Stretch | null,
  ): void {
    const rows = points.map((point, k) => ({
      point,
      cells: [
        visibleText(point.read),
        ...[point.x, point.y].map(formatValue),
        marks[k].meaning || marks[k].text,
        stretch && point.step >= stretch[0] && point.step < stretch[1] ? t('units.inStretch') : '',
      ],
    }));
    const key = JSON.stringify([rows, step]);
    if (key === this.key) return;
    this.key = key;
    const head = ['table.step', 'table.read', 'trajectory.x', 'trajectory.y', 'trajectory.state', 'units.state'] as const; // prettier-ignore
    const body = rows.map(({ point, cells }) => {
      const go = h('button', { type: 'button', class: 'link' }, formatCount(point.step + 1));
      go.addEventListener('click', () => this.choose(point.step));
      const attributes = { class: point.step === step ? 'selected' : null };
      return h('tr', attributes, h('th', { scope: 'row' }, go), ...cells.map((text) => h('td', {}, text)));
    });
    const wasIn = this.element.contains(document.activeElement);
    this.element.replaceChildren(
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, t(name))))),
        h('tbody', {}, ...body),
      ),
    );
    if (wasIn) this.element.querySelector<HTMLElement>('.selected .link')?.focus();
  }
}

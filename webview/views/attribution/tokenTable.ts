import { formatBitsLost } from '../../../src/core/views/attribution.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import type { Said } from './said.js';
import { paint } from './words.js';

/** The text in numbers: a row a token, each of which asks about its own. */
export function tokenTable(
  context: Context,
  said: Said,
  { model }: PanelRun,
  choose: (token: number) => void,
): HTMLElement {
  const kind = tokenKind(model.tokenizer);
  const columns = [t('attribution.token', { kind }), t('attribution.bits')];
  const shade = said.shades(context);
  const { values } = said.answered.answer;
  const rows = said.texts.map((text, token) => {
    const go = h('button', { type: 'button', class: 'link' }, text);
    go.addEventListener('click', () => choose(token));
    const bits = h('td', { class: 'number' }, formatBitsLost(values[token]));
    paint(bits, shade(values[token]));
    return h('tr', { class: said.isAsked(token) ? 'asked' : null }, h('th', { scope: 'row' }, go), bits);
  });
  return h(
    'table',
    { class: 'attribution-table' },
    h(
      'caption',
      { class: 'visually-hidden' },
      t('attribution.tableCaption', { noun: said.noun, of: said.measured }),
    ),
    h('thead', {}, h('tr', {}, ...columns.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows),
  );
}

import type { TagRelation } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { areaText } from './ranking.js';

/** How the selected unit goes together with each tag or class of the text. */
export class TagRelations {
  private readonly title = h('h3');
  private readonly note = h('p', { class: 'dim' });
  private readonly body = h('tbody');
  private readonly table = h(
    'table',
    { class: 'relations' },
    h('caption', { class: 'visually-hidden' }, t('units.tagsCaption')),
    h('thead', {}, h('tr', {}, ...headings().map((text) => h('th', { scope: 'col' }, text)))),
    this.body,
  );
  readonly element = h('section', {}, this.title, this.note, this.table);
  private shown: readonly TagRelation[] | null = null;

  /** `relations` is null while they are not here, for the reason `waiting` gives. */
  render(run: PanelRun, unit: string, relations: readonly TagRelation[] | null, waiting: string): void {
    setText(this.title, t('units.tags', { unit, task: run.model.task }));
    this.element.setAttribute('aria-label', this.title.textContent ?? '');
    this.table.hidden = !relations || relations.length === 0;
    setText(this.note, noteOf(run.model.task, relations, waiting));
    if (relations === this.shown) return;
    this.shown = relations;
    this.body.replaceChildren(...(relations ?? []).map((relation) => row(run, relation)));
  }
}

function headings(): string[] {
  const columns = [
    'units.tag',
    'units.tokens',
    'units.r',
    'units.auc',
    'units.byChance',
    'units.bits',
  ] as const;
  return columns.map((column) => t(column));
}

function noteOf(task: string, relations: readonly TagRelation[] | null, waiting: string): string {
  if (!relations) return waiting;
  if (relations.length === 0) return t('units.noTags');
  return t('units.tagsChance', { n: relations.length, task });
}

function row(
  run: PanelRun,
  { label, tokens, r, auc, bits, chance, controlChance, isBeyond }: TagRelation,
): HTMLElement {
  const mark = isBeyond ? h('span', { class: 'find', title: t('units.findTitle') }, ' ✓') : null;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, run.model.labels[label] ?? '?'),
    h('td', { class: 'number' }, String(tokens)),
    h('td', { class: 'number' }, r.toFixed(2).replace('-', '−')),
    h('td', { class: 'number' }, areaText(auc), mark),
    h('td', { class: 'number dim' }, areaText(Math.max(chance, controlChance))),
    h('td', { class: 'number' }, bits.toFixed(3)),
  );
}

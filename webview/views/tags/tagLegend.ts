import { tagColour } from '../../../src/core/views/tagPalette.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { TokenRow } from '../../data/data.js';
import { h, setAttributes } from '../../dom.js';
import type { Context } from '../view.js';
import { t } from '../../sentences/text.js';

/** How a legend shows a label: what is in its item. */
export type LegendEntry = (label: number, name: string, title: string | null) => readonly (Node | string)[];

/**
 * The colours of the tags, in one row above the table: those of rows that were in sight, so that it says no more than
 * is needed; what was there once stays, so that nothing jumps while one scrolls.
 */
export class TagLegend {
  readonly element = h('ul', { class: 'tag-legend', hidden: true });
  private readonly seen = new Set<number>();
  private shownRun = -1;
  private shown = '';

  constructor(
    private readonly context: Context,
    private readonly entry: LegendEntry,
  ) {}

  /** Adds the tags of rows, as far as they are here. */
  show({ runId, model }: PanelRun, rows: readonly (TokenRow | null)[]): void {
    if (runId !== this.shownRun) this.seen.clear();
    this.shownRun = runId;
    const { theme } = this.context;
    for (const row of rows) if (row && !Number.isNaN(row.probability)) this.seen.add(row.label);
    // Symbols of a language model have no colours.
    const labels = model.task === 'language-model' ? [] : [...this.seen].sort((a, b) => a - b);
    const key = [model.name, theme().kind, ...labels].join();
    if (key === this.shown) return;
    this.shown = key;
    this.element.hidden = labels.length === 0;
    setAttributes(this.element, {
      'aria-label': t('tags.legend', { task: model.predictsNext ? 'next' : model.task }),
    });
    this.element.replaceChildren(
      ...byColour(labels, model.labels).map((label) => {
        const name = model.labels[label] ?? '?';
        const title = model.labelDescriptions[label] || null;
        return h('li', { title }, ...this.entry(label, name, title));
      }),
    );
  }
}

/** Labels of one colour stand together, where the first of them is. */
function byColour(labels: readonly number[], names: readonly string[]): number[] {
  const groups = new Map<string, number[]>();
  for (const label of labels) {
    const { dark } = tagColour(names[label] ?? '', label);
    groups.set(dark, [...(groups.get(dark) ?? []), label]);
  }
  return [...groups.values()].flat();
}

import type { PanelRun } from '../../../src/protocol/panel.js';
import type { TokenRow } from '../../data/data.js';
import { h, setAttributes } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { swatch } from '../probabilities/classTable.js';
import type { Context } from '../view.js';
import { TagLegend } from './tagLegend.js';

/** A legend of the tags in use that hides and shows them. */
export class LabelFilter {
  /** Labels that are not shown. */
  readonly hidden = new Set<number>();
  private readonly legend: TagLegend;
  private model = '';

  /** `filtered` hears that labels were hidden or shown. */
  constructor(
    private readonly context: Context,
    private readonly filtered: () => void,
  ) {
    this.legend = new TagLegend(context, (label, name, title) => [this.entry(label, name, title)]);
  }

  get element(): HTMLElement {
    return this.legend.element;
  }

  /** Labels of another model are others. */
  of({ model }: PanelRun): void {
    if (model.name !== this.model) this.hidden.clear();
    this.model = model.name;
    this.press();
  }

  /** Adds the tags of rows, as far as they are here. */
  show(run: PanelRun, rows: readonly (TokenRow | null)[]): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset['label'];
    this.legend.show(run, rows);
    this.press();
    const lost = focused !== undefined && document.activeElement === document.body;
    if (lost)
      this.buttons()
        .find(({ dataset }) => dataset['label'] === focused)
        ?.focus();
  }

  private buttons(): HTMLElement[] {
    return Array.from(this.element.querySelectorAll<HTMLElement>('button'));
  }

  private press(): void {
    for (const button of this.buttons())
      setAttributes(button, { 'aria-pressed': String(!this.hidden.has(Number(button.dataset['label']))) });
  }

  private entry(label: number, name: string, title: string | null): HTMLElement {
    const about = [title, t('read.filter')].filter(Boolean).join(' ');
    const button = h(
      'button',
      { type: 'button', class: 'read-entry', 'data-label': label, 'aria-pressed': 'true', title: about },
      swatch(this.context, name, label),
      name,
    );
    button.addEventListener('click', ({ altKey }) => this.filter(label, altKey));
    return button;
  }

  private filter(label: number, only: boolean): void {
    const { hidden } = this;
    const others = this.buttons()
      .map(({ dataset }) => Number(dataset['label']))
      .filter((other) => other !== label);
    if (only) {
      // Once more shows all again.
      const isAlone = !hidden.has(label) && others.every((other) => hidden.has(other));
      hidden.clear();
      if (!isAlone) for (const other of others) hidden.add(other);
    } else if (!hidden.delete(label)) hidden.add(label);
    this.press();
    this.filtered();
  }
}

import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { swatch } from '../probabilities/classTable.js';
import { TagLegend } from '../tags/tagLegend.js';
import type { Context } from '../view.js';

/** What people do there. */
export interface HeadActions {
  go(step: 1 | -1): void;
  /** Labels were hidden or shown. */
  filtered(): void;
}

/** Above the text: the tags in use, which are hidden and shown there, and the way to what is doubtful. */
export class ReadHead {
  /** Labels that are not shown. */
  readonly hidden = new Set<number>();
  private readonly legend: TagLegend;
  private readonly labels = plainButton(() => this.toggleLabels());
  private readonly previous = plainButton(() => this.actions.go(-1));
  private readonly next = plainButton(() => this.actions.go(1));
  private readonly note = h('span', { class: 'read-note' });
  private readonly looking = h('span', { class: 'read-looking' });
  readonly element: HTMLElement;
  private model = '';

  constructor(
    private readonly context: Context,
    private readonly actions: HeadActions,
  ) {
    this.legend = new TagLegend(context, (label, name, title) => [this.entry(label, name, title)]);
    const tools = h(
      'div',
      { class: 'read-tools' },
      ...[this.labels, this.previous, this.next, this.note, this.looking],
    );
    this.element = h('div', { class: 'read-head' }, tools, this.legend.element);
  }

  render({ model }: PanelRun, labels: boolean, looksAt: number | null): void {
    const { task } = model;
    if (model.name !== this.model) this.hidden.clear();
    this.model = model.name;
    // Nothing stands under symbols and under the words of a classifier.
    this.labels.hidden = task === 'language-model' || task === 'classification';
    setAttributes(this.labels, { 'aria-pressed': String(labels), title: t('read.labelsTitle') });
    setText(this.labels, t('read.labels'));
    setText(this.previous, t('read.previous'));
    setAttributes(this.previous, { title: t('read.previousTitle', { task }) });
    setText(this.next, t('read.next', { task }));
    setAttributes(this.next, { title: t('read.nextTitle', { task }) });
    setText(this.note, t('read.note', { task }));
    setText(this.looking, looksAt === null ? '' : t('read.looking', { token: looksAt + 1 }));
    this.press();
  }

  /** Adds the tags of tokens `[from, to)`, as far as they are here. */
  show(run: PanelRun, from: number, to: number): void {
    const focused = (document.activeElement as HTMLElement | null)?.dataset['label'];
    this.legend.show(run, from, to);
    this.press();
    const lost = focused !== undefined && document.activeElement === document.body;
    if (lost)
      this.buttons()
        .find(({ dataset }) => dataset['label'] === focused)
        ?.focus();
  }

  private buttons(): HTMLElement[] {
    return Array.from(this.legend.element.querySelectorAll<HTMLElement>('button'));
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
    this.actions.filtered();
  }

  private toggleLabels(): void {
    const { store } = this.context;
    store.dispatch({ type: 'choose', choices: { readLabels: !store.state.choices.readLabels } });
  }
}

function plainButton(pressed: () => void): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'read-button' });
  button.addEventListener('click', pressed);
  return button;
}

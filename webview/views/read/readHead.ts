import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { LabelFilter } from '../tags/labelFilter.js';
import type { Context } from '../view.js';

/** What people do there. */
export interface HeadActions {
  go(step: 1 | -1): void;
  /** Labels were hidden or shown. */
  filtered(): void;
}

/** Above the text: the tags in use, which are hidden and shown there, and the way to what is doubtful. */
export class ReadHead {
  private readonly filter: LabelFilter;
  private readonly labels = plainButton(() => this.toggleLabels());
  private readonly previous = plainButton(() => this.actions.go(-1));
  private readonly next = plainButton(() => this.actions.go(1));
  private readonly note = h('span', { class: 'read-note' });
  private readonly looking = h('span', { class: 'read-looking' });
  readonly element: HTMLElement;

  constructor(
    private readonly context: Context,
    private readonly actions: HeadActions,
  ) {
    this.filter = new LabelFilter(context, () => actions.filtered());
    const tools = h(
      'div',
      { class: 'read-tools', 'data-tools': true },
      ...[this.labels, this.previous, this.next, this.note, this.looking],
    );
    this.element = h('div', { class: 'read-head' }, tools, this.filter.element);
  }

  /** Labels that are not shown. */
  get hidden(): ReadonlySet<number> {
    return this.filter.hidden;
  }

  render(run: PanelRun, labels: boolean, looksAt: number | null): void {
    const { task } = run.model;
    this.filter.of(run);
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
  }

  /** Adds the tags of tokens `[from, to)`, as far as they are here. */
  show(run: PanelRun, from: number, to: number): void {
    const { data } = this.context;
    this.filter.show(
      run,
      Array.from({ length: to - from }, (_, k) => data.row(from + k)),
    );
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

import './attribution.css';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, oncePerFrame, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Choices } from '../../state/choices.js';
import type { State } from '../../state/store.js';
import type { Context, RunView } from '../view.js';
import { AttributionAsking, type Shown } from './asking.js';
import { AttributionControls } from './controls.js';
import { AttributionLegend } from './legend.js';
import { PairTable } from './pairs.js';
import { Said } from './said.js';
import { tokenTable } from './tokenTable.js';
import { AttributionWords } from './words.js';

/** Which tokens drive the selected prediction: shaded text, a table, all pairs. */
export function attributionView(context: Context): RunView {
  const view = new AttributionView(context);
  return { element: view.element, render: (state, run) => view.render(state, run) };
}

class AttributionView {
  private readonly heading = h('h2', { class: 'view-title' });
  private readonly badge = h('span', { class: 'badge', role: 'status' });
  private readonly controls: AttributionControls;
  private readonly problem = h('p', { class: 'attribution-problem' });
  private readonly caption = h('p', { class: 'note caption' });
  private readonly words: AttributionWords;
  private readonly table = h('div', { class: 'table-place' });
  private readonly finding = h('p', { class: 'finding' });
  private readonly notes = h('div', { class: 'note notes' });
  private readonly legend = new AttributionLegend();
  private readonly pairs: PairTable;
  private readonly answer: HTMLElement;
  readonly element: HTMLElement;
  private readonly asking: AttributionAsking;
  private readonly redraw = oncePerFrame(() => this.draw());
  private now: { readonly state: State; readonly run: PanelRun } | null = null;
  private drawn = '';
  private found = '';

  constructor(private readonly context: Context) {
    this.asking = new AttributionAsking(context, this.redraw);
    this.controls = new AttributionControls(context, this.redraw);
    this.words = new AttributionWords(context, (token, reveal) => this.select(token, reveal));
    this.pairs = new PairTable(context, (token) => this.select(token, true));
    const top = h('div', { class: 'view-head' }, this.heading, this.badge);
    const parts = [
      this.caption,
      this.words.element,
      this.table,
      this.finding,
      this.notes,
      this.legend.element,
    ];
    this.answer = h('div', { class: 'attribution-answer' }, ...parts, this.pairs.element);
    const region = {
      class: 'attribution',
      role: 'region',
      'aria-label': t('attribution.label'),
      tabindex: 0,
    };
    this.element = h('div', region, top, this.controls.element, this.problem, this.answer);
    let width = 0;
    new ResizeObserver(() => {
      if (this.element.clientWidth === width) return;
      width = this.element.clientWidth;
      this.drawn = '';
      this.redraw();
    }).observe(this.element);
  }

  render(state: State, run: PanelRun): void {
    this.now = { state, run };
    this.redraw();
  }

  private draw(): void {
    if (!this.now || this.element.offsetParent === null) return;
    const { state, run } = this.now;
    const token = state.selection?.token ?? null;
    const asked = this.controls.asked(run, state.choices, token ?? -1);
    if (token === null || token >= run.tokenCount) return this.showNothing(t('attribution.none'));
    if (run.model.task === 'language-model' && token === 0) return this.showNothing(t('attribution.first'));
    const shown = this.asking.ask(run, asked);
    if (!shown.last) return this.showNothing(shown.problem ?? t('attribution.working'));
    this.show(shown, state, run);
  }

  private showNothing(why: string): void {
    this.drawn = '';
    setText(this.heading, t('attribution.label'));
    setText(this.badge, '');
    setText(this.problem, why);
    this.problem.hidden = false;
    this.answer.hidden = true;
    this.controls.offer(null);
  }

  private show({ last, state: standing, problem }: Shown, { choices }: State, run: PanelRun): void {
    const said = new Said(last!, run);
    const word = standing === 'before' ? t('attribution.stale') : t('attribution.working');
    setText(this.badge, standing === 'now' ? '' : word);
    this.answer.classList.toggle('stale', standing !== 'now');
    this.problem.hidden = problem === null;
    setText(this.problem, problem ?? '');
    this.answer.hidden = false;
    const key = JSON.stringify([
      ...[last!.asked, run.runId, run.revision, choices.attributionTable, this.context.theme().kind],
      Array.from(last!.answer.values),
    ]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.showAnswer(said, choices, run);
    const found = `${said.question} ${said.finding}`;
    if (found !== this.found && standing === 'now') this.context.live.say(found);
    this.found = found;
  }

  private showAnswer(said: Said, { attributionTable, attributionPairs }: Choices, run: PanelRun): void {
    const { answer, asked } = said.answered;
    setText(this.heading, said.question);
    setText(this.caption, said.caption);
    setText(this.finding, said.finding);
    this.notes.replaceChildren(...said.notes.map((note) => h('p', {}, note)));
    this.controls.offer(said);
    this.words.element.hidden = attributionTable;
    this.table.hidden = !attributionTable;
    if (!attributionTable) this.words.render(said, run.model.tokenizer === 'characters');
    const table = () => tokenTable(this.context, said, run, (token) => this.select(token, true));
    const wasInTable = this.table.contains(document.activeElement);
    this.table.replaceChildren(...(attributionTable ? [table()] : []));
    if (wasInTable) this.table.querySelector<HTMLElement>('.asked .link')?.focus();
    this.legend.render(this.context, asked.method);
    this.pairs.element.hidden = !attributionPairs || answer.pairs === null;
    if (!this.pairs.element.hidden) this.pairs.render(said);
  }

  /** Asks about another token of those that are shown. */
  private select(token: number, reveal: boolean): void {
    const { last, state } = this.now
      ? this.asking.latest(this.now.run)
      : { last: null, state: 'before' as const };
    if (!last || state === 'before' || token < 0 || token >= last.answer.texts.length) return;
    this.context.select(last.answer.fromToken + token, reveal);
  }
}

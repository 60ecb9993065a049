import './read.css';
import { formatBits, formatProbability, shownText } from '../../../src/core/views/format.js';
import { surprisalBits } from '../../../src/core/views/probabilities.js';
import { isDoubtful } from '../../../src/core/views/reading.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import type { TokenRow } from '../../data/data.js';
import { h } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { State } from '../../state/store.js';
import type { Context, RunView } from '../view.js';
import { DoubtSearch, type Found } from './doubtSearch.js';
import { ReadHead } from './readHead.js';
import { movedAlong, movedDown, tokenBeside } from './readMoves.js';
import { ReadText } from './readText.js';
import { labelOf, tokenOfWord } from './readWords.js';

/** The text to read, with labels under its words. */
export function readView(context: Context): RunView {
  const view = new ReadView(context);
  return { element: view.element, render: (state, run) => view.render(state, run) };
}

class ReadView {
  private readonly head: ReadHead;
  private readonly text: ReadText;
  private readonly search: DoubtSearch;
  readonly element: HTMLElement;
  private run: PanelRun | null = null;
  private shownToken = -1;
  private shownDocument = '';
  /** The token keys went to, while it is to be said. */
  private toSay = -1;

  constructor(private readonly context: Context) {
    this.head = new ReadHead(context, { go: (step) => this.go(step), filtered: () => this.again() });
    this.text = new ReadText(context, (from, to) => this.drew(from, to));
    this.search = new DoubtSearch(context, this.head.hidden, (found) => this.found(found));
    this.element = h('div', { class: 'read' }, this.head.element, this.text.element);
    this.text.element.addEventListener('keydown', (event) => this.key(event));
    this.text.element.addEventListener('click', (event) => this.click(event));
  }

  render(state: State, run: PanelRun): void {
    this.run = run;
    const token = state.selection?.token ?? -1;
    // A person who scrolled away is not thrown back by the next run of the same text.
    const reveal = token !== this.shownToken || run.documentUri !== this.shownDocument;
    if (reveal) this.search.stop();
    this.shownToken = token;
    this.shownDocument = run.documentUri;
    const labels = state.choices.readLabels;
    this.head.render(run, labels, this.search.looksAt);
    this.text.render({ run, labels, hidden: this.head.hidden }, token, reveal);
    this.search.goOn(run);
    this.say();
  }

  private again(): void {
    if (this.run) this.render(this.context.store.state, this.run);
  }

  private drew(from: number, to: number): void {
    if (this.run) this.head.show(this.run, from, to);
  }

  private go(step: 1 | -1): void {
    if (!this.run) return;
    const selected = this.context.store.state.selection?.token;
    this.search.start(this.run, selected ?? (step > 0 ? -1 : this.run.tokenCount), step);
    this.head.render(this.run, this.context.store.state.choices.readLabels, this.search.looksAt);
  }

  private found({ token, step }: Found): void {
    if (token === null) return this.context.live.say(t('read.none', { direction: step > 0 ? 'down' : 'up' }));
    this.move(token, true);
  }

  private move(token: number, reveal: boolean): void {
    this.toSay = token;
    this.context.select(token, reveal);
  }

  /** Says where keys went, once that is known. */
  private say(): void {
    const { run, toSay } = this;
    const row = toSay < 0 ? null : this.context.data.row(toSay);
    if (!run || !row) return;
    this.toSay = -1;
    this.context.live.say(spoken(run, row));
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.run) return;
    const token = this.context.store.state.selection?.token ?? 0;
    const action = this.actionOf(event.key, token);
    if (!action) return;
    event.preventDefault();
    action();
  }

  private actionOf(key: string, token: number): (() => void) | null {
    const along = movedAlong(key, token, this.run!.tokenCount);
    if (along !== null) return () => this.move(along, false);
    const px = movedDown(key, this.text.viewportPx);
    if (px !== null) {
      const beside = tokenBeside(this.text.words(), token, px);
      return () => this.move(beside ?? token, false);
    }
    const { looksAt } = this.search;
    if (key === 'Escape' && looksAt !== null) return () => (this.search.stop(), this.again());
    if (key === 'Enter' || key === ' ') return () => this.context.select(token, true);
    if (key.toLowerCase() === 'n') return () => this.go(1);
    return key.toLowerCase() === 'p' ? () => this.go(-1) : null;
  }

  private click({ target }: Event): void {
    const word = (target as Element).closest('.read-word');
    if (word) this.context.select(tokenOfWord(word), true);
  }
}

function spoken(run: PanelRun, row: TokenRow): string {
  const { model } = run;
  const kind = t('token.name', { kind: tokenKind(model.tokenizer) });
  const isSymbol = model.task === 'language-model';
  const bits = surprisalBits(row.probability);
  const number = isSymbol ? t('read.bits', { bits: formatBits(bits) }) : formatProbability(row.probability);
  return t('read.spoken', {
    kind,
    n: row.token + 1,
    text: shownText(row.text, model.tokenizer),
    label: labelOf(run, row) || 'none',
    probability: Number.isNaN(row.probability) ? 'none' : number,
    doubtful: isDoubtful(model.task, row.probability) ? 'yes' : 'no',
  });
}

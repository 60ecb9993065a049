import type { CounterpartQuery, Counterparts } from '../../../src/protocol/engine.js';
import type { PanelComparison, PanelRun } from '../../../src/protocol/panel.js';
import { formatValue, shownText } from '../../../src/core/views/format.js';
import { tokenKind } from '../../../src/core/views/task.js';
import { h, oncePerFrame, onPixelRatioChange, setAttributes, setText } from '../../dom.js';
import type { State } from '../../state/store.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import { otherName } from './counterpartList.js';
import { GUTTER_PX, HEIGHT_PX, paintLines } from './counterpartPaint.js';

/** Width of a token that is a symbol, and of one that is a word. */
const SYMBOL_PX = 12;
const WORD_PX = 56;

/** Tokens asked for at a time: moving on by one asks nothing. */
const PAGE = 64;

/** What is drawn: tokens [from, to) and where their values begin. */
interface Shown {
  readonly from: number;
  readonly to: number;
  readonly tokenPx: number;
  readonly asked: CounterpartQuery;
}

/** The selected unit and the one that does most like it, one above the other, around the selected token. */
export class CounterpartLinesView {
  private readonly heading = h('h2');
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly picture = h(
    'div',
    { class: 'lines-picture', tabindex: 0, role: 'application' },
    this.canvas,
  );
  private readonly readout = h('p', { class: 'readout' });
  private readonly body = h('tbody');
  private readonly head = h('tr');
  private readonly caption = h('caption', { class: 'visually-hidden' });
  private readonly table = h(
    'table',
    { class: 'lines-table' },
    this.caption,
    h('thead', {}, this.head),
    this.body,
  );
  private readonly scroll = h('div', { class: 'lines-scroll', tabindex: 0 }, this.table);
  readonly element = h(
    'section',
    { class: 'networks-lines' },
    this.heading,
    this.picture,
    this.scroll,
    this.readout,
  );
  private readonly redraw = oncePerFrame(() => this.context.data.look('difference/lines', () => this.draw()));
  private content: {
    readonly state: State;
    readonly run: PanelRun;
    readonly comparison: PanelComparison;
    readonly found: Counterparts;
  } | null = null;
  private shown: Shown | null = null;

  constructor(private readonly context: Context) {
    new ResizeObserver(this.redraw).observe(this.picture);
    onPixelRatioChange(this.redraw);
    this.picture.addEventListener('keydown', (event) => this.key(event));
    this.picture.addEventListener('click', ({ clientX }) => {
      const { shown } = this;
      if (!shown) return;
      const at = clientX - this.picture.getBoundingClientRect().left - GUTTER_PX;
      const token = shown.from + Math.floor(at / shown.tokenPx);
      if (at >= 0 && token < shown.to) this.context.select(token, true);
    });
  }

  render(state: State, run: PanelRun, comparison: PanelComparison, found: Counterparts | null): void {
    const own = found?.units.find(({ unit }) => unit === state.unit);
    this.element.hidden = !found || !own || own.place < 0 || run.tokenCount === 0;
    if (!found || !own || this.element.hidden) return void (this.content = null);
    this.content = { state, run, comparison, found };
    const other = otherName(own, found.beforePlaces);
    setText(this.heading, t('networks.lines', { own: String(state.unit), other, before: comparison.before }));
    this.picture.hidden = state.choices.asTable;
    this.scroll.hidden = !state.choices.asTable;
    const noun = t('token.name', { kind: tokenKind(run.model.tokenizer) });
    setAttributes(this.picture, {
      'aria-label': `${this.heading.textContent}. ${t('networks.linesKeys', { noun })}`,
      'aria-roledescription': t('networks.linesRole'),
    });
    setAttributes(this.scroll, { role: 'group', 'aria-label': t('networks.linesCaption', { noun }) });
    this.redraw();
  }

  private draw(): void {
    const { content, context } = this;
    if (!content || this.element.offsetParent === null) return;
    const { run, state } = content;
    const token = state.selection?.token ?? 0;
    const width = this.element.clientWidth - 24;
    const tokenPx = run.model.tokenizer === 'characters' ? SYMBOL_PX : WORD_PX;
    const n = Math.max(4, Math.floor((width - GUTTER_PX) / tokenPx));
    const from = Math.max(0, Math.min(token - Math.floor(n / 2), run.tokenCount - n));
    const to = Math.min(run.tokenCount, from + n);
    const asked = this.asks(from, to);
    this.shown = { from, to, tokenPx, asked };
    context.data.wantRows(from, to);
    const lines = context.difference.lines(asked);
    const cut = (values: Float32Array) => values.subarray(from - asked.fromToken, to - asked.fromToken);
    const own = lines && cut(lines.own);
    const other = lines && cut(lines.other);
    const rows = Array.from({ length: to - from }, (_, k) => context.data.row(from + k));
    setText(this.readout, this.words(token));
    if (state.choices.asTable) return this.fillTable(own, other);
    paintLines(this.canvas, {
      ...{ width, tokenPx, own, other, selected: token - from, theme: context.theme() },
      isSymbol: run.model.tokenizer === 'characters',
      texts: rows.map((row) => (row ? shownText(row.text, run.model.tokenizer) : '')),
      starts: rows.map((row) => row?.startsSegment ?? false),
    });
    this.picture.style.height = `${HEIGHT_PX}px`;
  }

  /** Whole pages around what is in sight. */
  private asks(from: number, to: number): CounterpartQuery {
    const { state, found, run } = this.content!;
    const { layer, direction } = state.choices;
    const { place, beforeUnit } = found.units.find(({ unit }) => unit === state.unit)!;
    const { layer: otherLayer, direction: otherDirection } = found.beforePlaces[place];
    return {
      own: { layer, direction, unit: state.unit },
      other: { layer: otherLayer, direction: otherDirection, unit: beforeUnit },
      fromToken: Math.floor(from / PAGE) * PAGE,
      toToken: Math.min(run.tokenCount, Math.ceil(to / PAGE) * PAGE),
    };
  }

  private fillTable(own: Float32Array | null, other: Float32Array | null): void {
    const { run, comparison } = this.content!;
    const { from, to } = this.shown!;
    const noun = t('token.name', { kind: tokenKind(run.model.tokenizer) });
    setText(this.caption, t('networks.linesCaption', { noun }));
    const names = [t('difference.token'), comparison.after, comparison.before];
    this.head.replaceChildren(...names.map((name) => h('th', { scope: 'col' }, name)));
    const value = (of: Float32Array | null, k: number): string =>
      of === null ? '…' : Number.isNaN(of[k]) ? '–' : formatValue(of[k]);
    this.body.replaceChildren(
      ...Array.from({ length: to - from }, (_, k) => {
        const text = this.context.data.row(from + k)?.text ?? '…';
        return h(
          'tr',
          {},
          h('th', { scope: 'row' }, `${from + k + 1} ${shownText(text, run.model.tokenizer)}`),
          h('td', { class: 'number' }, value(own, k)),
          h('td', { class: 'number' }, value(other, k)),
        );
      }),
    );
  }

  /** A token, and what both units are there. */
  private words(token: number): string {
    const { run, comparison } = this.content!;
    const { asked } = this.shown!;
    const kind = tokenKind(run.model.tokenizer);
    const lines = this.context.difference.lines(asked);
    const text = this.context.data.row(token)?.text;
    const name = t('token.number', { kind, number: String(token + 1) });
    const quoted = text === undefined ? name : `${name} “${shownText(text, run.model.tokenizer)}”`;
    if (!lines) return `${quoted} · ${t('reading')}`;
    const [own, other] = [lines.own, lines.other].map((values) => values[token - asked.fromToken]);
    const noun = t('token.name', { kind });
    return t('networks.lineWords', {
      token: quoted,
      own: `h ${formatValue(own)}`,
      before: comparison.before,
      other: Number.isNaN(other) ? t('networks.missing', { noun }) : `h ${formatValue(other)}`,
    });
  }

  private key(event: KeyboardEvent): void {
    const { content, context } = this;
    if (!content || event.altKey || event.ctrlKey || event.metaKey) return;
    // Keys come faster than frames: what is selected by now is not what was drawn last.
    const token = context.store.state.selection?.token ?? 0;
    const last = content.run.tokenCount - 1;
    const moves: Record<string, number> = {
      ArrowLeft: Math.max(0, token - 1),
      ArrowRight: Math.min(last, token + 1),
      Home: 0,
      End: last,
      ' ': token,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    context.select(next, event.key === ' ');
    context.live.say(this.words(next));
  }
}

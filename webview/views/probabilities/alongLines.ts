import { formatProbability } from '../../../src/core/views/format.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Theme } from '../../theme.js';
import { picture } from '../units/canvases.js';
import type { Context } from '../view.js';
import type { AlongCell, AlongData, Sides } from './alongData.js';

/** Tokens on each side of the selected one whose segments are listed, and segments. */
const AROUND = 400;
const MOST_LINES = 12;
const MOST_TEXT = 120;
const WIDTH = 132;
const HEIGHT = 26;

/** Of a classifier the segments around the selected one, each as it is read and with its verdict. */
export class AlongLines {
  private readonly title = h('h3', { class: 'along-title' });
  private readonly body = h('tbody');
  readonly element: HTMLElement;
  private key = '';

  constructor(
    private readonly context: Context,
    private readonly data: AlongData,
  ) {
    const names = ['along.number', 'along.text', 'along.asRead', 'along.verdict'] as const;
    const head = h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, t(name))));
    const table = h('table', { class: 'along-table' }, h('thead', {}, head), this.body);
    this.element = h('div', { class: 'along-lines' }, this.title, table);
  }

  render(run: PanelRun, token: number, head: number, sides: Sides): void {
    const { task, segment } = run.model;
    const segments = task === 'classification' ? this.segments(run, token) : [];
    this.element.hidden = segments.length < 2;
    if (this.element.hidden) return;
    setText(this.title, t('along.lines', { segment }));
    const rows = segments.map(([from, to]) => {
      const cells = this.data.cells(run, [from, to], head, sides);
      return { from, to, cells, verdict: this.verdict(run, cells, sides, head), text: this.textOf(from, to) };
    });
    const key = JSON.stringify([rows, token, this.context.theme().kind]);
    if (key === this.key) return;
    this.key = key;
    const wasAt = this.body.contains(document.activeElement);
    this.body.replaceChildren(
      ...rows.map(({ from, to, cells, verdict, text }) => {
        const go = h('button', { type: 'button', class: 'link' }, text);
        go.addEventListener('click', () => this.context.select(from, true));
        const isSelected = token >= from && token < to;
        const line = String(this.context.data.row(from)?.line ?? '');
        return h(
          'tr',
          { class: isSelected ? 'selected' : null },
          h('td', { class: 'number' }, line),
          h('th', { scope: 'row' }, go),
          h('td', {}, sparkline(this.context.theme(), cells, sides.up !== null)),
          h('td', {}, verdict),
        );
      }),
    );
    if (wasAt) this.body.querySelector<HTMLElement>('.selected .link')?.focus();
  }

  /** The segments around a token whose rows are here, at most some before and behind it. */
  private segments({ tokenCount }: PanelRun, token: number): readonly (readonly [number, number])[] {
    const { data } = this.context;
    const [from, to] = [Math.max(0, token - AROUND), Math.min(tokenCount, token + AROUND)];
    data.wantRows(from, to);
    const starts: number[] = [];
    for (let at = from; at < to; at++) if (data.row(at)?.startsSegment) starts.push(at);
    const all = starts.flatMap((start, k) => {
      const end = starts[k + 1] ?? (to === tokenCount ? to : null);
      return end === null ? [] : [[start, end] as const];
    });
    const own = all.findIndex(([start, end]) => token >= start && token < end);
    if (own < 0) return [];
    const first = Math.max(0, Math.min(all.length - MOST_LINES, own - MOST_LINES / 2));
    return all.slice(first, first + MOST_LINES);
  }

  private textOf(from: number, to: number): string {
    const { data } = this.context;
    let text = '';
    let end: { readonly line: number; readonly column: number } | null = null;
    for (let token = from; token < to && text.length < MOST_TEXT; token++) {
      const row = data.row(token);
      if (!row) continue;
      if (end && (row.line !== end.line || row.column > end.column)) text += ' ';
      text += row.text;
      end = { line: row.line, column: row.column + row.text.length };
    }
    return text;
  }

  /** The last thing it says; of the first head what the run's rows say, which may be cut at a threshold. */
  private verdict(
    { model }: PanelRun,
    cells: readonly AlongCell[],
    { up, down }: Sides,
    head: number,
  ): string {
    const last = cells[cells.length - 1];
    const row = this.context.data.row(last.token);
    const sign = up === null ? '' : last.value >= 0 ? '▲ ' : '▼ ';
    if (head === 0 && row && !Number.isNaN(row.probability))
      return `${sign}${model.labels[row.label] ?? '?'} ${formatProbability(row.probability)}`;
    const { labels } = model.heads[head];
    const p = up === null ? last.value : Math.abs(last.value) / 2 + 0.5;
    const label = up !== null && last.value >= 0 ? up : down;
    return `${sign}${labels[label] ?? '?'} ${formatProbability(p)}`;
  }
}

/** A line's bars, small. */
function sparkline(theme: Theme, cells: readonly AlongCell[], isDiverging: boolean): HTMLCanvasElement {
  const [canvas, context] = picture(WIDTH, HEIGHT, 'line-picture');
  if (!context) return canvas;
  const zero = isDiverging ? HEIGHT / 2 : HEIGHT - 1;
  const full = isDiverging ? HEIGHT / 2 - 1 : HEIGHT - 2;
  const step = WIDTH / cells.length;
  cells.forEach(({ value }, k) => {
    if (Number.isNaN(value)) return;
    context.fillStyle = value < 0 ? `rgb(${theme.heatmap.negative.join(' ')})` : theme.accent;
    const height = Math.abs(value) * full;
    const width = Math.max(1, step - 1);
    context.fillRect(k * step, value < 0 ? zero : zero - height, width, Math.max(1, height));
  });
  context.fillStyle = theme.dim;
  context.fillRect(0, zero, WIDTH, 1);
  return canvas;
}

import { around, formatBitsLost, MOST_PAIRED } from '../../../src/core/views/attribution.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import type { Said } from './said.js';
import { paint } from './words.js';

/** Pixels of the words in front, and of a cell: from the second number on its number is written in it. */
const [GUTTER_PX, SMALLEST_PX, WRITTEN_PX, LARGEST_PX] = [112, 14, 46, 56];

/** Every prediction (columns) by every token (rows), with a cursor. */
export class PairTable {
  private readonly table = h('table', {
    class: 'pair-grid',
    role: 'grid',
    tabindex: 0,
    'aria-label': t('attribution.pairsTitle'),
  });
  private readonly heading = h('h3', {}, t('attribution.pairsTitle'));
  private readonly readout = h('p', { class: 'pair-readout' });
  readonly element = h('section', { class: 'pairs-part' }, this.heading, this.readout, this.scrolled());
  private said: Said | null = null;
  private range: readonly [number, number] = [0, 0];
  private cursor = { token: 0, at: 0 };

  /** `choose` gets a token among those that are shown. */
  constructor(
    private readonly context: Context,
    private readonly choose: (token: number) => void,
  ) {
    this.table.addEventListener('keydown', (event) => this.key(event));
    this.table.addEventListener('pointerover', ({ target }) => {
      const place = this.placeOf(target as Element);
      if (place) this.show(place, false);
    });
    this.table.addEventListener('click', ({ target }) => {
      const place = this.placeOf(target as Element);
      if (place) this.choose(place.at);
    });
  }

  /** What is wide scrolls by itself. */
  private scrolled(): HTMLElement {
    return h('div', { class: 'pair-scroll' }, this.table);
  }

  render(said: Said): void {
    this.said = said;
    this.range = around(said.texts.length, said.at, MOST_PAIRED);
    const [from, to] = this.range;
    const room = (this.element.clientWidth - GUTTER_PX - 24) / (to - from);
    const cellPx = Math.floor(Math.min(LARGEST_PX, Math.max(SMALLEST_PX, room)));
    this.table.style.setProperty('--pair-cell', `${cellPx}px`);
    const tokens = Array.from({ length: to - from }, (_, k) => from + k);
    const isWritten = cellPx >= WRITTEN_PX;
    this.table.classList.toggle('narrow', !isWritten);
    const names = tokens.map((at) => {
      const name = h('span', { class: isWritten ? null : 'visually-hidden' }, said.texts[at]);
      return h('th', { scope: 'col', class: at === said.at ? 'asked' : null }, name);
    });
    const head = h('thead', {}, h('tr', {}, h('td', {}), ...names));
    const shade = said.shades(this.context);
    const rows = tokens.map((token) => {
      const cells = tokens.map((at) => this.cell(said, token, at, shade, isWritten));
      return h('tr', {}, h('th', { scope: 'row', title: said.texts[token] }, said.texts[token]), ...cells);
    });
    this.table.replaceChildren(head, h('tbody', {}, ...rows));
    this.cursor = { token: Math.min(to - 1, Math.max(from, this.cursor.token)), at: said.at };
    this.show(this.cursor, false);
  }

  private cell(
    said: Said,
    token: number,
    at: number,
    shade: ReturnType<Said['shades']>,
    isWritten: boolean,
  ): HTMLElement {
    const value = said.answered.answer.pairs!.values[token * said.texts.length + at];
    const kinds = [token === at && 'own', at === said.at && 'asked', Number.isNaN(value) && 'unknown'];
    const text = isWritten && Math.abs(value) >= 0.05 ? formatBitsLost(value) : '';
    const cell = h(
      'td',
      {
        id: pairId(token, at),
        class: kinds.filter(Boolean).join(' ') || null,
        'aria-label': said.pair(token, at),
      },
      text,
    );
    if (token !== at) paint(cell, shade(value));
    return cell;
  }

  private placeOf(target: Element): { token: number; at: number } | null {
    const match = /^attribution-pair-(\d+)-(\d+)$/.exec(target.closest('td')?.id ?? '');
    return match && { token: Number(match[1]), at: Number(match[2]) };
  }

  /** Moves the cursor and tells what is under it. */
  private show(place: { token: number; at: number }, isSaid: boolean): void {
    const { said } = this;
    if (!said) return;
    this.cursor = place;
    for (const old of this.table.querySelectorAll('.cursor')) old.classList.remove('cursor');
    const cell = this.table.querySelector(`#${pairId(place.token, place.at)}`);
    cell?.classList.add('cursor');
    if (isSaid) cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    setAttributes(this.table, { 'aria-activedescendant': pairId(place.token, place.at) });
    const sentence = said.pair(place.token, place.at);
    setText(this.readout, sentence);
    if (isSaid) this.context.live.say(sentence);
  }

  private key(event: KeyboardEvent): void {
    const { token, at } = this.cursor;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return this.choose(at);
    }
    const [from, to] = this.range;
    const moved = {
      ArrowUp: { token: token - 1, at },
      ArrowDown: { token: token + 1, at },
      ArrowLeft: { token, at: at - 1 },
      ArrowRight: { token, at: at + 1 },
      Home: { token, at: from },
      End: { token, at: to - 1 },
    }[event.key];
    if (!moved) return;
    event.preventDefault();
    const inside = (k: number): number => Math.min(to - 1, Math.max(from, k));
    this.show({ token: inside(moved.token), at: inside(moved.at) }, true);
  }
}

function pairId(token: number, at: number): string {
  return `attribution-pair-${token}-${at}`;
}

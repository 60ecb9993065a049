import type { PanelMatch, PanelMatches } from '../../../src/protocol/panel.js';
import { h, setText } from '../../dom.js';
import { segmented } from '../../ui/segmented.js';
import { t } from '../../sentences/text.js';
import type { Chosen, OnUnit } from './chosen.js';

/** What the list of matches is of. */
export interface MatchContent {
  readonly chosen: Chosen;
  /** As the axis shows it. */
  readonly threshold: string;
  /** The selected unit, and how any other of its place is called. */
  readonly unit: string;
  words(unit: number): string;
  /** The units that are on for the stretch; null while that is not known. */
  readonly on: readonly OnUnit[] | null;
  readonly matches: PanelMatches | null;
  /** Said while there are none. */
  readonly waiting: string;
  /** Tokens `[from, to)` that decided the ranking. */
  readonly others: readonly (readonly [number, number])[];
}

/** Units that are named; of more their number is said. */
const MOST_NAMED = 24;

/** The units that are on for the stretch, and where they (or the selected one) are on together. */
export class Matches {
  private readonly onTitle = h('h3', {}, t('units.onTitle'));
  private readonly onNote = h('p', { class: 'dim' });
  private readonly onList = h('ul', { class: 'on-units', 'aria-label': t('units.onTitle') });
  private readonly by;
  private readonly title = h('h3');
  private readonly note = h('p', { class: 'dim' });
  private readonly list = h('ol', { class: 'matches', 'aria-label': t('units.matches') });
  readonly element;
  private shownUnits = '';
  private shown: PanelMatches | null = null;

  constructor(
    private readonly chooseUnit: (unit: number) => void,
    private readonly goTo: (match: PanelMatch) => void,
    matchBy: (by: Chosen['matchBy']) => void,
  ) {
    this.by = segmented(t('units.matchBy'), (value) => matchBy(value as Chosen['matchBy']));
    const on = [this.onTitle, this.onNote, this.onList];
    const found = [this.title, this.by.element, this.note, this.list];
    this.element = h('section', { 'aria-label': t('units.matches') }, ...on, ...found);
  }

  render({ chosen, threshold, unit, words, on, matches, waiting, others }: MatchContent): void {
    this.renderOn(chosen, on, words);
    setText(this.title, t('units.matchesOf', { by: chosen.matchBy, unit, side: chosen.side, threshold }));
    const segments = (['unit', 'all'] as const).map((value) => {
      const text = t('units.by', { by: value, unit, n: on?.length ?? 0 });
      return { value, text, name: text };
    });
    this.by.update(segments, chosen.matchBy);
    setText(this.note, matches ? matchesNote(matches, others) : waiting);
    if (matches === this.shown) return;
    this.shown = matches;
    this.list.replaceChildren(
      ...(matches?.matches ?? []).map((match) => this.item(match, others, chosen.matchBy)),
    );
  }

  private renderOn({ brush }: Chosen, on: readonly OnUnit[] | null, words: MatchContent['words']): void {
    const note =
      brush === null ? t('units.chooseFirst') : on === null ? t('reading') : t('units.on', { n: on.length });
    setText(this.onNote, note);
    const key = (on ?? []).map(({ unit }) => words(unit)).join();
    if (key === this.shownUnits) return;
    this.shownUnits = key;
    const named = (on ?? []).slice(0, MOST_NAMED).map(({ unit }) => {
      const button = h('button', { type: 'button' }, words(unit));
      button.setAttribute('aria-label', t('units.goToUnit', { unit: words(unit) }));
      button.addEventListener('click', () => this.chooseUnit(unit));
      return h('li', {}, button);
    });
    const rest = (on?.length ?? 0) - named.length;
    this.onList.replaceChildren(...named, ...(rest > 0 ? [h('li', {}, t('units.more', { n: rest }))] : []));
  }

  private item(
    match: PanelMatch,
    others: readonly (readonly [number, number])[],
    by: Chosen['matchBy'],
  ): HTMLElement {
    const isLike = others.some(([from, to]) => match.fromToken < to && match.toToken > from);
    const button = h(
      'button',
      { type: 'button' },
      h('span', { class: 'mark', 'aria-hidden': 'true' }, isLike ? '✓' : '·'),
      h('span', { class: 'text mono' }, match.text.replace(/\s+/g, ' ').trim()),
      h('span', { class: 'number dim' }, by === 'all' ? t('units.together', { n: match.units }) : ''),
      h('span', { class: 'number dim' }, t('units.line', { line: String(match.line) })),
      isLike ? h('span', { class: 'visually-hidden' }, t('units.isLike')) : null,
    );
    button.addEventListener('click', () => this.goTo(match));
    return h('li', {}, button);
  }
}

function matchesNote(
  { matches, count }: PanelMatches,
  others: readonly (readonly [number, number])[],
): string {
  const places = t('units.places', {
    n: count,
    shown: matches.length,
    isCut: matches.length < count ? 'yes' : 'no',
  });
  if (others.length === 0) return places;
  const met = others.filter(([from, to]) => matches.some((m) => m.fromToken < to && m.toToken > from)).length;
  return `${t('units.met', { met, n: others.length })} ${places}`;
}

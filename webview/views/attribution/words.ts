import { formatBitsLost, type Shade } from '../../../src/core/views/attribution.js';
import { h, setAttributes } from '../../dom.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import type { Said } from './said.js';

/** From how many bits on a number stands under a word. */
const LEAST_WRITTEN = 0.1;

/** The text, each token shaded by what it does; a click or the arrow keys ask about another one. */
export class AttributionWords {
  readonly element = h('div', {
    class: 'attribution-words',
    role: 'listbox',
    tabindex: 0,
    'aria-label': t('attribution.words'),
    'aria-orientation': 'horizontal',
  });
  private said: Said | null = null;

  /** `choose` gets a token among those that are shown; with `reveal` the editor goes there, too. */
  constructor(
    private readonly context: Context,
    private readonly choose: (token: number, reveal: boolean) => void,
  ) {
    this.element.addEventListener('click', (event) => this.click(event));
    this.element.addEventListener('keydown', (event) => this.key(event));
  }

  render(said: Said, ofCharacters: boolean): void {
    this.said = said;
    const shade = said.shades(this.context);
    const { values } = said.answered.answer;
    this.element.classList.toggle('characters', ofCharacters);
    this.element.replaceChildren(
      ...said.texts.map((text, token) => {
        const number = Math.abs(values[token]) >= LEAST_WRITTEN && !ofCharacters;
        const isAsked = said.isAsked(token);
        const attributes = {
          class: isAsked ? 'attribution-word asked' : 'attribution-word',
          id: wordId(token),
          role: 'option',
          'aria-selected': String(isAsked),
          'aria-label': said.word(token),
          title: said.word(token),
        };
        const word = h('span', { class: 'form' }, text);
        paint(word, shade(values[token]));
        const bits = h('span', { class: 'bits number' }, number ? formatBitsLost(values[token]) : '');
        return h('span', attributes, word, bits);
      }),
    );
    setAttributes(this.element, {
      'aria-activedescendant': said.texts[said.at] === undefined ? null : wordId(said.at),
    });
  }

  private click({ target }: Event): void {
    const word = (target as Element).closest('.attribution-word');
    if (word) this.choose([...this.element.children].indexOf(word), true);
  }

  /** The word people went to: keys come faster than answers, so it is not always the one that was asked about. */
  private selectedAmong({ at, answered, texts }: Said): number {
    const selected = this.context.store.state.selection?.token;
    const among = selected === undefined ? -1 : selected - answered.answer.fromToken;
    return among >= 0 && among < texts.length ? among : at;
  }

  private key(event: KeyboardEvent): void {
    const { said } = this;
    if (!said || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.selectedAmong(said);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return this.choose(at, true);
    }
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: said.texts.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(next, false);
  }
}

function wordId(token: number): string {
  return `attribution-word-${token}`;
}

/** Colours an element through the CSSOM: the panel's policy forbids style attributes. */
export function paint(element: HTMLElement, shade: Shade | null): void {
  element.style.backgroundColor = shade?.background ?? '';
  element.style.color = shade?.ink ?? '';
}

import { visibleSymbol } from '../../../src/core/views/format.js';
import { h, setAttributes } from '../../dom.js';
import type { ShownPoint } from './points.js';

/** Steps `[from, to)`. */
export type Stretch = readonly [from: number, to: number];

/** What was read at a step. */
export type RibbonStep = Pick<ShownPoint, 'step' | 'read'>;

/** The text in sight: a click goes to a step, dragging chooses a stretch. */
export class Ribbon {
  readonly element: HTMLElement;
  private key = '';
  private firstStep = 0;
  private drag: { readonly from: number; to: number } | null = null;

  /** `label` says what it is and its keys; `owner` begins the identifiers of its steps. */
  constructor(
    label: string,
    private readonly owner: string,
    private readonly actions: {
      step(step: number): void;
      choose(stretch: Stretch, isDone: boolean): void;
    },
  ) {
    const attributes = { class: 'trajectory-text mono', role: 'listbox', tabindex: 0 };
    this.element = h('div', { ...attributes, 'aria-multiselectable': 'true', 'aria-label': label });
    this.element.addEventListener('pointerdown', (event) => this.down(event));
    this.element.addEventListener('pointermove', (event) => this.move(event));
    this.element.addEventListener('pointerup', () => this.up());
    this.element.addEventListener('pointercancel', () => (this.drag = null));
  }

  render(
    points: readonly RibbonStep[],
    ofSymbols: boolean,
    step: number | null,
    stretch: Stretch | null,
  ): void {
    const key = JSON.stringify([ofSymbols, points.map(({ step: at, read }) => [at, read])]);
    if (key !== this.key) {
      this.key = key;
      this.firstStep = points[0]?.step ?? 0;
      this.element.classList.toggle('of-words', !ofSymbols);
      this.element.replaceChildren(
        ...points.map((point) => h('span', optionOf(point, this.owner), shownIn(point.read))),
      );
    }
    for (const [k, option] of [...this.element.children].entries()) {
      const at = this.firstStep + k;
      const isIn = stretch !== null && at >= stretch[0] && at < stretch[1];
      option.classList.toggle('chosen', isIn);
      option.classList.toggle('selected', at === step);
      setAttributes(option, { 'aria-selected': String(isIn || at === step) });
    }
    const selected = step === null ? null : this.element.children[step - this.firstStep];
    setAttributes(this.element, { 'aria-activedescendant': selected?.id ?? null });
    if (selected instanceof HTMLElement && !this.drag) this.reveal(selected);
  }

  private reveal(option: HTMLElement): void {
    const { scrollTop, clientHeight } = this.element;
    const top = option.offsetTop - this.element.offsetTop;
    if (top < scrollTop || top + option.offsetHeight > scrollTop + clientHeight)
      this.element.scrollTop = top - clientHeight / 2;
  }

  private down(event: PointerEvent): void {
    const step = this.stepAt(event);
    if (event.button !== 0 || step === null) return;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.drag = { from: step, to: step };
    event.preventDefault();
  }

  private move(event: PointerEvent): void {
    const step = this.drag && this.stepAt(event);
    if (!this.drag || step === null || step === this.drag.to) return;
    this.drag.to = step;
    this.actions.choose(stretchOf(this.drag), false);
  }

  private up(): void {
    const { drag } = this;
    this.drag = null;
    if (!drag) return;
    if (drag.from === drag.to) this.actions.step(drag.from);
    else this.actions.choose(stretchOf(drag), true);
  }

  private stepAt({ clientX, clientY }: PointerEvent): number | null {
    const under = document.elementFromPoint(clientX, clientY);
    const at = under ? [...this.element.children].indexOf(under) : -1;
    return at < 0 ? null : this.firstStep + at;
  }
}

function stretchOf({ from, to }: { readonly from: number; readonly to: number }): Stretch {
  return [Math.min(from, to), Math.max(from, to) + 1];
}

/** A space has no name of its own. */
function optionOf({ step, read }: RibbonStep, owner: string) {
  return {
    ...{ role: 'option', id: `${owner}-${step}` },
    'aria-label': read.trim() === '' ? visibleSymbol(read) : null,
  };
}

/** A space is seen by its place in the text; what else is not seen stands as its sign. */
function shownIn(read: string): string {
  return read === ' ' ? '\u00a0' : visibleSymbol(read);
}

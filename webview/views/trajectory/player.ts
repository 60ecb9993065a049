import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';

/** Milliseconds a step. */
const PACE_MS = 220;

/** A button that goes on by itself, step by step. */
export class Player {
  private readonly sign = h('span', { 'aria-hidden': 'true' });
  private readonly name = h('span', { class: 'visually-hidden' });
  readonly element = h('button', { type: 'button', class: 'trajectory-play' }, this.sign, this.name);
  private timer: ReturnType<typeof setInterval> | null = null;

  /** `next` goes one step on; false where that was the last one. */
  constructor(private readonly next: () => boolean) {
    this.element.addEventListener('click', () => (this.isPlaying ? this.stop() : this.play()));
    this.render();
  }

  get isPlaying(): boolean {
    return this.timer !== null;
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.render();
  }

  render(): void {
    setText(this.sign, this.isPlaying ? '■' : '▶');
    setText(this.name, t('trajectory.play', { playing: this.isPlaying ? 'yes' : 'no' }));
    setAttributes(this.element, { title: this.name.textContent });
  }

  private play(): void {
    this.timer = setInterval(() => {
      if (!this.next()) this.stop();
    }, PACE_MS);
    this.render();
  }
}

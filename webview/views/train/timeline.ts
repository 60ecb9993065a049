import { nearestIndex } from '../../../src/core/views/trainingCurves.js';
import type { TrainingSummary } from '../../../src/protocol/training.js';
import { h, setAttributes, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { button, checkbox } from '../../ui/toolkit.js';
import { Player } from '../trajectory/player.js';
import type { Context } from '../view.js';
import type { Scrubber } from './scrubber.js';
import type { Shown } from './shown.js';
import { scoreText } from './words.js';

/** The checkpoints from the first to the newest: the open text is read with the one that people are at. */
export class Timeline {
  private readonly input = h('input', {
    ...{ type: 'range', min: 0, step: 1, class: 'train-slider' },
    ...{ 'aria-label': t('train.timeline'), title: t('train.timelineTitle') },
  });
  private readonly at = h('output', { class: 'train-at' });
  private readonly note = h('p', { class: 'note' });
  private readonly back;
  private readonly follow;
  private readonly player: Player;
  readonly element: HTMLElement;
  private training: TrainingSummary | null = null;
  /** The text that is followed: another one that people go to meanwhile is not read with it. */
  private followed: string | null = null;

  constructor(
    private readonly context: Context,
    private readonly scrubber: Scrubber,
  ) {
    this.player = new Player(() => this.playOn());
    this.back = button(t('train.back'), () => {
      this.player.stop();
      this.setFollowing(false);
      scrubber.leave();
    });
    this.back.setTitle(t('train.backTitle'));
    this.follow = checkbox(t('train.follow'), (on) => this.setFollowing(on));
    this.input.addEventListener('input', () => {
      this.player.stop();
      this.go(this.input.valueAsNumber);
    });
    const line = h(
      'div',
      { class: 'train-scrub' },
      ...[this.player.element, this.input, this.at, this.follow.element, this.back.element],
    );
    this.element = h(
      'section',
      { class: 'train-timeline', 'aria-label': t('train.timeline') },
      line,
      this.note,
    );
  }

  render({ state, run, training, checkpoint, awaited, course }: Shown): void {
    this.training = training;
    const { checkpoints, shown, measure, best } = training;
    const isLearning = training.status === 'running';
    const at = checkpoint === null ? -1 : nearestIndex(checkpoints, checkpoint);
    const { activeUri = null } = state.panel ?? {};
    // Without a run it makes one of the open text.
    const uri = run?.documentUri ?? activeUri;
    this.element.hidden = uri === null || checkpoints.length === 0;
    setAttributes(this.input, { max: Math.max(0, checkpoints.length - 1) });
    this.input.value = String(Math.max(0, at));
    this.input.classList.toggle('unread', shown === null && awaited === null);
    const score = checkpoint === null ? null : (course?.epochs[checkpoint - 1]?.score ?? null);
    const text =
      checkpoint === null
        ? t('train.none')
        : checkpoint === 0
          ? t('train.untrained')
          : score === null
            ? t('train.at', { checkpoint })
            : t('train.atScore', {
                ...{ checkpoint, score: scoreText(measure, score) },
                best: best?.checkpoint === checkpoint ? 'yes' : 'no',
              });
    setText(this.at, text);
    setAttributes(this.input, { 'aria-valuetext': text });
    this.back.setVisible(shown !== null);
    this.follow.setVisible(isLearning);
    this.follow.setChecked(state.choices.followTraining);
    this.player.render();
    this.player.element.hidden = checkpoints.length < 2;
    setText(this.note, noteText(awaited, shown));
    if (isLearning && state.choices.followTraining && uri !== null && awaited === null)
      this.keepUp(uri, training);
    else if (!state.choices.followTraining) this.followed = null;
  }

  /** Reads the text with the newest checkpoint, if it is the one that was followed from the beginning. */
  private keepUp(uri: string, { checkpoints, shown }: TrainingSummary): void {
    this.followed ??= uri;
    const last = checkpoints.at(-1);
    if (this.followed === uri && last !== undefined && shown !== last) this.scrubber.want(last);
  }

  /** To a checkpoint by its place in the list; true if there is one. */
  private go(index: number): boolean {
    const { training } = this;
    const checkpoint = training?.checkpoints[index];
    if (!training || checkpoint === undefined) return false;
    // Who goes back wants to stay there.
    if (index < training.checkpoints.length - 1) this.setFollowing(false);
    this.scrubber.want(checkpoint);
    return true;
  }

  /** The next checkpoint once the text is read with this one. */
  private playOn(): boolean {
    const { training } = this;
    if (!training || this.element.offsetParent === null) return false;
    if (this.scrubber.awaited !== null) return true;
    const { checkpoints, shown } = training;
    const at = shown === null ? -1 : checkpoints.indexOf(shown);
    // From the end it begins anew.
    const next = at === checkpoints.length - 1 ? 0 : at + 1;
    return this.go(next) && next < checkpoints.length - 1;
  }

  private setFollowing(followTraining: boolean): void {
    const { store } = this.context;
    if (store.state.choices.followTraining !== followTraining)
      store.dispatch({ type: 'choose', choices: { followTraining } });
  }
}

function noteText(awaited: number | null, shown: number | null): string {
  if (awaited !== null) return t('train.reading', { checkpoint: awaited });
  return shown === null ? t('train.notRead') : t('train.isRead', { checkpoint: shown });
}

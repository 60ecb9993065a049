import { tellingCheckpoints } from '../../../src/core/views/trainingCurves.js';
import type { Moment, TrainingSummary } from '../../../src/protocol/training.js';
import { h, setText } from '../../dom.js';
import { t } from '../../sentences/text.js';
import { segmented } from '../../ui/segmented.js';
import type { Context } from '../view.js';
import { checkpointLink } from './courseTable.js';
import type { Shown } from './shown.js';
import { scoreText } from './words.js';

/** Checkpoints whose texts stand below each other, beside the one that is looked at. */
const MOST_ROWS = 6;

/** What a language model writes, from its first checkpoint to its newest, at one temperature. */
export class Samples {
  private readonly title = h('h3');
  private readonly temperature;
  private readonly caption = h('caption', { class: 'visually-hidden' });
  private readonly body = h('tbody');
  readonly element: HTMLElement;
  private key = '';

  constructor(
    private readonly context: Context,
    private readonly read: (checkpoint: number) => void,
  ) {
    this.temperature = segmented(t('train.temperature'), (value) =>
      context.store.dispatch({ type: 'choose', choices: { sampleTemperature: Number(value) } }),
    );
    const head = h('div', { class: 'train-part-head' }, this.title, this.temperature.element);
    const names = [t('train.sampleAt'), t('train.sampleText')].map((name) => h('th', { scope: 'col' }, name));
    const table = h(
      'table',
      { class: 'train-samples' },
      this.caption,
      h('thead', {}, h('tr', {}, ...names)),
      this.body,
    );
    this.element = h('section', { class: 'train-part' }, head, table);
  }

  render(shown: Shown): void {
    const { training, state, checkpoint } = shown;
    const isOf = training.task === 'language-model' && training.checkpoints.length > 0;
    this.element.hidden = !isOf;
    if (!isOf) return;
    const wanted = new Set([...tellingCheckpoints(training.checkpoints, MOST_ROWS), checkpoint ?? 0]);
    const rows = training.checkpoints
      .filter((each) => wanted.has(each))
      .map((each) => ({ checkpoint: each, moment: this.context.training.moment(training.name, each) }));
    const samples = rows.flatMap(({ moment }) => moment?.samples ?? []);
    const temperatures = [...new Set(samples.map(({ temperature }) => temperature))].sort((a, b) => a - b);
    const chosen = nearest(temperatures, state.choices.sampleTemperature);
    this.temperature.setVisible(temperatures.length > 1);
    this.temperature.update(temperatures.map(temperatureSegment), String(chosen));
    const prompt = samples[0]?.prompt ?? '';
    const title = t('train.samples', { prompt: withBreaks(prompt).trim() });
    setText(this.title, title);
    setText(this.caption, title);
    this.draw(training, shown, rows, chosen);
  }

  private draw(
    training: TrainingSummary,
    { checkpoint: looked, course }: Shown,
    rows: readonly { readonly checkpoint: number; readonly moment: Moment | null }[],
    temperature: number,
  ): void {
    const told = rows.map(({ checkpoint, moment }) => {
      const sample = moment?.samples.find((each) => each.temperature === temperature);
      const score = course?.epochs[checkpoint - 1]?.score;
      return {
        checkpoint,
        score: score === undefined ? '' : scoreText(training.measure, score),
        text: sample ? withBreaks(sample.text) : moment ? '' : t('train.samplesLater'),
        isKnown: sample !== undefined,
      };
    });
    const key = JSON.stringify([told, looked]);
    if (key === this.key) return;
    this.key = key;
    const { activeElement } = document;
    const wasAt = this.body.contains(activeElement)
      ? (activeElement as HTMLElement).dataset['checkpoint']
      : null;
    this.body.replaceChildren(
      ...told.map(({ checkpoint, score, text, isKnown }) =>
        h(
          'tr',
          { class: checkpoint === looked ? 'selected' : null },
          h(
            'th',
            { scope: 'row' },
            checkpointLink(checkpoint, t('train.at', { checkpoint }), this.read),
            score !== '' && h('span', { class: 'note' }, score),
          ),
          h('td', { class: isKnown ? 'mono' : 'note' }, text),
        ),
      ),
    );
    if (wasAt !== null) this.body.querySelector<HTMLElement>(`[data-checkpoint="${wasAt}"]`)?.focus();
  }
}

/** A text in one line: where lines end stands a sign. */
function withBreaks(text: string): string {
  return text.replace(/\r?\n/g, '↵ ');
}

function temperatureSegment(value: number) {
  const kind = value < 0.75 ? 'low' : value > 1 ? 'high' : 'own';
  return {
    value: String(value),
    text: String(value),
    name: t('train.temperatureOf', { value: String(value), kind }),
  };
}

function nearest(values: readonly number[], wanted: number): number {
  return values.reduce(
    (best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best),
    values[0] ?? wanted,
  );
}

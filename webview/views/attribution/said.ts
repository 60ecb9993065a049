/** What is said of an attribution. */
import {
  attributionScale,
  formatBitsLost,
  shadesOf,
  strongest,
  timesOf,
  type Shade,
} from '../../../src/core/views/attribution.js';
import { abbreviate, shownText, visibleSymbol } from '../../../src/core/views/format.js';
import { rankClasses } from '../../../src/core/views/probabilities.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { HeadDescription } from '../../../src/protocol/engine.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';
import type { Answered } from './asking.js';

const MOST_LETTERS = 28;

/** An answer as the view shows it: its words, and its sentences. */
export class Said {
  readonly texts: readonly string[];
  /** The token that is asked about, among those that are shown. */
  readonly at: number;
  readonly noun: string;
  private readonly head: HeadDescription;

  constructor(
    readonly answered: Answered,
    private readonly run: PanelRun,
  ) {
    const { asked, answer } = answered;
    const { tokenizer, heads } = run.model;
    this.texts = answer.texts.map((text) => abbreviate(shownText(text, tokenizer), MOST_LETTERS));
    this.at = asked.token - answer.fromToken;
    this.head = heads[asked.head ?? 0] ?? heads[0];
    this.noun = t('token.name', { kind: tokenKind(tokenizer) });
  }

  /** The name of a label. */
  label(label: number): string {
    const name = this.head.labels[label] ?? '?';
    return this.run.model.task === 'language-model' ? visibleSymbol(name) : name;
  }

  /** `the odds of “AUX”`. */
  get measured(): string {
    const { kind, label } = this.answered.answer;
    return t('attribution.odds', { measure: kind, label: this.label(label) });
  }

  get question(): string {
    const { label, shown } = this.answered.answer;
    const { task, segment } = this.run.model;
    return t(label === shown ? 'attribution.why' : 'attribution.forLabel', {
      // A head of whole segments beside a tagger's is asked as a classifier's.
      task: this.head.level === 'segment' ? 'classification' : task,
      segment: t('segment.name', { segment }),
      label: this.label(label),
      token: this.texts[this.at] ?? '?',
    });
  }

  get caption(): string {
    const { method } = this.answered.asked;
    const segment = t('segment.name', { segment: this.run.model.segment });
    return t('attribution.caption', { method, segment, noun: this.noun, of: this.measured });
  }

  /** What must be known besides. */
  get notes(): string[] {
    const { answer } = this.answered;
    const { rnn, segment } = this.run.model;
    const { noun } = this;
    const notes: string[] = [];
    if (answer.isByRule) notes.push(t('attribution.byRule', { token: this.texts[this.at] }));
    else if (this.isDecidedTogether) notes.push(t('attribution.together'));
    if (answer.values.length < answer.all)
      notes.push(t('attribution.part', { n: answer.values.length, all: answer.all, noun }));
    if (!rnn.bidirectional && segment === 'document' && answer.fromToken > 0)
      notes.push(t('attribution.window', { n: this.at, noun }));
    if (!rnn.bidirectional) notes.push(t('attribution.forwardOnly'));
    return notes;
  }

  /** The token that counts most, in a sentence. */
  get finding(): string {
    const { asked, answer } = this.answered;
    const isOne = this.head.level === 'segment';
    const { method } = asked;
    const least = method === 'hide' ? 0.5 : 0.1;
    const best = strongest(answer.values, isOne ? -1 : this.at, least);
    const of = this.measured;
    if (best < 0) return t('attribution.nothing', { method, noun: this.noun, of, least });
    const value = answer.values[best];
    const said = {
      ...{ token: this.texts[best], of, bits: formatBitsLost(value), times: timesOf(value) },
      sign: value > 0 ? 'for' : 'against',
      place: isOne ? 'whole' : 'token',
      away: t('attribution.away', {
        ...{ side: best > this.at ? 'later' : 'before', n: Math.abs(best - this.at), noun: this.noun },
      }),
    };
    const found = t(method === 'hide' ? 'attribution.found' : 'attribution.foundGradient', said);
    return !isOne && best > this.at ? `${found} ${t('attribution.laterKnown')}` : found;
  }

  /** A word and what it does, for those who cannot see it. */
  word(token: number): string {
    return t('attribution.word', {
      token: this.texts[token],
      bits: formatBitsLost(this.answered.answer.values[token]),
      isAsked: this.isAsked(token) ? 'yes' : 'no',
    });
  }

  /** Whether a token is the one that is asked about; of a whole segment none is. */
  isAsked(token: number): boolean {
    return this.head.level !== 'segment' && token === this.at;
  }

  pair(token: number, at: number): string {
    const { pairs } = this.answered.answer;
    const bits = pairs?.values[token * this.texts.length + at] ?? NaN;
    return t('attribution.pair', {
      ...{ token: this.texts[token], at: this.texts[at], bits: formatBitsLost(bits) },
      label: this.label(pairs?.labels[at] ?? 0),
    });
  }

  /** The colour of a value. */
  shades(context: Context): (value: number) => Shade | null {
    return shadesOf(attributionScale(this.answered.asked.method), context.theme().heatmap);
  }

  private get isDecidedTogether(): boolean {
    const { answer } = this.answered;
    if (answer.kind !== 'odds' || this.head.activation === 'sigmoid') return false;
    return rankClasses(answer.probabilities, 'probability')[0]?.label !== answer.shown;
  }
}

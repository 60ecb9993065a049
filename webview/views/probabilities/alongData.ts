/** What a view along the text is made of: one cell a token, with a bar on an axis. */
import { isSigmoid } from '../../../src/core/heads/probabilities.js';
import { formatBits, formatProbability, shownText } from '../../../src/core/views/format.js';
import { surprisalBits } from '../../../src/core/views/probabilities.js';
import { stepsAround } from '../../../src/core/views/trajectory.js';
import type { AlongTokens } from '../../../src/protocol/along.js';
import type { PanelRun } from '../../../src/protocol/panel.js';
import { lineOf } from '../../data/questions.js';
import { t } from '../../sentences/text.js';
import type { Context } from '../view.js';

/** Bits of a full bar. */
export const FULL_BITS = { tagging: 2, 'language-model': 8 } as const;

/** From how many bits on a tagger's doubt is written over its bar. */
const LEAST_WRITTEN = 0.5;

/** Tokens in sight: words, and symbols. */
const MOST_WORDS = 140;
const MOST_SYMBOLS = 320;

const PAGING = { pageSize: 128, margin: 0, itemSize: 16 };

/** A token with its bar: −1 … 1 of the axis' height, NaN where it is not known yet. */
export interface AlongCell {
  readonly token: number;
  readonly text: string;
  readonly value: number;
  /** Beside the bar; empty where it says nothing. */
  readonly number: string;
  /** In words. */
  readonly name: string;
}

/** What the classes of a head are drawn as: two against each other, or one by itself. */
export interface Sides {
  readonly up: number | null;
  readonly down: number;
}

/** What a model says along the text, as far as it is here. */
export class AlongData {
  private seen: readonly [number, number] | null = null;

  constructor(private readonly context: Context) {}

  /** The tokens in sight around one: of a classifier those of its segment. */
  around(run: PanelRun, token: number): readonly [from: number, to: number] {
    const { tokenCount, model } = run;
    const ofSymbols = model.tokenizer === 'characters';
    const most = ofSymbols ? MOST_SYMBOLS : MOST_WORDS;
    if (model.task === 'classification') return this.segmentAround(token, tokenCount, MOST_WORDS);
    this.seen = stepsAround(token, tokenCount, most, this.seen);
    return this.seen;
  }

  /** The cells of tokens `[from, to)`. */
  cells(run: PanelRun, [from, to]: readonly [number, number], head: number, sides: Sides): AlongCell[] {
    const { data } = this.context;
    data.wantRows(from, to);
    const { task } = run.model;
    if (task !== 'language-model') this.want(from, to, head);
    return Array.from({ length: to - from }, (_, k) => {
      const token = from + k;
      const row = data.row(token);
      const text = row ? shownText(row.text, run.model.tokenizer) : '…';
      if (task === 'classification') return this.classCell(run, token, text, head, sides);
      const bits =
        task === 'language-model' ? surprisalBits(row?.probability ?? NaN) : this.entropy(token, head);
      const full = FULL_BITS[task === 'language-model' ? task : 'tagging'];
      const number = task === 'tagging' && bits >= LEAST_WRITTEN ? bits.toFixed(1) : '';
      const name = t('along.cell', { text, bits: formatBits(bits) });
      return { token, text, number, name, value: Math.min(1, bits / full) };
    });
  }

  /** What is drawn of a classifier's classes: of two the positive one upwards, of more the one that is shown. */
  sides(run: PanelRun, head: number, token: number): Sides {
    const { labels, activation } = run.model.heads[head];
    const isOfTwo = labels.length === 2 && !isSigmoid({ ...(activation && { activation }) });
    if (isOfTwo) {
      const up = Math.max(0, labels.indexOf('positive')) || (labels[0] === 'positive' ? 0 : 1);
      return { up, down: 1 - up };
    }
    const shown = head === 0 ? this.context.data.row(token)?.label : undefined;
    return { up: null, down: shown ?? this.likeliest(token, head) };
  }

  private classCell(
    { model }: PanelRun,
    token: number,
    text: string,
    head: number,
    { up, down }: Sides,
  ): AlongCell {
    const classes = this.running(token, head);
    const { labels } = model.heads[head];
    const p = classes?.[up ?? down] ?? NaN;
    const label = up !== null && p < 0.5 ? down : (up ?? down);
    const shown = formatProbability(classes?.[label] ?? NaN);
    const name = t('along.cellClass', { text, label: labels[label] ?? '?', p: shown });
    return { token, text, name, number: '', value: up === null ? p : 2 * p - 1 };
  }

  private likeliest(token: number, head: number): number {
    const classes = this.context.data.segmentClasses(token, head)?.probabilities;
    return classes ? classes.indexOf(Math.max(...classes)) : 0;
  }

  private segmentAround(token: number, count: number, most: number): readonly [number, number] {
    const { data } = this.context;
    data.wantRows(token - most, token + most);
    let [from, to] = [token, token + 1];
    while (from > 0 && token - from < most && data.row(from)?.startsSegment === false) from--;
    while (to < count && to - token < most && data.row(to)?.startsSegment === false) to++;
    return [from, to];
  }

  private want(fromToken: number, toToken: number, head: number): void {
    this.context.data.cache.wantRange(question(fromToken, toToken, head), PAGING);
  }

  private page(token: number, head: number): AlongTokens | null {
    return this.context.data.cache.at(lineOf(question(0, 0, head))!, token) as AlongTokens | null;
  }

  private entropy(token: number, head: number): number {
    const page = this.page(token, head);
    return page?.entropies[token - page.fromToken] ?? NaN;
  }

  /** The classes after a segment's text up to a token; null while they are not here. */
  private running(token: number, head: number): Float32Array | null {
    const page = this.page(token, head);
    if (!page || page.running.length === 0) return null;
    const classes = page.running.length / page.entropies.length;
    const at = (token - page.fromToken) * classes;
    return page.running.subarray(at, at + classes);
  }
}

function question(fromToken: number, toToken: number, head: number) {
  return { method: 'along', params: { fromToken, toToken, head } } as const;
}

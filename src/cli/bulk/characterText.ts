import { SMALLEST_PROBABILITY } from '../../core/evaluate/languageModel.js';
import { argmaxRows } from '../../core/heads/softmax.js';
import type { Model } from '../../core/model/model.js';
import type { Format } from './formats.js';
import { certaintyCells } from './certainty.js';
import { escaped, type TaggedPart } from './tokenText.js';

/** Characters of a line that are written as one object at most. */
const MAX_LINE_CHARACTERS = 4096;

/** A line of a text on its way. */
interface Line {
  text: string;
  start: number;
  end: number;
  surprisals: (number | null)[];
}

/** Writes what a language model says of a text that comes in parts: -ln p of each character, in nats. */
export class CharacterText {
  /** Probabilities of the character that comes next, [classes]; none before the first. */
  private expected: ArrayLike<number> | null = null;
  private line: Line | null = null;

  constructor(
    private readonly model: Model,
    private readonly format: Format,
  ) {}

  /** The next part; `isLast` gives out what was kept of it, too. */
  push(tagged: TaggedPart, isLast: boolean): string {
    const { expected } = this;
    const costs = this.surprisals(tagged);
    if (this.format === 'tsv')
      return tagged.tokens
        .map((_, t) => rowOf(tagged, costs[t], t, tagged.certainty ? this.sure(tagged, expected, t) : []))
        .join('');
    let text = tagged.tokens.map((_, t) => this.addToLine(tagged, costs[t], t)).join('');
    if (isLast) text += this.endLine(tagged);
    return text;
  }

  /** What was expected in place of a character, what came second to that, and the entropy; `before` the part. */
  private sure({ run }: TaggedPart, before: ArrayLike<number> | null, t: number): string[] {
    const [head] = this.model.architecture.heads;
    const classes = head.labels.length;
    const all = run.heads[0].probabilities;
    const row = t === 0 ? before : all.subarray((t - 1) * classes, t * classes);
    if (!row) return ['', '', '', ''];
    const own = Float32Array.from(row);
    const [label] = argmaxRows(own, classes);
    return [escaped(head.labels[label]), ...certaintyCells(head, own, label)];
  }

  /** null for a text's first character, which nothing predicts. */
  private surprisals({ tokens, run }: TaggedPart): (number | null)[] {
    const [{ probabilities }] = run.heads;
    const { characters } = this.model.vocabularies;
    const classes = characters.size;
    const costs = tokens.map((character, t) => {
      const expected = t === 0 ? this.expected : probabilities.subarray((t - 1) * classes, t * classes);
      if (!expected) return null;
      return -Math.log(Math.max(expected[characters.id(character)], SMALLEST_PROBABILITY));
    });
    this.expected = probabilities.slice((tokens.length - 1) * classes);
    return costs;
  }

  private addToLine(tagged: TaggedPart, cost: number | null, t: number): string {
    const { tokens, part } = tagged;
    this.line ??= { text: '', start: part.fileStarts[t], end: 0, surprisals: [] };
    this.line.text += tokens[t];
    this.line.end = part.fileEnds[t];
    this.line.surprisals.push(cost === null ? null : Number(cost.toFixed(6)));
    const isFull = this.line.surprisals.length >= MAX_LINE_CHARACTERS;
    return tokens[t] === '\n' || isFull ? this.endLine(tagged) : '';
  }

  private endLine({ document, positions }: TaggedPart): string {
    if (!this.line) return '';
    const { text, start, end, surprisals } = this.line;
    this.line = null;
    const object = JSON.stringify({
      ...(document !== null && { document }),
      text,
      ...(positions && { start, end }),
      surprisals,
    });
    return this.format === 'json' ? `,\n${object}` : `${object}\n`;
  }
}

function rowOf(
  { tokens, part, positions }: TaggedPart,
  cost: number | null,
  t: number,
  sure: readonly string[],
): string {
  const places = positions ? `\t${part.fileStarts[t]}\t${part.fileEnds[t]}` : '';
  return `${escaped(tokens[t])}\t${cost === null ? '' : cost.toFixed(6)}${places}${sure.map((cell) => `\t${cell}`).join('')}\n`;
}

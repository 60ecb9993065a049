/**
 * Scores the Korean tokenizer against UD Korean Kaist: `koreanScore FILE [--errors N] [--wrap N] [--lines] [--bare]`.
 *
 * The release sets every mark off by a space, so natural text is made first: stops, commas, closing marks and per
 * cent signs join what is before them, opening marks what is after them, and a particle or ending joins the mark
 * before it. Sentences are joined by a space, documents by a blank line. `--wrap` breaks lines at a width, `--lines`
 * puts each sentence on a line, `--bare` leaves each sentence's last stop out as well.
 */

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { commentValue, words, type ConlluWord } from '../../src/core/formats/conllu.js';
import { readConllu } from '../../src/core/formats/conlluReader.js';
import { segmentText } from '../../src/core/text/segmentation.js';

interface Gold {
  readonly text: string;
  readonly spans: ReadonlySet<string>;
  readonly sentences: ReadonlySet<string>;
}

interface Options {
  readonly wrap: number;
  readonly lines: boolean;
  readonly bare: boolean;
}

/** Whether natural text has no space between two rows of the treebank. */
function isJoined(before: ConlluWord, after: ConlluWord): boolean {
  if (['sf', 'sp', 'sr'].includes(after.xpos) || after.form === '%') return true;
  if (before.xpos === 'sl' || before.form === '$') return true;
  if (after.form === '(') return before.upos !== 'PUNCT';
  const isAfterMark = before.xpos === 'sr' || before.form === '%';
  return isAfterMark && /^(?:j|xs|e)/.test(after.xpos);
}

function naturalText(path: string, options: Options): Gold {
  const [spans, sentences] = [new Set<string>(), new Set<string>()];
  const pieces: string[] = [];
  let [length, column, document] = [0, 0, ''];
  const put = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
    column = piece.includes('\n') ? 0 : column + piece.length;
  };
  for (const sentence of readConllu(readFileSync(path, 'utf8')).document.sentences) {
    const rows = words(sentence);
    if (options.bare && rows[rows.length - 1]?.xpos === 'sf') rows.pop();
    if (rows.length === 0) continue;
    const name = commentValue(sentence, 'sent_id')?.replace(/-s\d+$/, '') ?? '';
    const separator = length === 0 ? '' : name !== document ? '\n\n' : options.lines ? '\n' : ' ';
    document = name;
    let first = -1;
    rows.forEach((row, k) => {
      const gap = k === 0 ? separator : isJoined(rows[k - 1], row) ? '' : ' ';
      const isTooLong = options.wrap > 0 && column + 1 + row.form.length > options.wrap;
      put(gap === ' ' && isTooLong ? '\n' : gap);
      if (first < 0) first = length;
      spans.add(`${length}:${length + row.form.length}`);
      put(row.form);
    });
    sentences.add(`${first}:${length}`);
  }
  return { text: pieces.join(''), spans, sentences };
}

function score(name: string, gold: ReadonlySet<string>, found: ReadonlySet<string>): void {
  let hits = 0;
  for (const span of found) if (gold.has(span)) hits += 1;
  const percent = (value: number): string => (100 * value).toFixed(2);
  console.log(
    `${name}: P ${percent(hits / found.size)} R ${percent(hits / gold.size)}` +
      ` F1 ${percent((2 * hits) / (gold.size + found.size))} (${gold.size} gold, ${found.size} found)`,
  );
}

function showErrors(
  text: string,
  gold: ReadonlySet<string>,
  found: ReadonlySet<string>,
  limit: number,
): void {
  const show = (span: string, mark: string): void => {
    const [start, end] = span.split(':').map(Number);
    const parts = [
      text.slice(Math.max(0, start - 15), start),
      text.slice(start, end),
      text.slice(end, end + 25),
    ];
    if (parts[1].length > 60) parts[1] = `${parts[1].slice(0, 20)} ... ${parts[1].slice(-30)}`;
    console.log(`${mark}  ${parts.join('¦').replaceAll('\n', '|')}`);
  };
  const missed = [...gold].filter((span) => !found.has(span));
  const wrong = [...found].filter((span) => !gold.has(span));
  for (const span of missed.slice(0, limit)) show(span, 'missed');
  for (const span of wrong.slice(0, limit)) show(span, 'wrong ');
}

function main(args: readonly string[]): void {
  const value = (name: string, absent: number): number =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : absent;
  const wrap = value('--wrap', 0);
  const gold = naturalText(args[0] ?? '', {
    wrap,
    lines: args.includes('--lines') || args.includes('--bare'),
    bare: args.includes('--bare'),
  });
  const started = performance.now();
  const { starts, ends, segmentOffsets } = segmentText(gold.text, 'korean', 'sentence');
  const elapsedMs = performance.now() - started;
  const spans = new Set(Array.from(starts, (start, token) => `${start}:${ends[token]}`));
  const sentences = new Set(
    Array.from(segmentOffsets.slice(1), (next, s) => `${starts[segmentOffsets[s]]}:${ends[next - 1]}`),
  );
  score('tokens', gold.spans, spans);
  score('sentences', gold.sentences, sentences);
  console.log(`${gold.text.length} UTF-16 code units in ${elapsedMs.toFixed(0)} ms`);
  const errors = value('--errors', 0);
  showErrors(gold.text, gold.spans, spans, errors);
  showErrors(gold.text, gold.sentences, sentences, errors);
}

main(process.argv.slice(2));

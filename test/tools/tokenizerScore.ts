/**
 * Scores a tokenizer against a CoNLL-U treebank: `tokenizerScore FILE [--korean] [--lines] [--errors N] [--bench]`.
 * The sentences' texts, joined with a space, make a paragraph; paragraphs are separated by a blank line;
 * with `--lines` each sentence is on a line of its own.
 */

import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { segmentText, type Tokenizer } from '../../src/core/text/segmentation.js';

interface Gold {
  readonly text: string;
  readonly spans: ReadonlySet<string>;
  readonly sentences: ReadonlySet<string>;
}

interface Sentence {
  readonly text: string;
  readonly startsParagraph: boolean;
  readonly words: readonly (readonly [number, number])[];
}

function readSentence(block: string): Sentence | null {
  const lines = block.split('\n');
  const text = lines.find((line) => line.startsWith('# text = '))?.slice('# text = '.length);
  if (text === undefined) return null;
  const words: [number, number][] = [];
  let at = 0;
  let skipTo = 0;
  for (const line of lines) {
    const [id = '', form = ''] = line.split('\t');
    const range = /^(\d+)-(\d+)$/.exec(id);
    if (!range && (!/^\d+$/.test(id) || Number(id) <= skipTo)) continue;
    const start = text.indexOf(form, at);
    const parts = range ? partsOf(lines, Number(range[1]), Number(range[2])) : [form];
    // A range that is not its words put together can only be matched as one token.
    const pieces = parts.join('') === form ? parts : [form];
    let from = start;
    for (const piece of pieces) words.push([from, (from += piece.length)]);
    at = start + form.length;
    if (range) skipTo = Number(range[2]);
  }
  return { text, startsParagraph: lines.some((line) => /^# new(par|doc)/.test(line)), words };
}

function partsOf(lines: readonly string[], first: number, last: number): string[] {
  const rows = lines.map((line) => line.split('\t'));
  return rows
    .filter(([id = '']) => /^\d+$/.test(id) && +id >= first && +id <= last)
    .map((row) => row[1] ?? '');
}

function readGold(path: string, separator: string): Gold {
  const spans = new Set<string>();
  const sentences = new Set<string>();
  let text = '';
  for (const block of readFileSync(path, 'utf8').split('\n\n')) {
    const sentence = readSentence(block);
    if (!sentence) continue;
    if (text !== '') text += sentence.startsParagraph ? '\n\n' : separator;
    for (const [start, end] of sentence.words) spans.add(`${text.length + start}:${text.length + end}`);
    const first = sentence.words[0]?.[0] ?? 0;
    const last = sentence.words[sentence.words.length - 1]?.[1] ?? 0;
    sentences.add(`${text.length + first}:${text.length + last}`);
    text += sentence.text;
  }
  return { text, spans, sentences };
}

function score(name: string, gold: ReadonlySet<string>, found: ReadonlySet<string>): void {
  let hits = 0;
  for (const span of found) if (gold.has(span)) hits += 1;
  const percent = (value: number): string => (100 * value).toFixed(2);
  const f1 = (2 * hits) / (gold.size + found.size);
  console.log(
    `${name}: P ${percent(hits / found.size)} R ${percent(hits / gold.size)} F1 ${percent(f1)}` +
      ` (${gold.size} gold, ${found.size} found)`,
  );
}

function showErrors(
  gold: Gold,
  kind: 'spans' | 'sentences',
  found: ReadonlySet<string>,
  limit: number,
): void {
  const counts = new Map<string, number>();
  const chunks = kind === 'spans' ? [...gold.text.matchAll(/\S+/g)] : [];
  for (const chunk of chunks) {
    const describe = (spans: ReadonlySet<string>): string => describeChunk(chunk, spans);
    const wanted = describe(gold.spans);
    const got = describe(found);
    if (wanted !== got)
      counts.set(`${got}  (gold ${wanted})`, (counts.get(`${got}  (gold ${wanted})`) ?? 0) + 1);
  }
  const ends = (spans: ReadonlySet<string>): Set<number> =>
    new Set([...spans].map((s) => Number(s.split(':')[1])));
  if (kind === 'sentences') {
    const [wanted, got] = [ends(gold.sentences), ends(found)];
    const add = (end: number, mark: string): void => {
      const shown = gold.text.slice(end - 30, end) + ` ${mark} ` + gold.text.slice(end, end + 25);
      counts.set(shown.replaceAll('\n', '|'), 1);
    };
    for (const end of wanted) if (!got.has(end)) add(end, '<MISSED>');
    for (const end of got) if (!wanted.has(end)) add(end, '<WRONG>');
  }
  const rows = [...counts].sort((a, b) => b[1] - a[1]).slice(0, limit);
  for (const [row, count] of rows) console.log(`${count}\t${row}`);
}

function describeChunk(chunk: RegExpExecArray, spans: ReadonlySet<string>): string {
  const end = chunk.index + chunk[0].length;
  const parts: string[] = [];
  let from = chunk.index;
  for (let to = from + 1; to <= end; to += 1) {
    if (to - from > 200) break;
    if (!spans.has(`${from}:${to}`)) continue;
    parts.push(chunk[0].slice(from - chunk.index, to - chunk.index));
    from = to;
  }
  return from === end ? parts.join('¦') : `${parts.join('¦')}~`;
}

function bench(text: string, tokenizer: Tokenizer): void {
  const length = 10_000_000;
  const texts: Record<string, string> = {
    prose: text,
    letters: 'a',
    digits: '1',
    dots: '.',
    'a.': 'a.',
    'a-': 'a-',
    'e-': 'e-',
    quotes: '"',
    apostrophes: "'",
    "a'": "a'",
    dashes: '-',
    'mixed marks': '#-:;(*',
    spaces: ' ',
    'stops and spaces': '. ',
    '1-': '1-',
    '1/': '1/',
    '12,': '12,',
    $1: '$1',
    'a&': 'a&',
    'a*': 'a*',
    'a@': 'a@',
    'www.': 'www.a"',
    han: '漢',
    emoji: '👩‍🚀',
    accents: 'e\u0301.\u0301',
    'stop words': 'etc. ',
    newlines: 'Ab\n',
  };
  for (const [name, seed] of Object.entries(texts)) {
    const input = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
    const started = performance.now();
    const { starts, segmentOffsets } = segmentText(input, tokenizer, 'sentence');
    const elapsedMs = Math.round(performance.now() - started);
    console.log(`${name}: ${elapsedMs} ms, ${starts.length} tokens, ${segmentOffsets.length - 1} segments`);
  }
}

function main(args: readonly string[]): void {
  const tokenizer = args.includes('--korean') ? 'korean' : 'english';
  const gold = readGold(args[0] ?? '', args.includes('--lines') ? '\n' : ' ');
  const { starts, ends, segmentOffsets } = segmentText(gold.text, tokenizer, 'sentence');
  const spans = new Set(Array.from(starts, (start, token) => `${start}:${ends[token]}`));
  const sentences = new Set<string>();
  for (let s = 0; s + 1 < segmentOffsets.length; s += 1) {
    sentences.add(`${starts[segmentOffsets[s]]}:${ends[segmentOffsets[s + 1] - 1]}`);
  }
  score('tokens', gold.spans, spans);
  score('sentences', gold.sentences, sentences);
  const errors = args.indexOf('--errors');
  if (errors >= 0) {
    const limit = Number(args[errors + 1] ?? 100);
    showErrors(gold, 'spans', spans, limit);
    showErrors(gold, 'sentences', sentences, limit);
  }
  if (args.includes('--bench')) bench(gold.text, tokenizer);
}

main(process.argv.slice(2));

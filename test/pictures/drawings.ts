// The walkthrough's drawings: what the models say of the samples, in colours of VS Code's theme.
import { readFileSync } from 'node:fs';
import { QUOTATIONS } from '../../src/host/samples/samples.js';
import type { StatePlace } from '../../src/protocol/engine.js';
import { withText } from '../fixtures/readText.js';

const TEXT = 'var(--vscode-foreground)';
/** As in the panel: what is high is blue. */
const HIGH = 'var(--vscode-charts-blue)';
const LOW = 'var(--vscode-charts-orange)';
const LINE = 'var(--vscode-charts-lines)';
const MONO = 'font-family="var(--vscode-editor-font-family), monospace"';

/** File names in `media/walkthrough`, and what is in them. */
export async function drawings(): Promise<Readonly<Record<string, string>>> {
  const novel = readFileSync('media/samples/novel.txt', 'utf8');
  const unit = await withText('tolstoy-gru', novel, async ({ states, model }) => {
    const all = await states(QUOTATIONS);
    return Float32Array.from(
      { length: novel.length },
      (_, k) => all[k * model.rnn.hiddenSize + QUOTATIONS.unit],
    );
  });
  return {
    'tag.svg': await tagged('The storm came on the 27th'),
    'unit.svg': curve(novel, unit, '"He will see me,"'),
    'colour.svg': coloured(novel, unit, '"Is the Count at home?"'),
    'type.svg': await difference('Marta had kept the light at night', 'Marta had broken the light at night'),
    'bring.svg': folders(['.rnn-lens', 'models', 'my-network', 'model.json', 'weights.safetensors']),
  };
}

/** The words with their tags below, in the sentence of the sample that they begin. */
async function tagged(words: string): Promise<string> {
  const story = readFileSync('media/samples/lighthouse.txt', 'utf8');
  const colours = new Map([
    ['DET', 'var(--vscode-charts-purple)'],
    ['NOUN', HIGH],
    ['VERB', LOW],
    ['ADP', 'var(--vscode-charts-green)'],
  ]);
  return withText('english-pos', story, async ({ tokens, starts, labels }) => {
    const from = starts.indexOf(story.indexOf(words));
    let x = 20;
    const body = words.split(' ').flatMap((_, k) => {
      const [word, tag] = [tokens[from + k], labels[from + k]];
      const width = Math.max(word.length * 14, tag.length * 10) + 14;
      const middle = x + width / 2;
      x += width;
      return [
        text(middle, 80, word, 'text-anchor="middle" font-size="22"'),
        rect([x - width + 4, 90, width - 8, 3], colours.get(tag)!, 1),
        text(middle, 114, tag, `text-anchor="middle" font-size="14" ${MONO}`),
      ];
    });
    return svg(x + 20, 150, body);
  });
}

/** The unit over a few letters around some words. */
function curve(novel: string, unit: Float32Array, words: string): string {
  const from = novel.indexOf(words) - 7;
  const shown = novel.slice(from, from + 41).replaceAll('\n', ' ');
  const points = Array.from(
    shown,
    (_, k) => `${decimal(20 + (k + 0.5) * 11)},${decimal(110 - 70 * unit[from + k])}`,
  );
  return svg(40 + 11 * shown.length, 240, [
    `<line x1="20" x2="${20 + 11 * shown.length}" y1="110" y2="110" stroke="${LINE}" stroke-dasharray="3 4"/>`,
    text(20, 48, String(QUOTATIONS.unit), `font-size="14" ${MONO}`),
    `<polyline fill="none" stroke="${HIGH}" stroke-width="2.5" stroke-linejoin="round" points="${points.join(' ')}"/>`,
    text(20, 215, shown, `textLength="${11 * shown.length}" lengthAdjust="spacingAndGlyphs" ${MONO}`),
  ]);
}

const COLUMNS = 36;
const COLUMN = 9.4;

/** The lines that begin with some words, each letter on the unit's colour. */
function coloured(novel: string, unit: Float32Array, words: string): string {
  const start = novel.indexOf(words);
  const rows = [
    ...novel
      .slice(start, start + 260)
      .replaceAll('\n', ' ')
      .matchAll(/(.{1,35})( |$)/g),
  ].slice(0, 6);
  const body = rows.flatMap(({ 0: row, index }, k) => {
    const top = 20 + 30 * k;
    const runs = runsOf(Array.from(row, (_, at) => shade(unit[start + index + at])));
    return [
      ...runs.map(([at, length, value]) =>
        rect(
          [decimal(20 + at * COLUMN), top, decimal(length * COLUMN), 26],
          value > 0 ? HIGH : LOW,
          Math.abs(value) / 20,
        ),
      ),
      text(20, top + 18, row, `textLength="${decimal(row.length * COLUMN)}" ${MONO}`),
    ];
  });
  return svg(40 + COLUMNS * COLUMN, 40 + 30 * rows.length, body);
}

/** A value in steps that can be told from one another; never 0, which has no sign. */
function shade(value: number): number {
  return Math.sign(value) * Math.max(1, Math.round(11 * Math.abs(value)));
}

/** Where equal values begin, how many there are, and which. */
function runsOf(values: readonly number[]): [at: number, length: number, value: number][] {
  const starts = values.flatMap((value, k) => (k > 0 && value === values[k - 1] ? [] : [k]));
  return starts.map((at, k) => [at, (starts[k + 1] ?? values.length) - at, values[at]]);
}

/** Some units of two sentences of as many words, and how they differ. */
async function difference(before: string, after: string): Promise<string> {
  const place: StatePlace = { layer: 0, direction: 'forward', quantity: 'h' };
  const [a, b] = await Promise.all(
    [before, after].map((sentence) =>
      withText('english-pos', `${sentence}\n`, ({ states }) => states(place)),
    ),
  );
  const words = [before, after].map((sentence) => sentence.split(' '));
  const block = (top: number, heads: readonly string[], value: (at: number) => number) =>
    heads.flatMap((head, k) => [
      text(20 + 76 * (k + 0.5), top, head, 'text-anchor="middle"'),
      ...[3, 21, 40, 77, 90, 118].map((unit, row) => {
        const own = value(160 * k + unit);
        const opacity = Math.min(1, 1.4 * Math.abs(own));
        return rect([21 + 76 * k, top + 8 + 15 * row, 74, 13], own > 0 ? HIGH : LOW, opacity);
      }),
    ]);
  return svg(40 + 76 * words[0].length, 390, [
    ...block(24, words[0], (at) => a[at]),
    ...block(150, words[1], (at) => b[at]),
    ...block(
      276,
      words[1].map(() => 'Δ'),
      (at) => b[at] - a[at],
    ),
  ]);
}

/** Folders one in another, and two files in the last. */
function folders(names: readonly string[]): string {
  const body = names.flatMap((name, k) => {
    const [x, y, isFile] = [24 + 30 * Math.min(k, 3), 36 + 34 * k, k > 2];
    const icon = isFile ? `M${x + 3} ${y - 14}h11l5 5v14h-16z` : `M${x} ${y - 13}h8l3 4h11v13h-22z`;
    const rise = k === 4 ? 46 : 26;
    return [
      `<path d="${icon}" fill="none" stroke="${isFile ? LOW : HIGH}" stroke-width="1.8"/>`,
      text(x + 32, y, name, MONO),
      ...(k > 0 ? [`<path d="M${x - 18} ${y - rise}v${rise - 4}h12" fill="none" stroke="${LINE}"/>`] : []),
    ];
  });
  return svg(380, 210, body);
}

function svg(width: number, height: number, body: readonly string[]): string {
  const size = `viewBox="0 0 ${decimal(width)} ${height}" font-size="15"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${body.join('\n')}\n</svg>\n`;
}

function text(x: number, y: number, written: string, more: string): string {
  const escaped = written.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${decimal(x)}" y="${y}" fill="${TEXT}" xml:space="preserve" ${more}>${escaped}</text>`;
}

function rect([x, y, width, height]: readonly number[], fill: string, opacity: number): string {
  const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  return `<rect ${place} fill="${fill}" fill-opacity="${opacity.toFixed(2)}"/>`;
}

function decimal(value: number): number {
  return Math.round(10 * value) / 10;
}

import { inEnglish, type Say } from '../sentence.js';
import { formatBits, formatCount } from '../views/format.js';
import { factsHtml, paragraph, scrollable } from './html.js';
import { svg } from './picture.js';

/** Bars of the picture at most; each is the mean of a stretch of equal length. */
const MAX_BARS = 120;
const [HEIGHT, WIDTH, LEFT] = [140, 860, 60];

/** What a text costs a language model, along the text; `bits` are of each symbol but the first. */
export function surprisalHtml(bits: readonly number[], t: Say = inEnglish): string[] {
  if (bits.length === 0) return [paragraph(t('Nothing was expected: the text has less than two symbols.'))];
  const mean = meanOf(bits);
  const each = Math.ceil(bits.length / MAX_BARS);
  const count = Math.ceil(bits.length / each);
  const bars = Array.from({ length: count }, (_, k) => meanOf(bits.slice(k * each, (k + 1) * each)));
  const most = Math.max(...bars);
  const alt = t(
    'Bits a symbol along the text, {0} bars from {1} to {2}',
    ...[count, formatBits(Math.min(...bars)), formatBits(most)],
  );
  return [
    factsHtml(
      t('Bits'),
      [
        [t('mean of a symbol'), formatBits(mean)],
        [t('perplexity'), (2 ** mean).toFixed(2)],
        [t('most'), formatBits(bits.reduce((a, b) => Math.max(a, b), 0))],
        [t('symbols'), formatCount(bits.length)],
      ],
      t,
    ),
    scrollable(t('Surprisal'), barsSvg(bars, most, bits.length, alt, t)),
    paragraph(
      each === 1
        ? t('A bar a symbol.')
        : t('Each bar is the mean of {0} symbols (the last of what is left).', formatCount(each)),
    ),
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function barsSvg(bars: readonly number[], most: number, symbols: number, alt: string, t: Say): string {
  const width = Math.min(40, WIDTH / bars.length);
  const round = (value: number): string => value.toFixed(2);
  const rects = bars.map((value, k) => {
    const height = most > 0 ? (value / most) * HEIGHT : 0;
    const at = `x="${round(LEFT + k * width)}" y="${round(10 + HEIGHT - height)}"`;
    return `<rect class="bar" ${at} width="${round(Math.max(0.5, width - 1))}" height="${round(height)}"/>`;
  });
  const right = LEFT + bars.length * width;
  const axis = [
    `<line class="axis" x1="${LEFT}" y1="${10 + HEIGHT}" x2="${round(right)}" y2="${10 + HEIGHT}"/>`,
    `<text x="${LEFT - 6}" y="18" text-anchor="end">${formatBits(most)}</text>`,
    `<text x="${LEFT - 6}" y="${10 + HEIGHT}" text-anchor="end">${t('{0} bits', 0)}</text>`,
    `<text x="${LEFT}" y="${30 + HEIGHT}">${t('symbol {0}', 2)}</text>`,
    ...(bars.length > 6
      ? [
          `<text x="${round(right)}" y="${30 + HEIGHT}" text-anchor="end">${t('symbol {0}', formatCount(symbols + 1))}</text>`,
        ]
      : []),
  ];
  return svg(Math.ceil(Math.max(right, LEFT + 80) + 10), HEIGHT + 40, alt, [...rects, ...axis]);
}

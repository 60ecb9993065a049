import { visibleText } from '../../core/views/format.js';

const BAR_CELLS = 12;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** One row of a bar chart. */
export interface Bar {
  readonly name: string;
  /** 0 … 1. */
  readonly value: number;
}

/** `NOUN  ██████████▌   87.4 %` for each bar, as a block of code. */
export function chart(bars: readonly Bar[]): string {
  // A label could hold a line break or a fence; neither may leave the block.
  const names = bars.map(({ name }) => visibleText(name).replace(/[`\s]/g, ' '));
  const width = Math.max(...names.map((name) => [...name].length));
  const lines = bars.map(({ value }, k) => {
    const padding = ' '.repeat(width - [...names[k]].length);
    return `${names[k]}${padding}  ${bar(value).padEnd(BAR_CELLS)}  ${percent(value)}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}

/** The indices of the `count` largest values, largest first, the earlier one first among equals. */
export function topClasses(values: Float32Array, count: number): number[] {
  const order = [...values.keys()].sort((a, b) => values[b] - values[a] || a - b);
  return order.slice(0, count);
}

/** A value in [0, 1] as a bar of block elements; none for NaN. */
export function bar(value: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, value || 0)) * BAR_CELLS * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** `97.3 %`; never 100 % or 0 % for what is only near it. */
export function percent(value: number): string {
  if (value < 1 && value >= 0.9995) return '>99.9 %'.padStart(7);
  if (value > 0 && value < 0.0005) return '<0.1 %'.padStart(7);
  return `${(value * 100).toFixed(1)} %`.padStart(7);
}

/** Text as inline code, whatever backticks it holds. */
export function code(text: string): string {
  const shown = text.replace(/\s+/g, ' ').slice(0, 100);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** A symbol that may be white space as inline code: `·` for a space, `⏎` for a line break. */
export function symbolCode(symbol: string): string {
  return code(visibleText(symbol));
}

/** Text that Markdown takes as it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|~<>&$]/g, '\\$&');
}

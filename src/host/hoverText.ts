/** What a hover says of one token. */
export interface HoverContent {
  readonly token: string;
  /** Index into `labels` of the tag. */
  readonly label: number;
  readonly labels: readonly string[];
  /** Aligned with `labels`; may be shorter or empty. */
  readonly labelDescriptions: readonly string[];
  /** `[classes]`; null if the engine could not be asked: then only the tag's own is known. */
  readonly probabilities: Float32Array | null;
  /** Of the tag itself. */
  readonly probability: number;
  readonly modelTitle: string;
  readonly stale: boolean;
}

const SHOWN_CLASSES = 5;
const BAR_CELLS = 12;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The hover as Markdown; everything that comes from the text or a model is escaped. */
export function hoverMarkdown(content: HoverContent): string {
  const name = content.labels[content.label] ?? '?';
  const description = content.labelDescriptions[content.label];
  const paragraphs = [
    `${code(content.token)} is **${escapeMarkdown(name)}**${description ? `: ${escapeMarkdown(description)}` : ''}`,
    ['```text', ...chart(content), '```'].join('\n'),
  ];
  if (content.stale)
    paragraphs.push('The text was edited since it was tagged: tag it again for current tags.');
  paragraphs.push(`RNN Lens · ${escapeMarkdown(content.modelTitle)}`);
  return paragraphs.join('\n\n');
}

/** `NOUN  ██████████▌   87.4 %`, the likeliest classes first. */
function chart(content: HoverContent): string[] {
  const { labels, label, probabilities, probability } = content;
  const classes = probabilities ? topClasses(probabilities, SHOWN_CLASSES) : [label];
  const width = Math.max(...classes.map((index) => (labels[index] ?? '?').length));
  return classes.map((index) => {
    const value = probabilities ? (probabilities[index] ?? 0) : probability;
    // A label could hold a line break or a fence; neither may leave the block.
    const name = (labels[index] ?? '?').replace(/[`\s]/g, ' ').padEnd(width);
    return `${name}  ${bar(value).padEnd(BAR_CELLS)}  ${percent(value)}`;
  });
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
function code(text: string): string {
  const shown = text.replace(/\s+/g, ' ').slice(0, 100);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|~<>&$]/g, '\\$&');
}

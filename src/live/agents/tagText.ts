import { surprisalBits } from '../../core/views/probabilities.js';
import type { EngineClient } from '../engineClient.js';
import type { Run } from '../run.js';
import { walkTokens } from '../walkTokens.js';
import { AgentError } from './agentError.js';
import { rounded, textCell, type AnswerParts, type Cell } from './answer.js';
import { checkToken } from './asked.js';

/** Rows that are looked up: more have no room in an answer. */
const MOST_ROWS = 250;

/** Labels whose counts are told. */
const MOST_LABELS = 24;

/** What is asked of the labels of a text. */
export interface TagsAsked {
  /** Rows begin at this token. */
  readonly fromToken: number;
  /** Only rows with one of these labels; undefined for all. */
  readonly labels: readonly string[] | undefined;
}

/** What a model says of a text, token by token, or of a classifier unit by unit. */
export async function tagText(
  engine: Pick<EngineClient, 'call'>,
  run: Run,
  asked: TagsAsked,
  signal: AbortSignal,
): Promise<AnswerParts> {
  const { model, tokenCount } = run;
  if (model.task === 'states')
    throw new AgentError(`${model.name} gives no labels: ask rnn_unit_states for what its units do.`);
  checkToken(asked.fromToken, tokenCount);
  checkLabels(run, asked);
  const { found, count, counts } = await rowsOf(run, asked, signal);
  const details = await detailsOf(engine, run, found, signal);
  const isWriter = model.task === 'language-model';
  const columns = isWriter ? ['expected', 'bits'] : ['label', 'p'];
  return {
    about: {
      ...{ model: model.name, task: model.task, tokens: tokenCount },
      ...(run.level === 'segment' && { units: run.segmentCount, unit: run.source.unit }),
      ...(isWriter ? { meanBits: rounded(run.bitsPerSymbol ?? NaN) } : { labels: counts }),
      ...(isWriter && {
        note: 'bits: how surprising the text was here; expected: what was likeliest instead',
      }),
      ...(found.length === 0 && { note: 'No token from there on has such a label.' }),
    },
    columns: ['token', 'line', 'text', ...columns, ...(details ? ['detail'] : [])],
    rows: found.map((token, k) => [...rowOf(run, token), ...(details ? [textCell(details[k])] : [])]),
    count,
    rest: (shown) =>
      `${count - shown} of ${count} rows from token ${asked.fromToken} on are left out: ` +
      `ask again with "fromToken": ${nextToken(run, found, shown)}` +
      (asked.labels || isWriter ? '.' : ', or only for some labels with "labels".'),
  };
}

/** The tokens (of classifiers first tokens of units) that are told, and how many there are of each label in the whole text. */
async function rowsOf(run: Run, { fromToken, labels }: TagsAsked, signal: AbortSignal) {
  const names = run.model.labels;
  const found: number[] = [];
  const counts = new Map<string, number>();
  let count = 0;
  const visit = (token: number): void => {
    if (run.level === 'segment' && !run.tokens.startsSegment(token)) return;
    const name = names[run.tokens.labelOf(token).label] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (token < fromToken || (labels && !labels.includes(name))) return;
    count++;
    if (found.length < MOST_ROWS) found.push(token);
  };
  await walkTokens(run, visit, signal);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_LABELS);
  return { found, count, counts: Object.fromEntries(most) };
}

function rowOf(run: Run, token: number): Cell[] {
  const { tokens, model, level } = run;
  const { label, probability } = tokens.labelOf(token);
  const text = level === 'segment' ? tokens.textOfSegment(tokens.segmentOf(token)) : tokens.textOf(token);
  const number = model.task === 'language-model' ? surprisalBits(probability) : probability;
  return [token, tokens.positionOf(token)[0], textCell(text), model.labels[label] ?? null, rounded(number)];
}

/** Morphemes and what else stands beside labels; null if nothing does. */
async function detailsOf(
  engine: Pick<EngineClient, 'call'>,
  { documentId, level }: Run,
  found: readonly number[],
  signal: AbortSignal,
): Promise<string[] | null> {
  if (level === 'segment' || found.length === 0) return null;
  const [fromToken, last] = [found[0], found[found.length - 1]];
  // Of few rows far from one another all between would be read for nothing.
  if (last - fromToken >= 4 * MOST_ROWS) return null;
  const { texts } = await engine.call('details', { documentId, fromToken, toToken: last + 1 }, { signal });
  const details = found.map((token) => texts[token - fromToken] ?? '');
  return details.some((text) => text !== '') ? details : null;
}

function nextToken(run: Run, found: readonly number[], shown: number): number {
  if (shown < found.length) return found[shown];
  const last = found[found.length - 1];
  return last === undefined ? 0 : Math.min(run.tokenCount - 1, last + 1);
}

function checkLabels({ model }: Run, { labels = [] }: TagsAsked): void {
  const wrong = labels.find((label) => !model.labels.includes(label));
  if (model.task !== 'language-model' && wrong !== undefined)
    throw new AgentError(`${model.name} has no label "${wrong}". Labels: ${model.labels.join(', ')}.`);
}

import { surprisalBits } from '../../core/views/probabilities.js';
import type { DifferenceWindow, StatePlace } from '../../protocol/engine.js';
import type { ChangedToken } from '../../protocol/panel.js';
import { describeDifference, unpackAlignment, type ComparedRuns } from '../difference.js';
import type { EngineClient } from '../engineClient.js';
import { fittingQuery } from '../messageSize.js';
import { AgentError } from './agentError.js';
import { rounded, textCell, type AnswerParts, type Cell } from './answer.js';

/** Units that are told to differ most, and steps from the first difference on in which they are looked at. */
const MOST_UNITS = 8;
const MOST_STEPS = 200;

/** What is asked of two texts that one model read. */
export interface ComparisonAsked {
  /** Whose states are compared. */
  readonly place: StatePlace;
  /** Changes before this one were told already. */
  readonly fromChange: number;
}

/** How two texts differ as one model reads them: what is said otherwise, and which units are others. */
export async function compareTexts(
  engine: Pick<EngineClient, 'call'>,
  runs: ComparedRuns,
  { place, fromChange }: ComparisonAsked,
  signal: AbortSignal,
): Promise<AnswerParts> {
  const { before, after } = runs;
  const documents = { beforeId: before.documentId, afterId: after.documentId };
  const packed = await engine.call('alignment', documents, { signal });
  const first = await engine.call('firstDifference', { ...documents, place }, { signal });
  const turn = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new Error('Cancelled.');
  };
  const found = await describeDifference(runs, unpackAlignment(packed), first, turn);
  const { inserted, replaced, removed, changes, changeCount } = found;
  if (fromChange > 0 && fromChange >= changes.length)
    throw new AgentError(`There is no change ${fromChange}: ${changes.length} can be told.`);
  const units = first < 0 ? [] : await differingUnits(engine, runs, place, first, signal);
  const count = changes.length - fromChange;
  const isWriter = after.model.task === 'language-model';
  return {
    about: {
      ...{ model: after.model.name, tokensBefore: before.tokenCount, tokensAfter: after.tokenCount },
      ...{ inserted, replaced, removed },
      firstDifference: found.first && { ...found.first, text: textCell(found.first.text) },
      states: { ...place, differMost: units, from: first < 0 ? null : first, steps: MOST_STEPS },
      changes: changeCount,
      ...(changeCount > changes.length && { note: `The ${changes.length} largest changes can be told.` }),
    },
    columns: isWriter
      ? ['token', 'line', 'before', 'after', 'bitsBefore', 'bitsAfter']
      : ['token', 'line', 'before', 'after', 'labelBefore', 'pBefore', 'labelAfter', 'pAfter'],
    rows: changes.slice(fromChange).map((change) => rowOf(change, isWriter)),
    count,
    rest: (shown) =>
      `${count - shown} smaller changes are left out: ask again with "fromChange": ${fromChange + shown}.`,
  };
}

function rowOf(change: ChangedToken, isWriter: boolean): Cell[] {
  const { token, line, text, beforeText, beforeLabel, label, beforeProbability, probability } = change;
  const start = [token, line, textCell(beforeText), textCell(text)];
  if (isWriter)
    return [...start, rounded(surprisalBits(beforeProbability)), rounded(surprisalBits(probability))];
  return [...start, beforeLabel, rounded(beforeProbability), label, rounded(probability)];
}

/** The units that differ most behind the first difference, at steps that both texts have. */
async function differingUnits(
  engine: Pick<EngineClient, 'call'>,
  { before, after }: ComparedRuns,
  place: StatePlace,
  first: number,
  signal: AbortSignal,
): Promise<{ readonly unit: number; readonly most: number | null }[]> {
  const { documentId, model, stepCount } = after;
  const { fromStep } = await engine.call('stepsOfToken', { documentId, token: first }, { signal });
  const query = fittingQuery({ ...place, fromStep, toStep: fromStep + MOST_STEPS }, model.rnn, stepCount);
  const documents = { beforeId: before.documentId, afterId: documentId };
  return largest(await engine.call('stateDifference', { ...documents, query }, { signal }));
}

function largest({ values, units }: DifferenceWindow): { unit: number; most: number | null }[] {
  const most = new Float64Array(units);
  values.forEach((value, k) => {
    if (Math.abs(value) > Math.abs(most[k % units])) most[k % units] = value;
  });
  return Array.from(most, (value, unit) => ({ unit, most: rounded(value) }))
    .filter((row) => row.most !== 0)
    .sort((a, b) => Math.abs(b.most ?? 0) - Math.abs(a.most ?? 0))
    .slice(0, MOST_UNITS);
}

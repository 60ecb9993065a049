import type { Task } from '../../core/model/model.js';
import { plural, t } from '../../live/sentences.js';
import type { RunUnit } from '../../protocol/engine.js';

/** What the status bar item shows of a document. */
export interface StatusContent {
  readonly task: Task;
  /** What a classifier ran as one sequence. */
  readonly unit: RunUnit;
  readonly tokenCount: number;
  readonly stepCount: number;
  readonly segmentCount: number;
  /** Of a classifier with one text: its class; else null. */
  readonly verdict: {
    readonly label: string;
    readonly probability: number;
    /** Its labels do not exclude one another, and none is on: this is the likeliest. */
    readonly isBelow?: boolean;
  } | null;
  /** Of a language model that is done. */
  readonly bitsPerSymbol: number | null;
  readonly modelName: string;
  /** It started from a saved state. */
  readonly continued: boolean;
  readonly stale: boolean;
  readonly complete: boolean;
  /** 0 … 1 while the document is being tagged, else null. */
  readonly progress: number | null;
}

/** `RNN Lens: 1,234 tokens · english-pos`, with an icon when that is not the whole truth. */
export function statusText(content: StatusContent): string {
  if (content.progress !== null) return `$(loading~spin) RNN Lens: ${Math.floor(content.progress * 100)} %`;
  const facts = [...resultsOf(content), content.modelName, ...(content.continued ? [t('continued')] : [])];
  const text = `RNN Lens: ${facts.join(' · ')}`;
  if (content.stale) return `$(history) ${text} · ${t('stale')}`;
  return content.complete ? text : `$(circle-slash) ${text} · ${t('incomplete')}`;
}

function resultsOf(content: StatusContent): string[] {
  const { task, verdict, bitsPerSymbol } = content;
  switch (task) {
    case 'tagging':
      return [plural(content.tokenCount, '{0} token', '{0} tokens')];
    case 'states':
      return [plural(content.stepCount, '{0} step', '{0} steps')];
    case 'language-model': {
      const count = plural(content.tokenCount, '{0} character', '{0} characters');
      return bitsPerSymbol === null ? [count] : [count, t('{0} bits each', bitsPerSymbol.toFixed(2))];
    }
    case 'classification':
      return [classified(content), ...(verdict && isOneText(content) ? [verdictText(verdict)] : [])];
  }
}

function verdictText({ label, probability, isBelow }: NonNullable<StatusContent['verdict']>): string {
  const text = `${label} ${Math.floor(probability * 100)} %`;
  return isBelow ? t('{0} (below its threshold)', text) : text;
}

/** How many texts a classifier read, or what its one text is. */
function classified({ unit, segmentCount }: StatusContent): string {
  switch (unit) {
    case 'line':
      return plural(segmentCount, '{0} line', '{0} lines');
    case 'sentence':
      return plural(segmentCount, '{0} sentence', '{0} sentences');
    case 'document':
      return t('document');
    case 'selection':
      return t('selection');
  }
}

function isOneText({ unit }: StatusContent): boolean {
  return unit === 'document' || unit === 'selection';
}

/** What a click does, and why one would. */
export function statusTooltip(content: StatusContent): string {
  if (content.progress !== null) return t('RNN Lens is tagging this document.');
  if (content.stale) return t('The text was edited since it was tagged. Click to tag it again.');
  if (!content.complete) return t('Tagging was stopped before the end. Click to tag the document again.');
  return t('All results are up to date. Click to tag the document again.');
}

import type { Task } from '../../core/model/model.js';
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
  readonly verdict: { readonly label: string; readonly probability: number } | null;
  /** Of a language model that is done. */
  readonly bitsPerSymbol: number | null;
  readonly modelName: string;
  /** It started from a saved state. */
  readonly continued: boolean;
  readonly stale: boolean;
  readonly complete: boolean;
  /** 0 … 1 while the document is being tagged, else null. */
  readonly progress: number | null;
  /** VS Code's display language. */
  readonly locale: string;
}

/** `RNN Lens: 1,234 tokens · english-pos`, with an icon when that is not the whole truth. */
export function statusText(content: StatusContent): string {
  if (content.progress !== null) return `$(loading~spin) RNN Lens: ${Math.floor(content.progress * 100)} %`;
  const facts = [...resultsOf(content), content.modelName, ...(content.continued ? ['continued'] : [])];
  const text = `RNN Lens: ${facts.join(' · ')}`;
  if (content.stale) return `$(history) ${text} · stale`;
  return content.complete ? text : `$(circle-slash) ${text} · incomplete`;
}

function resultsOf(content: StatusContent): string[] {
  const { task, unit, verdict, bitsPerSymbol } = content;
  switch (task) {
    case 'tagging':
      return [counted(content, content.tokenCount, 'token')];
    case 'states':
      return [counted(content, content.stepCount, 'step')];
    case 'language-model': {
      const count = counted(content, content.tokenCount, 'character');
      return bitsPerSymbol === null ? [count] : [count, `${bitsPerSymbol.toFixed(2)} bits each`];
    }
    case 'classification':
      if (unit === 'line' || unit === 'sentence') return [counted(content, content.segmentCount, unit)];
      return [unit, ...(verdict ? [`${verdict.label} ${Math.floor(verdict.probability * 100)} %`] : [])];
  }
}

function counted({ locale }: StatusContent, count: number, noun: string): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a click does, and why one would. */
export function statusTooltip(content: StatusContent): string {
  if (content.progress !== null) return 'RNN Lens is tagging this document.';
  if (content.stale) return 'The text was edited since it was tagged. Click to tag it again.';
  if (!content.complete) return 'Tagging was stopped before the end. Click to tag the document again.';
  return 'All results are up to date. Click to tag the document again.';
}

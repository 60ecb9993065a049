/** What the status bar item shows of a document. */
export interface StatusContent {
  readonly tokenCount: number;
  readonly modelName: string;
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
  const count = new Intl.NumberFormat(content.locale).format(content.tokenCount);
  const noun = content.tokenCount === 1 ? 'token' : 'tokens';
  const text = `RNN Lens: ${count} ${noun} · ${content.modelName}`;
  if (content.stale) return `$(history) ${text} · stale`;
  return content.complete ? text : `$(circle-slash) ${text} · incomplete`;
}

/** What a click does, and why one would. */
export function statusTooltip(content: StatusContent): string {
  if (content.progress !== null) return 'RNN Lens is tagging this document.';
  if (content.stale) return 'The text was edited since it was tagged. Click to tag it again.';
  if (!content.complete) return 'Tagging was stopped before the end. Click to tag the document again.';
  return 'All tags are up to date. Click to tag the document again.';
}

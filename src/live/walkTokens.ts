import type { Run } from './run.js';

/** Tokens visited without a pause: some milliseconds, however long the text is. */
const AT_ONCE = 4096;

/**
 * Visits all tokens of a run in the order of the text; the host's thread is free again in between. Rejects when the
 * signal is aborted, and when the text is another one by then.
 */
export async function walkTokens(
  run: Pick<Run, 'tokenCount' | 'revision'>,
  visit: (token: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { tokenCount, revision } = run;
  for (let token = 0; token < tokenCount; token++) {
    if (token > 0 && token % AT_ONCE === 0) {
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted || run.revision !== revision) throw new Error('Cancelled.');
    }
    visit(token);
  }
}

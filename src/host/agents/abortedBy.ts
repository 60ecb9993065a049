import type * as vscode from 'vscode';

/** A signal that aborts when a token of VS Code is cancelled. */
export function abortedBy(token: vscode.CancellationToken | undefined): {
  readonly signal: AbortSignal;
  dispose(): void;
} {
  const abort = new AbortController();
  if (token?.isCancellationRequested) abort.abort();
  const listening = token?.onCancellationRequested(() => abort.abort());
  return { signal: abort.signal, dispose: () => listening?.dispose() };
}

import * as vscode from 'vscode';

/** Work that is done by then shows no progress: it would only flicker. */
const DELAY_MS = 400;
const UPDATE_MS = 200;

/** How far the work is. */
export interface ProgressReport {
  readonly message: string;
  /** 0 … 100. */
  readonly percent: number;
}

/** Awaits work; if it takes its time, a notification tells how far it is and can cancel it by `abort`. */
export async function withLateProgress<T>(
  work: Promise<T>,
  abort: AbortController,
  report: () => ProgressReport,
): Promise<T> {
  if (!(await settlesWithin(work, DELAY_MS))) await showProgress(work, abort, report);
  return work;
}

async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lasts as long as the work and rejects with it, so that no progress stays behind. */
async function showProgress(
  work: Promise<unknown>,
  abort: AbortController,
  report: () => ProgressReport,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'RNN Lens', cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    let shown = 0;
    const update = () => {
      const { message, percent } = report();
      // Never backwards: a newer attempt at the same document starts from nothing.
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    update();
    const timer = setInterval(update, UPDATE_MS);
    const subscription = cancellation.onCancellationRequested(() => abort.abort());
    try {
      await work;
    } finally {
      clearInterval(timer);
      subscription.dispose();
    }
  });
}

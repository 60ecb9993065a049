import * as vscode from 'vscode';
import type { DocumentRuns } from './documentRuns.js';
import type { EngineClient } from './engineClient.js';
import { hoverMarkdown } from './hoverText.js';
import type { Log } from './log.js';
import type { Run } from './run.js';

/** Says of the tagged token under the mouse what the model thought of it. */
export class TagHover implements vscode.HoverProvider {
  constructor(
    private readonly runs: DocumentRuns,
    private readonly engine: () => EngineClient,
    private readonly log: Log,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const run = this.runs.get(document.uri.toString());
    if (!run) return null;
    const offset = document.offsetAt(position);
    const [mark] = run.marksIn(offset, offset + 1);
    if (!mark) return null;
    const range = new vscode.Range(document.positionAt(mark.start), document.positionAt(mark.end));
    const probabilities = await this.probabilities(run, mark.token, cancellation);
    if (cancellation.isCancellationRequested) return null;
    return new vscode.Hover(new vscode.MarkdownString(this.describe(run, mark.token, probabilities)), range);
  }

  private describe(run: Run, token: number, probabilities: Float32Array | null): string {
    return hoverMarkdown({
      token: run.textOf(token),
      label: run.labels[token],
      labels: run.model.labels,
      labelDescriptions: run.model.labelDescriptions,
      probabilities,
      probability: run.probabilities[token],
      modelTitle: run.model.title,
      stale: run.stale,
    });
  }

  /** Null if the engine cannot say: the tag and its own probability are known without it. */
  private async probabilities(
    run: Run,
    token: number,
    cancellation: vscode.CancellationToken,
  ): Promise<Float32Array | null> {
    const abort = new AbortController();
    const subscription = cancellation.onCancellationRequested(() => abort.abort());
    try {
      const params = { documentId: run.documentId, token };
      return await this.engine().call('classProbabilities', params, { signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) this.log.error('The probabilities for a hover are not available.', error);
      return null;
    } finally {
      subscription.dispose();
    }
  }
}

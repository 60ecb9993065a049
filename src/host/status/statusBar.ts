import * as vscode from 'vscode';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { isOn } from '../../core/heads/probabilities.js';
import type { Run } from '../../live/run.js';
import { showIdle, showTooltip } from './statusItem.js';
import { statusText, statusTooltip, type StatusContent } from './statusText.js';
import { throttle } from '../../live/throttle.js';

const UPDATE_MS = 100;

/** What the status bar item says of the active document, and while nothing is known of it how to begin. */
export class StatusBar implements vscode.Disposable {
  private readonly update = throttle(() => this.show(), UPDATE_MS);
  private readonly subscriptions: vscode.Disposable[];
  private hasTags = false;

  constructor(
    private readonly active: ActiveEditor,
    private readonly runs: DocumentRuns,
    private readonly item: vscode.StatusBarItem,
  ) {
    this.subscriptions = [
      active.onDidChange(this.update),
      ...[runs.onDidChange, runs.onDidFollow].map((event) =>
        event((uri) => {
          if (uri === this.active.document?.uri.toString()) this.update();
        }),
      ),
    ];
    this.update();
  }

  /** What the item shows. */
  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    this.update.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const uri = this.active.editor?.document.uri.toString() ?? '';
    const run = this.runs.get(uri);
    const progress = this.runs.progress(uri);
    this.announceTags(run !== null);
    if (run === null && progress === null) return showIdle(this.item);
    const content = contentOf(run, progress, this.runs.isFollowing(uri));
    this.item.text = statusText(content);
    showTooltip(this.item, statusTooltip(content));
    this.item.command = progress === null ? 'rnnLens.tagDocument' : undefined;
  }

  /** For `when` clauses: "Clear Tags" needs something to clear. */
  private announceTags(hasTags: boolean): void {
    if (hasTags === this.hasTags) return;
    this.hasTags = hasTags;
    void vscode.commands.executeCommand('setContext', 'rnnLens.documentIsTagged', hasTags);
  }
}

function contentOf(run: Run | null, progress: number | null, isFollowing: boolean): StatusContent {
  return {
    task: run?.model.task ?? 'tagging',
    unit: run?.source.unit ?? 'document',
    tokenCount: run?.tokenCount ?? 0,
    stepCount: run?.stepCount ?? 0,
    segmentCount: run?.segmentCount ?? 0,
    verdict: run && verdictOf(run),
    bitsPerSymbol: run?.bitsPerSymbol ?? null,
    modelName: run?.model.name ?? '',
    continued: run?.source.continued ?? false,
    stale: run?.stale ?? false,
    // While an edit is followed the rest is on its way.
    complete: run !== null && (run.complete || isFollowing),
    progress,
  };
}

/** The class of a text that was classified as a whole. */
function verdictOf(run: Run): StatusContent['verdict'] {
  if (run.level !== 'segment' || run.segmentCount !== 1 || !run.tokens.isTagged(0)) return null;
  const { label, probability } = run.tokens.labelOf(0);
  const [head] = run.model.heads;
  const isBelow = head !== undefined && !isOn(head, label, probability);
  return { label: run.model.labels[label] ?? '?', probability, isBelow };
}

import * as vscode from 'vscode';
import { passageAfter } from '../../live/editMap.js';
import { changesOf } from '../runs/documentText.js';

/** Passages of a document that keep to their text while it is edited; an empty one is a place between two letters. */
export class TrackedRanges implements vscode.Disposable {
  private current: readonly (readonly [number, number])[];
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
  ) {
    this.current = ranges.map(
      ({ start, end }) => [document.offsetAt(start), document.offsetAt(end)] as const,
    );
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => this.edited(event));
  }

  /** Where they are now, `[start, end)` in UTF-16 offsets. */
  get offsets(): readonly (readonly [number, number])[] {
    return this.current;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    if (event.document !== this.document) return;
    const changes = changesOf(event);
    this.current = this.current.map((range) => passageAfter(changes, range));
  }
}

/** Does work with passages that people chose before it: while it asks and waits, the text may be edited. */
export async function tracking<T>(
  document: vscode.TextDocument,
  ranges: readonly vscode.Range[],
  work: (tracked: TrackedRanges) => Promise<T>,
): Promise<T> {
  const tracked = new TrackedRanges(document, ranges);
  try {
    return await work(tracked);
  } finally {
    tracked.dispose();
  }
}

/** A passage without a letter. */
export function placeAt(position: vscode.Position): vscode.Range {
  return new vscode.Range(position, position);
}

import * as vscode from 'vscode';
import { DrawnPlaces, type PlacesByStyle, type TextRange } from './drawnPlaces.js';
import type { StyleTypes } from './styleTypes.js';
import { changesOf } from '../runs/documentText.js';

/** A piece of text as an editor shows it now. */
export interface Drawn<Style> {
  readonly style: Style;
  readonly range: vscode.Range;
}

/** The decorations of one kind (marks, or colours) in one editor, kept where the text is. */
export class EditorDrawing<Style> implements vscode.Disposable {
  private readonly places: DrawnPlaces<Style>;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly editor: vscode.TextEditor,
    types: StyleTypes<Style>,
  ) {
    const told = {
      tell: (style: Style, places: readonly TextRange[]) =>
        editor.setDecorations(
          types.of(style),
          places.map((place) => this.rangeOf(place)),
        ),
      answered: roundTrip,
    };
    this.places = new DrawnPlaces(told, editor.document.version);
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === editor.document) this.edited(event);
    });
  }

  /** What is drawn, by position. */
  get drawn(): readonly Drawn<Style>[] {
    const all = [...this.places.places].flatMap(([style, places]) =>
      places.map((place) => ({ style, range: this.rangeOf(place) })),
    );
    return all.sort((a, b) => a.range.start.compareTo(b.range.start));
  }

  /** Draws each style at its places in the document as it is now, and nothing else. */
  draw(wanted: PlacesByStyle<Style>): void {
    this.places.draw(wanted, this.editor.document.version);
  }

  dispose(): void {
    this.subscription.dispose();
    this.places.dispose();
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    const changes = changesOf(event);
    this.places.edited(changes, event.document.version);
  }

  private rangeOf([start, end]: TextRange): vscode.Range {
    const { document } = this.editor;
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  }
}

/**
 * There and back to where the editors are. Messages keep their order both ways: when this one is answered, what was
 * told before is drawn, and all edits that were made before it was are heard of. A context key is set only there.
 */
function roundTrip(): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'rnnLens.drawn', true);
}

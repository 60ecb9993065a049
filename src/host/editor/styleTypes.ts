import * as vscode from 'vscode';

/** One decoration type a style, made when it is first drawn; styles are told apart as keys of a map. */
export class StyleTypes<Style> implements vscode.Disposable {
  private readonly types = new Map<Style, vscode.TextEditorDecorationType>();

  constructor(private readonly decorationOf: (style: Style) => vscode.DecorationRenderOptions) {}

  of(style: Style): vscode.TextEditorDecorationType {
    const known = this.types.get(style);
    if (known) return known;
    const type = vscode.window.createTextEditorDecorationType(this.decorationOf(style));
    this.types.set(style, type);
    return type;
  }

  dispose(): void {
    vscode.Disposable.from(...this.types.values()).dispose();
  }
}

import * as vscode from 'vscode';

/** What a failure is about. */
export type FailureSubject =
  /** A document, by its uri as text. */
  | { readonly uri: string }
  /** The extension itself. */
  | 'everything';

/** What went wrong last and still is, for the panel; null once people have run another command or changed the settings. */
export class LastFailure implements vscode.Disposable {
  sentence: string | null = null;
  private about: FailureSubject = 'everything';
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  set(sentence: string | null, about: FailureSubject = 'everything'): void {
    if (sentence === this.sentence && JSON.stringify(about) === JSON.stringify(this.about)) return;
    this.sentence = sentence;
    this.about = about;
    this.changed.fire();
  }

  /** What is to be said where this document (null: none) is shown. */
  of(uri: string | null): string | null {
    return isAbout(this.about, uri) ? this.sentence : null;
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function isAbout(about: FailureSubject, uri: string | null): boolean {
  return about === 'everything' || about.uri === uri;
}

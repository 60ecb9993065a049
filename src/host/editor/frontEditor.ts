/** What is in front, as VS Code's tabs tell it: they know of editors that are not (or not yet) text editors. */
export type FrontTab =
  /** A text by its uri, which need not be an open document: a large one is read for seconds, a binary one for ever. */
  | { readonly kind: 'text'; readonly uri: string }
  | { readonly kind: 'notebook' }
  /** An image, for example. */
  | { readonly kind: 'custom' }
  /** Panels, settings, differences, terminals: people go on working on what they worked on. */
  | { readonly kind: 'aside' };

/** Where the document is that people work on. */
export type Front =
  /** In the active text editor, or else the last one that was there. */
  | 'editor'
  /** It is this tab's text, though no text editor has the focus. */
  | 'tab'
  /** What is in front is no text that can be read now. */
  | 'elsewhere';

/**
 * Where to look for the document people work on. `activeUri` is that of the active text editor, null if there is none
 * with a document of theirs; `isOpen` tells whether a uri is an open document.
 */
export function frontOf(tab: FrontTab, activeUri: string | null, isOpen: (uri: string) => boolean): Front {
  switch (tab.kind) {
    case 'aside':
      return 'editor';
    case 'notebook':
      return activeUri?.startsWith('vscode-notebook-cell:') ? 'editor' : 'elsewhere';
    case 'custom':
      return 'elsewhere';
    case 'text':
      if (tab.uri === activeUri) return 'editor';
      if (!isOpen(tab.uri)) return 'elsewhere';
      // A text editor inside of another one, for example that of a definition.
      return activeUri === null ? 'tab' : 'editor';
  }
}

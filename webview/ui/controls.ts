/** What people press, choose from or write into, as a selector. */
export const CONTROLS =
  '.number-input, .segmented, input, select, vscode-button, vscode-dropdown, vscode-checkbox';

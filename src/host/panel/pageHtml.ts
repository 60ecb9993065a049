import * as vscode from 'vscode';
import { panelLanguage } from '../../protocol/sentences/panel.js';

/**
 * A page of one of the bundles: nothing but its own script and stylesheet can be loaded, and nothing from the network.
 * `choices` are what the last page of its kind said of itself; sentences come along in VS Code's display language.
 */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  bundle: 'webview' | 'fileView',
  choices: unknown,
): string {
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const nonce = newNonce();
  const language = panelLanguage(vscode.env.language);
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>RNN Lens</title>
<link rel="stylesheet" href="${file(`${bundle}.css`)}">
</head>
<body>
<div id="app" data-choices="${written(choices)}" data-language="${written(language)}"></div>
<script nonce="${nonce}" src="${file(`${bundle}.js`)}"></script>
</body>
</html>`;
}

/** A value as the text of an attribute. */
function written(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

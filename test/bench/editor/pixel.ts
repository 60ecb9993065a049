// The least an extension with a panel can do for a key: what VS Code itself needs from the key to a painted panel.
import * as vscode from 'vscode';

/** Opens a page of one pixel beside the editor; every edit of any document sends it one number, which is its colour. */
export function openPixel(): vscode.Disposable {
  const panel = vscode.window.createWebviewPanel(
    'rnnLens.benchPixel',
    'Pixel',
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true },
  );
  panel.webview.html = PAGE;
  let sent = 0;
  const edits = vscode.workspace.onDidChangeTextDocument(() => void panel.webview.postMessage(++sent));
  return vscode.Disposable.from(edits, panel);
}

const PAGE = `<!DOCTYPE html><html><body><canvas id="bench-pixel" width="1" height="1"></canvas><script>
  const context = document.getElementById('bench-pixel').getContext('2d');
  addEventListener('message', ({ data }) => {
    if (typeof data !== 'number') return;
    requestAnimationFrame(() => {
      context.fillStyle = 'hsl(' + (data * 40) % 360 + ', 90%, 50%)';
      context.fillRect(0, 0, 1, 1);
    });
  });
</script></body></html>`;

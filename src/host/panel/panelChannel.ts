import type * as vscode from 'vscode';
import type { PanelContract, PanelHostContract } from '../../protocol/panel.js';
import { sentenceOf } from '../../live/sentences.js';
import { Rpc, type Handlers, type Port } from '../../protocol/rpc.js';

/**
 * The channel to one life of the panel's page. VS Code loads the page anew when the panel is shown again, and the
 * new page counts its requests from 1: every life gets a channel of its own, or it would take late answers to the
 * old page for its own.
 */
export class PanelChannel {
  readonly rpc: Rpc<PanelHostContract, PanelContract>;
  /** The page said that it listens. */
  ready = false;
  private subscription: vscode.Disposable | null = null;

  constructor(webview: vscode.Webview, handlers: Handlers<PanelHostContract>) {
    const port: Port = {
      post: (message) => void webview.postMessage(message),
      listen: (receive) => {
        this.subscription = webview.onDidReceiveMessage(receive);
      },
    };
    this.rpc = new Rpc<PanelHostContract, PanelContract>(port, handlers, { messageOf: sentenceOf });
  }

  close(): void {
    this.ready = false;
    this.rpc.close('The panel was closed.');
    this.subscription?.dispose();
  }
}

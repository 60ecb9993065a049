import * as vscode from 'vscode';
import { sentenceIn } from '../../core/sentence.js';
import type { EngineClient } from '../../live/engineClient.js';
import { Refusal } from '../../live/refusal.js';
import { sentenceOf, t } from '../../live/sentences.js';
import type {
  FileContents,
  FileViewContract,
  FileViewHostContract,
  FileViewState,
  NetworkLayer,
  TensorStatistics,
} from '../../protocol/fileView.js';
import { Rpc, type Handlers } from '../../protocol/rpc.js';
import { RnnLensError } from '../../core/problems.js';
import { ForeignPlaces } from '../imports/foreignPlaces.js';
import type { HostFiles } from '../platform.js';
import type { Log } from '../status/log.js';

/** What showing a model file needs. */
export interface FileViewServices {
  readonly extensionUri: vscode.Uri;
  readonly engine: () => EngineClient;
  readonly log: Log;
  readonly files: HostFiles;
  /** Runs a model file on a text that is chosen then; what goes wrong is told to people. */
  readonly runOn: (file: vscode.Uri) => Promise<void>;
}

let nextId = 1;

/**
 * One model file in one editor. The engine reads it, what it says is kept here: VS Code loads the page anew whenever it
 * is shown again. In a workspace that is not trusted nothing is read before somebody says so.
 */
export class FileView implements vscode.Disposable {
  private readonly id = nextId++;
  private readonly statistics = new Map<number, TensorStatistics>();
  private state: FileViewState;
  private rpc: Rpc<FileViewHostContract, FileViewContract> | null = null;
  private isReady = false;
  private opened: Promise<FileContents> | null = null;
  private layers: Promise<readonly NetworkLayer[]> | null = null;
  private readonly subscriptions: vscode.Disposable[] = [];
  private listening: vscode.Disposable | null = null;

  constructor(
    private readonly file: vscode.Uri,
    private readonly editor: vscode.WebviewPanel,
    private readonly services: FileViewServices,
  ) {
    this.state = { kind: vscode.workspace.isTrusted ? 'reading' : 'untrusted', name: this.name };
    this.subscriptions.push(
      editor.onDidChangeViewState(() => {
        if (!editor.visible) this.disconnect();
        else if (!this.rpc) this.connect();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        if (this.state.kind === 'untrusted') void this.read();
      }),
    );
    this.connect();
    if (vscode.workspace.isTrusted) void this.read();
  }

  /** The engine knows nothing of the file any more: it is opened again by the next question. */
  engineStopped(): void {
    this.opened = null;
    this.layers = null;
  }

  dispose(): void {
    this.disconnect();
    this.subscriptions.forEach((one) => one.dispose());
    if (this.opened)
      void this.services
        .engine()
        .call('closeLook', { id: this.id })
        .catch(() => undefined);
  }

  private get name(): string {
    return this.file.path.slice(this.file.path.lastIndexOf('/') + 1);
  }

  private connect(): void {
    const { webview } = this.editor;
    this.rpc = new Rpc<FileViewHostContract, FileViewContract>(
      {
        post: (message) => void webview.postMessage(message),
        listen: (receive) => (this.listening = webview.onDidReceiveMessage(receive)),
      },
      this.handlers(),
      { messageOf: (error) => this.said(error) },
    );
  }

  private disconnect(): void {
    this.isReady = false;
    this.rpc?.close('The editor was closed.');
    this.rpc = null;
    this.listening?.dispose();
  }

  private handlers(): Handlers<FileViewHostContract> {
    return {
      requests: {
        layers: () => (this.layers ??= this.readLayers()),
        statistics: ({ tensor }, signal, tell) => this.readStatistics(tensor, signal, tell),
      },
      events: {
        ready: () => {
          // A page that was loaded anew without being hidden counts its questions from 1 again.
          if (this.isReady) {
            this.disconnect();
            this.connect();
          }
          this.isReady = true;
          this.tell(this.state);
        },
        read: () => void this.read(),
        runOn: () => void this.services.runOn(this.file),
      },
    };
  }

  private tell(state: FileViewState): void {
    this.state = state;
    if (this.isReady) this.rpc?.emit('state', state);
  }

  private async read(): Promise<void> {
    this.statistics.clear();
    this.engineStopped();
    this.tell({ kind: 'reading', name: this.name });
    try {
      const { refusal, ...contents } = await this.open();
      const reason = refusal && sentenceOf(new RnnLensError('{0}', refusal));
      this.tell({ kind: 'contents', contents, refusal: reason });
    } catch (error) {
      this.tell({ kind: 'failed', name: this.name, sentence: this.said(error) });
    }
  }

  private open(): Promise<FileContents> {
    return (this.opened ??= new ForeignPlaces(this.services.files)
      .model(this.file)
      .then((at) => this.services.engine().call('lookInto', { id: this.id, at })));
  }

  private async readLayers(): Promise<readonly NetworkLayer[]> {
    await this.open();
    return this.services.engine().call('layersOfFile', { id: this.id });
  }

  private async readStatistics(
    tensor: number,
    signal: AbortSignal,
    progress: (share: number) => void,
  ): Promise<TensorStatistics> {
    const known = this.statistics.get(tensor);
    if (known) return known;
    await this.open();
    const asked = { id: this.id, tensor };
    const found = await this.services.engine().call('statisticsOfTensor', asked, { signal, progress });
    this.statistics.set(tensor, found);
    return found;
  }

  /** One sentence; what the system says of a file is in it, and the details in the log. */
  private said(error: unknown): string {
    if (sentenceIn(error) !== undefined || error instanceof Refusal) return sentenceOf(error);
    const sentence = t('{0} could not be read: {1}', this.name, sentenceOf(error));
    this.services.log.error(sentence, error);
    return sentence;
  }
}

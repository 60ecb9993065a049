import * as vscode from 'vscode';
import type { PanelStart } from '../../protocol/panel.js';
import type { ModelChoice } from '../models/modelChoice.js';
import { affectsRuns } from '../settings.js';
import { samples } from './samples.js';

/** What an empty panel offers: the active document with the models that would read it, and samples. */
export class Start implements vscode.Disposable {
  /** The models of the document that was asked about last. */
  private models: readonly string[] = [];
  private uri: string | null = null;
  private readonly changed = new vscode.EventEmitter<void>();
  /** The models of the document that was asked about are known, or others. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly choice: Pick<ModelChoice, 'allOf'>) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeConfiguration((event) => affectsRuns(event) && this.changed.fire()),
    ];
  }

  /** What is known now; what is not is found out, and told then. */
  describe(document: vscode.TextDocument | null): PanelStart {
    const uri = document?.uri.toString() ?? null;
    if (uri !== this.uri) this.models = [];
    this.uri = uri;
    if (document) void this.findModels(document);
    const offered = samples().filter(({ isFirst }) => isFirst);
    return {
      models: this.models,
      samples: offered.map(({ name, file, model, title, sees, words }) => {
        return { name, file, model, title, sees, words };
      }),
    };
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async findModels(document: vscode.TextDocument): Promise<void> {
    // That there is no model is said when one is needed.
    const chosen = await this.choice.allOf(document).catch(() => []);
    const models = chosen.map(({ name }) => name);
    if (document.uri.toString() !== this.uri || models.join() === this.models.join()) return;
    this.models = models;
    this.changed.fire();
  }
}

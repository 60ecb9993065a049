import * as vscode from 'vscode';
import type { EngineClient } from '../../live/engineClient.js';
import { PanelAnswers } from '../../live/panelAnswers.js';
import type { UnitPlace } from '../../protocol/engine.js';
import type { PanelHostContract, PanelLook } from '../../protocol/panel.js';
import type { Handlers } from '../../protocol/rpc.js';
import { LinkedSelection } from './linkedSelection.js';
import { pageHtml } from './pageHtml.js';
import { PanelChannel } from './panelChannel.js';
import { PanelClicks } from './panelClicks.js';
import { answerers } from './panelQuestions.js';
import { PANEL_TYPE } from './panelType.js';
import { PanelTrainings } from './panelTrainings.js';
import type { Trainings } from '../../live/training/trainings.js';
import { PanelTelling, type TellingServices } from './panelTelling.js';
import { PanelUnitNames, type UnitNameServices } from './panelUnitNames.js';

/** Where the choices of the last panel are remembered. */
const CHOICES = 'panelChoices';

/** What the panel works with. */
export interface PanelServices extends TellingServices, UnitNameServices {
  readonly extensionUri: vscode.Uri;
  /** Outlives panels and windows. */
  readonly memory: vscode.Memento;
  readonly engine: () => EngineClient;
  readonly trainings: Trainings;
}

/**
 * The one panel: shows the run of the active document, or of the last active one while the focus is elsewhere. It
 * has one channel for each life of its page, and says nothing while it is hidden.
 */
export class Panel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | null = null;
  private channel: PanelChannel | null = null;
  private readonly answers: PanelAnswers;
  private readonly telling: PanelTelling;
  private readonly names: PanelUnitNames;
  private readonly trainings: PanelTrainings;
  private readonly clicks: PanelClicks;

  constructor(private readonly services: PanelServices) {
    const { active, runs, comparisons } = services;
    const selection = new LinkedSelection(active, runs);
    this.answers = new PanelAnswers(answerers(services), () => {
      const uri = active.document?.uri.toString() ?? '';
      const run = runs.get(uri);
      return run && { run, comparison: comparisons.describe(uri) };
    });
    this.telling = new PanelTelling(services, this.answers, selection);
    this.names = new PanelUnitNames(services);
    this.trainings = new PanelTrainings(services.trainings);
    this.clicks = new PanelClicks(services, selection, () => this.telling.again());
  }

  /** Whether the panel exists, seen or behind another tab. */
  get isOpen(): boolean {
    return this.panel !== null;
  }

  /** People can see it. */
  get isSeen(): boolean {
    return this.panel?.visible ?? false;
  }

  /** Shows the panel beside the editor; the focus stays where the person types. */
  open(): void {
    if (this.panel) return this.panel.reveal(columnOf(this.panel), true);
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.attach(vscode.window.createWebviewPanel(PANEL_TYPE, 'RNN Lens', column));
  }

  /** The column it is in; undefined if it is not open. */
  get column(): vscode.ViewColumn | undefined {
    return this.panel?.viewColumn;
  }

  /** The panel, if it is open, shows a view and a unit of the run there is, as soon as its page listens. */
  lead(look: PanelLook): void {
    if (this.panel) this.telling.lead(look);
  }

  /** What an empty panel says of the active document may have changed. */
  tellAgain(): void {
    this.telling.again();
  }

  /** Selects a unit in the panel, if it is open. */
  showUnit(place: UnitPlace): void {
    this.telling.showUnit(place);
  }

  /** VS Code was reloaded with the panel open; its page restores what it showed by itself. */
  restore(panel: vscode.WebviewPanel): void {
    if (this.panel) panel.dispose();
    else this.attach(panel);
  }

  dispose(): void {
    this.telling.dispose();
    this.names.dispose();
    this.trainings.dispose();
    this.panel?.dispose();
  }

  private attach(panel: vscode.WebviewPanel): void {
    const { extensionUri, memory } = this.services;
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'panel-light.svg'),
      dark: vscode.Uri.joinPath(media, 'panel-dark.svg'),
    };
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist'), media],
    };
    panel.onDidDispose(() => this.detach(panel));
    panel.onDidChangeViewState(() => this.followVisibility(panel));
    this.connect(panel);
    panel.webview.html = pageHtml(panel.webview, extensionUri, 'webview', memory.get(CHOICES));
  }

  private detach(panel: vscode.WebviewPanel): void {
    if (panel !== this.panel) return;
    this.panel = null;
    this.disconnect();
  }

  private followVisibility(panel: vscode.WebviewPanel): void {
    if (!panel.visible) this.disconnect();
    else if (!this.channel) this.connect(panel);
  }

  private connect(panel: vscode.WebviewPanel): void {
    this.channel = new PanelChannel(panel.webview, {
      requests: { ...this.answers.handlers, ...this.trainings.requests },
      events: this.events(),
    });
  }

  private disconnect(): void {
    this.telling.end();
    this.names.end();
    this.trainings.end();
    this.channel?.close();
    this.channel = null;
  }

  private events(): Handlers<PanelHostContract>['events'] {
    return {
      ready: () => this.pageReady(),
      choices: (choices) => void this.services.memory.update(CHOICES, choices),
      looksAt: (sight) => this.telling.looksAt(sight),
      click: (click) => this.clicks.clicked(click),
    };
  }

  /** The page also says this when VS Code moved it to another window and so loaded it anew. */
  private pageReady(): void {
    if (this.panel && this.channel?.ready) {
      this.disconnect();
      this.connect(this.panel);
    }
    if (!this.channel) return;
    this.channel.ready = true;
    this.telling.begin(this.channel);
    this.names.begin(this.channel);
    this.trainings.begin(this.channel);
  }
}

/** Where the panel is, but beside a text that is in front of it. */
function columnOf({ viewColumn }: vscode.WebviewPanel): vscode.ViewColumn | undefined {
  const active = vscode.window.tabGroups.activeTabGroup;
  const isCovered =
    active.viewColumn === viewColumn && active.activeTab?.input instanceof vscode.TabInputText;
  return isCovered ? vscode.ViewColumn.Beside : undefined;
}

import * as vscode from 'vscode';
import type { NamedUnit } from '../../core/formats/unitNames.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { ModelUnits } from '../models/modelUnits.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { PanelChannel } from './panelChannel.js';

/** Who knows what units are called, and of which model. */
export interface UnitNameServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly units: ModelUnits;
}

/** Tells the page what the units of the shown run's model are called, when that is another model or they are called otherwise. */
export class PanelUnitNames implements vscode.Disposable {
  private channel: PanelChannel | null = null;
  private told: { readonly model: string; readonly units: readonly NamedUnit[] } | null = null;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly services: UnitNameServices) {
    const { active, runs, units } = services;
    const events = [active.onDidChange, units.onDidChange, runs.onDidChange] as vscode.Event<unknown>[];
    this.subscription = vscode.Disposable.from(...events.map((event) => event(() => this.tell())));
  }

  /** A page listens from now on. */
  begin(channel: PanelChannel): void {
    this.channel = channel;
    this.told = null;
    this.tell();
  }

  /** Nobody listens any more. */
  end(): void {
    this.channel = null;
  }

  dispose(): void {
    this.end();
    this.subscription.dispose();
  }

  private tell(): void {
    const { active, runs, units: known } = this.services;
    const run = runs.get(active.document?.uri.toString() ?? '');
    if (!this.channel || !run) return;
    const model = run.model.name;
    const units = known.of(run.model);
    if (this.told?.model === model && this.told.units === units) return;
    this.told = { model, units };
    this.channel.rpc.emit('unitNames', { model, units });
  }
}

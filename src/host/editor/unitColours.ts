import * as vscode from 'vscode';
import { namedUnit, unitOfNetwork } from '../../core/formats/unitNames.js';
import { FIXED_SCALE } from '../../core/views/unitScale.js';
import type { UnitPlace } from '../../protocol/engine.js';
import type { ActiveEditor } from './activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { ColouredEditor, type AppliedColour } from './colouredEditor.js';
import { syncViews } from './editorViews.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Log } from '../status/log.js';
import type { ModelUnits } from '../models/modelUnits.js';
import type { Run } from '../../live/run.js';
import { StyleTypes } from './styleTypes.js';
import { bucketColour } from './unitBuckets.js';
import { problemOfPlace, scaleSentence, unitName } from './unitPlaces.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';

/** What colouring needs. */
export interface ColourServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly engine: () => EngineClient;
  readonly units: ModelUnits;
  readonly log: Log;
}

/** A chosen unit, of the model it is a unit of. */
export interface ChosenUnit {
  readonly modelName: string;
  readonly place: UnitPlace;
}

/** The unit that colours a text, and what people call it; empty texts for nothing. */
export interface ColouringUnit {
  readonly run: Run;
  readonly place: UnitPlace;
  readonly name: string;
  readonly note: string;
}

/** One unit's activation as the background of the visible text, in all editors with a run of its model. */
export class UnitColours implements vscode.Disposable {
  private chosen: ChosenUnit | null = null;
  private readonly types = new StyleTypes(decorationOf);
  private readonly views = new Map<vscode.TextEditor, ColouredEditor>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly item = vscode.window.createStatusBarItem(
    'rnnLens.unit',
    vscode.StatusBarAlignment.Right,
    88,
  );
  private readonly subscriptions: vscode.Disposable[];

  /** Another unit colours, or none does any more. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly services: ColourServices) {
    const { active, runs, units } = services;
    this.item.name = t('RNN Lens: Coloured Unit');
    this.item.command = 'rnnLens.stopColouring';
    const runChanged = (uri: string) => this.update((editor) => editor.document.uri.toString() === uri);
    this.subscriptions = [
      ...[this.changed, this.item],
      ...[active.onDidChange, units.onDidChange].map((event) => event(() => this.showItem())),
      runs.onDidChange(runChanged),
      runs.onDidFollow(runChanged),
      vscode.window.onDidChangeVisibleTextEditors(() => this.syncEditors()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.update((editor) => editor === textEditor),
      ),
    ];
    this.syncEditors();
  }

  /** What the status bar item says; null while it is hidden. */
  get status(): string | null {
    return this.coloured(this.services.active.document?.uri.toString() ?? '') ? this.item.text : null;
  }

  /** Whether a unit was chosen, whatever is in front. */
  get isColouring(): boolean {
    return this.chosen !== null;
  }

  /** The unit that colours a document, or null. */
  coloured(uri: string): UnitPlace | null {
    return this.chosen && this.colouring(uri) ? this.chosen.place : null;
  }

  /** The same as people call it, and the run that has it; null for none. */
  colouringUnit(uri: string): ColouringUnit | null {
    const [place, run] = [this.coloured(uri), this.colouring(uri)];
    if (!place || !run) return null;
    const named = namedUnit(this.services.units.of(run.model), unitOfNetwork(run.model.rnn, place));
    return { run, place, name: named?.name ?? '', note: named?.note ?? '' };
  }

  /** What an editor shows now, by position. */
  of(editor: vscode.TextEditor): readonly AppliedColour[] {
    return this.views.get(editor)?.applied ?? [];
  }

  /** Colours by a unit of a run's model; throws a sentence if it has no such unit. */
  choose({ model }: Run, place: UnitPlace): void {
    const problem = problemOfPlace(place, model.rnn);
    if (problem !== null) throw new Refusal(problem);
    this.chosen = { modelName: model.name, place };
    this.applyChoice();
  }

  /** What colours now, to come back to it after a look at others: see `restore`. */
  get current(): ChosenUnit | null {
    return this.chosen;
  }

  /** Colours as it was before a look at others. */
  restore(chosen: ChosenUnit | null): void {
    this.chosen = chosen;
    this.applyChoice();
  }

  /** Takes all colours away. */
  stop(): void {
    this.restore(null);
  }

  dispose(): void {
    for (const view of this.views.values()) view.dispose();
    vscode.Disposable.from(...this.subscriptions, this.types).dispose();
  }

  /** The run of a document that has the unit. */
  private colouring(uri: string): Run | null {
    return this.services.runs.all(uri).find(({ model }) => model.name === this.chosen?.modelName) ?? null;
  }

  private applyChoice(): void {
    this.update(() => true);
    this.changed.fire();
  }

  private update(which: (editor: vscode.TextEditor) => boolean): void {
    for (const [editor, view] of this.views) if (which(editor)) view.schedule();
    this.showItem();
  }

  private syncEditors(): void {
    const { engine, log } = this.services;
    syncViews(this.views, (editor) => {
      const uri = () => editor.document.uri.toString();
      return new ColouredEditor(editor, {
        place: () => this.coloured(uri()),
        run: () => this.colouring(uri()),
        scaled: () => this.showItem(),
        engine,
        log,
        types: this.types,
      });
    });
  }

  private showItem(): void {
    const { editor } = this.services.active;
    const uri = editor?.document.uri.toString() ?? '';
    const place = this.coloured(uri);
    if (!editor || !place) return this.item.hide();
    const run = this.colouring(uri);
    const name = run ? this.services.units.nameOf(run.model, place) : '';
    this.item.text = `$(${run?.stale ? 'history' : 'symbol-color'}) ${unitName(place, name)}`;
    this.item.tooltip = scaleSentence(place, this.views.get(editor)?.scale ?? FIXED_SCALE, name);
    this.item.accessibilityInformation = { label: this.item.tooltip, role: 'button' };
    this.item.show();
  }
}

function decorationOf(bucket: number): vscode.DecorationRenderOptions {
  return {
    light: { backgroundColor: bucketColour(bucket, 'light') },
    dark: { backgroundColor: bucketColour(bucket, 'dark') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  };
}

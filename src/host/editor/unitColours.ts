import * as vscode from 'vscode';
import type { UnitPlace } from '../../protocol/engine.js';
import type { ActiveEditor } from './activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { syncViews } from './editorViews.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Log } from '../status/log.js';
import type { Run } from '../../live/run.js';
import { throttle, type Throttled } from '../../live/throttle.js';
import { bucketColour, BUCKETS, colouredRanges, type ColouredRange } from './unitBuckets.js';
import { problemOfPlace, unitName } from './unitPlaces.js';
import { windowsToMark, type MarkMargin } from './visibleWindow.js';

/** Enough for fast typing. */
const APPLY_MS = 30;

const MARGIN: MarkMargin = { lines: 15, maxUtf16: 10_000 };

/** A piece of text as an editor colours it now. */
export interface AppliedColour {
  /** -7 … 7 without 0. */
  readonly bucket: number;
  readonly range: vscode.Range;
}

/** What colouring needs. */
export interface ColourServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly engine: () => EngineClient;
  readonly log: Log;
}

/** A chosen unit, of the model it is a unit of. */
interface ChosenUnit {
  readonly modelName: string;
  readonly place: UnitPlace;
}

/** One unit's activation as the background of the visible text, in all editors with a run of its model. */
export class UnitColours implements vscode.Disposable {
  private chosen: ChosenUnit | null = null;
  private types: ReadonlyMap<number, vscode.TextEditorDecorationType> | null = null;
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
    const { active, runs } = services;
    this.item.name = 'RNN Lens: Coloured Unit';
    this.item.command = 'rnnLens.stopColouring';
    const runChanged = (uri: string) => this.update((editor) => editor.document.uri.toString() === uri);
    this.subscriptions = [
      ...[this.changed, this.item],
      active.onDidChange(() => this.showItem()),
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

  /** The unit that colours a document, or null. */
  coloured(uri: string): UnitPlace | null {
    const run = this.services.runs.get(uri);
    return run && this.chosen?.modelName === run.model.name ? this.chosen.place : null;
  }

  /** What an editor shows now, by position. */
  of(editor: vscode.TextEditor): readonly AppliedColour[] {
    return this.views.get(editor)?.applied ?? [];
  }

  /** Colours by a unit of a run's model; throws a sentence if it has no such unit. */
  choose({ model }: Run, place: UnitPlace): void {
    const problem = problemOfPlace(place, model.rnn);
    if (problem !== null) throw new Error(problem);
    this.chosen = { modelName: model.name, place };
    this.applyChoice();
  }

  /** Takes all colours away. */
  stop(): void {
    this.chosen = null;
    this.applyChoice();
  }

  dispose(): void {
    for (const view of this.views.values()) view.dispose();
    vscode.Disposable.from(...this.subscriptions, ...(this.types?.values() ?? [])).dispose();
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
    const { engine, log, runs } = this.services;
    syncViews(this.views, (editor) => {
      const uri = () => editor.document.uri.toString();
      return new ColouredEditor(editor, {
        place: () => this.coloured(uri()),
        run: () => runs.get(uri()),
        engine,
        log,
        types: () => (this.types ??= decorationTypes()),
      });
    });
  }

  private showItem(): void {
    const uri = this.services.active.editor?.document.uri.toString() ?? '';
    const place = this.coloured(uri);
    if (!place) return this.item.hide();
    const sign = this.services.runs.get(uri)?.stale ? 'history' : 'symbol-color';
    this.item.text = `$(${sign}) ${unitName(place)}`;
    this.item.tooltip = `The text is coloured by ${unitName(place)}: orange below 0, blue above. Click to stop.`;
    this.item.accessibilityInformation = { label: this.item.tooltip, role: 'button' };
    this.item.show();
  }
}

interface EditorServices {
  place(): UnitPlace | null;
  run(): Run | null;
  engine(): EngineClient;
  readonly log: Log;
  types(): ReadonlyMap<number, vscode.TextEditorDecorationType>;
}

/** The colours of one editor. */
class ColouredEditor {
  readonly schedule: Throttled = throttle(() => void this.refresh(), APPLY_MS);
  applied: readonly AppliedColour[] = [];
  private signature = '';
  private isAsking = false;
  private toAskAgain = false;
  private isDisposed = false;

  constructor(
    private readonly editor: vscode.TextEditor,
    private readonly services: EditorServices,
  ) {}

  dispose(): void {
    this.isDisposed = true;
    this.schedule.dispose();
  }

  /** One question at a time: what comes meanwhile is asked together after it. */
  private async refresh(): Promise<void> {
    this.toAskAgain = this.isAsking;
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      await this.ask();
    } catch (error) {
      // What was not run yet has no values; they are asked for when it was.
      this.services.log.info(
        `No values to colour by: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      this.isAsking = false;
    }
    if (this.toAskAgain && !this.isDisposed) this.schedule();
  }

  private async ask(): Promise<void> {
    const [run, place] = [this.services.run(), this.services.place()];
    if (!run || !place) return this.apply([]);
    const { revision, documentId } = run;
    const windows = windowsToMark(this.editor, MARGIN);
    const numbers = windows.flatMap(([from, to]) => run.tokensIn(from, to).map(({ token }) => token));
    if (numbers.length === 0) return this.apply([]);
    const [fromToken, toToken] = [numbers[0], numbers[numbers.length - 1] + 1];
    const params = { documentId, place, fromToken, toToken };
    const values = await this.services.engine().call('unitValues', params);
    if (this.isDisposed || this.services.run() !== run || this.services.place() !== place) return;
    // Tokens have other numbers since: whoever changed them has the question asked again.
    if (run.revision !== revision) return;
    const ranges = windows.flatMap(([from, to]) => colouredRanges(run.tokensIn(from, to), fromToken, values));
    this.apply(ranges);
  }

  private apply(ranges: readonly ColouredRange[]): void {
    const { document } = this.editor;
    const signature = JSON.stringify([document.version, ranges]);
    if (signature === this.signature || (ranges.length === 0 && this.applied.length === 0)) return;
    this.signature = signature;
    const applied = ranges.map(({ bucket, start, end }) => ({
      bucket,
      range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
    }));
    for (const [bucket, type] of this.services.types()) {
      const own = (colour: AppliedColour) => colour.bucket === bucket;
      if (!applied.some(own) && !this.applied.some(own)) continue;
      this.editor.setDecorations(
        type,
        applied.filter(own).map(({ range }) => range),
      );
    }
    this.applied = applied;
  }
}

function decorationTypes(): ReadonlyMap<number, vscode.TextEditorDecorationType> {
  return new Map(
    BUCKETS.map((bucket) => [
      bucket,
      vscode.window.createTextEditorDecorationType({
        light: { backgroundColor: bucketColour(bucket, 'light') },
        dark: { backgroundColor: bucketColour(bucket, 'dark') },
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      }),
    ]),
  );
}

import type * as vscode from 'vscode';
import type { UnitPlace } from '../../protocol/engine.js';
import type { EngineClient } from '../../live/engineClient.js';
import { isBounded } from '../../core/views/scales.js';
import { FIXED_SCALE, type UnitScale } from '../../core/views/unitScale.js';
import type { Run } from '../../live/run.js';
import { throttle, type Throttled } from '../../live/throttle.js';
import { sentenceOf } from '../../live/sentences.js';
import type { Log } from '../status/log.js';
import { byStyle } from './drawnPlaces.js';
import { EditorDrawing } from './editorDrawing.js';
import type { EditorView } from './editorViews.js';
import type { StyleTypes } from './styleTypes.js';
import { askValues, coloursIn } from './unitWindows.js';
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

/** What the colours of one editor need. */
export interface EditorColourServices {
  /** The unit that colours the editor's document now; null for none. */
  place(): UnitPlace | null;
  run(): Run | null;
  /** The scale of what is drawn is another one. */
  scaled(): void;
  engine(): EngineClient;
  readonly log: Log;
  readonly types: StyleTypes<number>;
}

/** The colours of one editor. */
export class ColouredEditor implements EditorView {
  readonly schedule: Throttled = throttle(() => void this.refresh(), APPLY_MS);
  private readonly drawing: EditorDrawing<number>;
  private scaled: { readonly run: Run; readonly place: UnitPlace; readonly scale: UnitScale } | null = null;
  private measuring: { readonly place: UnitPlace; readonly abort: AbortController } | null = null;
  private isAsking = false;
  private toAskAgain = false;
  private isDisposed = false;

  constructor(
    private readonly editor: vscode.TextEditor,
    private readonly services: EditorColourServices,
  ) {
    this.drawing = new EditorDrawing(editor, services.types);
  }

  get applied(): readonly AppliedColour[] {
    return this.drawing.drawn.map(({ style, range }) => ({ bucket: style, range }));
  }

  /** The scale of the unit that is drawn; null while it is not known. */
  get scale(): UnitScale | null {
    const { scaled } = this;
    return scaled && scaled.place === this.services.place() ? scaled.scale : null;
  }

  dispose(): void {
    this.isDisposed = true;
    this.measuring?.abort.abort();
    this.schedule.dispose();
    this.drawing.dispose();
  }

  /** One question at a time: what comes meanwhile is asked together after it. */
  private async refresh(): Promise<void> {
    this.toAskAgain = this.isAsking;
    if (this.measuring && this.measuring.place !== this.services.place()) this.measuring.abort.abort();
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      await this.ask();
    } catch (error) {
      // What was not run yet has no values; they are asked for when it was.
      this.services.log.info(`No values to colour by: ${sentenceOf(error)}`);
    } finally {
      this.isAsking = false;
    }
    if (this.toAskAgain && !this.isDisposed) this.schedule();
  }

  private async ask(): Promise<void> {
    const [run, place] = [this.services.run(), this.services.place()];
    if (!run || !place) return this.drawing.draw(new Map());
    const scale = await this.scaleOf(run, place);
    if (this.isDisposed || this.services.run() !== run || this.services.place() !== place) return;
    const { revision, documentId } = run;
    const asked = await askValues(run, windowsToMark(this.editor, MARGIN), (fromToken, toToken) =>
      this.services.engine().call('unitValues', { documentId, place, fromToken, toToken, scale }),
    );
    if (this.isDisposed || this.services.run() !== run || this.services.place() !== place) return;
    // Tokens have other numbers since: whoever changed them has the question asked again.
    if (run.revision === revision) this.drawing.draw(byStyle(coloursIn(run, asked), ({ bucket }) => bucket));
  }

  /** Measured once a run and unit: while people type, colours go on meaning the same. */
  private async scaleOf(run: Run, place: UnitPlace): Promise<UnitScale> {
    if (this.scaled?.run === run && this.scaled.place === place) return this.scaled.scale;
    // Only c saturates, and only some networks' states have no bound.
    let scale = FIXED_SCALE;
    if (place.quantity === 'c' || !isBounded(run.model.rnn, place.quantity)) {
      const abort = new AbortController();
      this.measuring = { place, abort };
      const { documentId } = run;
      try {
        scale = await this.services
          .engine()
          .call('unitScale', { documentId, place }, { signal: abort.signal });
      } finally {
        this.measuring = null;
      }
    }
    this.scaled = { run, place, scale };
    this.services.scaled();
    return scale;
  }
}

import { UNKNOWN } from '../../core/tokens/unknown.js';
import * as vscode from 'vscode';
import type { ClassRow, TokenDetails, UnitPlace } from '../../protocol/engine.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { EngineClient } from '../../live/engineClient.js';
import { classHover, surpriseHover, tagHover, type FurtherClasses, type UnitContent } from './hoverText.js';
import type { UnitColours } from './unitColours.js';
import type { Log } from '../status/log.js';
import type { Run } from '../../live/run.js';
import type { Mark } from '../../live/runTokens.js';

/** Says of the token under the mouse what the model thought of it. */
export class TagHover implements vscode.HoverProvider {
  constructor(
    private readonly runs: DocumentRuns,
    private readonly engine: () => EngineClient,
    private readonly log: Log,
    private readonly colours: Pick<UnitColours, 'colouringUnit'>,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const offset = document.offsetAt(position);
    const found = this.runs.all(document.uri.toString()).flatMap((run) => {
      const [mark] = run.tokens.marksIn(offset, offset + 1);
      return mark ? { run, mark } : [];
    });
    if (found.length === 0) return null;
    const [{ run, mark }] = found;
    const range = new vscode.Range(document.positionAt(mark.start), document.positionAt(mark.end));
    const { revision } = run;
    const abort = new AbortController();
    const subscription = cancellation.onCancellationRequested(() => abort.abort());
    try {
      const text = await this.describe(run, mark, abort.signal);
      // After an edit the numbers of tokens are others.
      const isOutdated = abort.signal.aborted || run.revision !== revision;
      return isOutdated ? null : new vscode.Hover(new vscode.MarkdownString(text), range);
    } finally {
      subscription.dispose();
    }
  }

  private async describe(run: Run, mark: Mark, signal: AbortSignal): Promise<string> {
    const ask = new Asking(run.documentId, this.engine(), this.log, signal);
    const unit = await this.unitAt(run, mark, ask);
    switch (run.model.task) {
      case 'classification':
        return this.describeClass(run, mark, ask, unit);
      case 'language-model':
        return this.describeSymbol(run, mark, ask, unit);
      case 'tagging':
      case 'states':
        return this.describeTag(run, mark, ask, unit);
    }
  }

  /** The unit that colours the text, if it is one of this run's. */
  private async unitAt(run: Run, { token }: Mark, ask: Asking): Promise<UnitContent | undefined> {
    const found = this.colours.colouringUnit(run.source.documentUri);
    if (found?.run !== run) return undefined;
    const { place, name, note } = found;
    return { place, name, note, value: await ask.value(place, token) };
  }

  private async describeTag(
    run: Run,
    { token, label, probability }: Mark,
    ask: Asking,
    unit: UnitContent | undefined,
  ): Promise<string> {
    const { model, stale } = run;
    const [classes, asked, further] = await Promise.all([
      ask.classes(token),
      ask.details(token),
      ask.further(run, token),
    ]);
    const details = asked?.texts[0] ?? '';
    const text = asked?.forms?.[0] ?? run.tokens.textOf(token);
    const unknown = asked?.unknown[0] ?? UNKNOWN.nothing;
    const said = { label, probability, classes, details, unknown, further };
    return tagHover({ model, stale, unit, token: text, ...said });
  }

  private async describeClass(
    run: Run,
    { token, label, probability }: Mark,
    ask: Asking,
    unit: UnitContent | undefined,
  ): Promise<string> {
    const { model, stale } = run;
    const segment = run.tokens.segmentOf(token);
    const [whole, prefix, further] = await Promise.all([
      ask.segmentClasses(segment),
      ask.classes(token),
      ask.further(run, token),
    ]);
    const texts = { text: run.tokens.textOfSegment(segment), token: run.tokens.textOf(token) };
    return classHover({ model, stale, unit, ...texts, label, probability, whole, prefix, further });
  }

  private async describeSymbol(
    run: Run,
    { token, probability }: Mark,
    ask: Asking,
    unit: UnitContent | undefined,
  ): Promise<string> {
    const { model, stale } = run;
    const before = token > 0 ? ask.classes(token - 1) : null;
    const [expected, next] = await Promise.all([before, ask.classes(token)]);
    const symbol = run.tokens.textOf(token);
    return surpriseHover({ model, stale, unit, symbol, probability, expected, next });
  }
}

/** Questions of one hover; what the engine cannot say is left out of it. */
class Asking {
  constructor(
    private readonly documentId: number,
    private readonly engine: EngineClient,
    private readonly log: Log,
    private readonly signal: AbortSignal,
  ) {}

  classes(token: number): Promise<ClassRow | null> {
    const { documentId, signal } = this;
    return this.orNull(this.engine.call('classProbabilities', { documentId, token }, { signal }));
  }

  segmentClasses(segment: number, head = 0): Promise<ClassRow | null> {
    const { documentId, signal } = this;
    return this.orNull(this.engine.call('segmentProbabilities', { documentId, segment, head }, { signal }));
  }

  /** What the heads of whole segments say, but for the first head. */
  async further({ model, tokens }: Run, token: number): Promise<FurtherClasses[]> {
    const segment = tokens.segmentOf(token);
    const asked = model.heads.map(async (head, k) => {
      if (k === 0 || head.level !== 'segment') return [];
      const row = await this.segmentClasses(segment, k);
      return row ? [{ head, row }] : [];
    });
    return (await Promise.all(asked)).flat();
  }

  /** A unit at a token, as it is shown; NaN where it is not known. */
  async value(place: UnitPlace, token: number): Promise<number> {
    const { documentId, signal } = this;
    const params = { documentId, place, fromToken: token, toToken: token + 1 };
    const values = await this.orNull(this.engine.call('unitValues', params, { signal }));
    return values?.[0] ?? NaN;
  }

  details(token: number): Promise<TokenDetails | null> {
    const { documentId, signal } = this;
    const params = { documentId, fromToken: token, toToken: token + 1 };
    return this.orNull(this.engine.call('details', params, { signal }));
  }

  private async orNull<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (error) {
      if (!this.signal.aborted) this.log.error('A part of a hover is not available.', error);
      return null;
    }
  }
}

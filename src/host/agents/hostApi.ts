import * as vscode from 'vscode';
import type {
  ModelInfo,
  RnnLensApi,
  StatesOptions,
  TagOptions,
  TagsChange,
  TaggedText,
  TextStates,
} from '../../../media/api/rnn-lens.js';
import { AskedInputs } from '../../live/agents/asked.js';
import { textStates } from '../../live/agents/textStates.js';
import type { TextRuns } from '../../live/agents/textRuns.js';
import { taggedText } from '../../live/agents/taggedText.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Run } from '../../live/run.js';
import { sentenceOf, t } from '../../live/sentences.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { abortedBy } from './abortedBy.js';
import { askedText, type AskedTextServices } from './askedTexts.js';

/** What other extensions' calls need of the house. */
export interface ApiServices extends AskedTextServices {
  readonly engine: () => Pick<EngineClient, 'call'>;
  readonly runs: DocumentRuns;
  readonly texts: TextRuns;
}

/** What of the public interface the host answers: the rest is there before it is made. */
export class HostApi implements Pick<RnnLensApi, 'models' | 'tag' | 'states' | 'onDidChange'> {
  private readonly changed = new vscode.EventEmitter<TagsChange>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChange = this.changed.event;

  constructor(private readonly services: ApiServices) {
    const tell = (uri: string): void => this.changed.fire({ document: vscode.Uri.parse(uri) });
    const { onDidChange, onDidFollow } = services.runs;
    this.subscriptions = [this.changed, onDidChange(tell), onDidFollow(tell)];
  }

  async models(): Promise<readonly ModelInfo[]> {
    const entries = await this.services.models.list();
    return entries.flatMap((entry) => {
      if (entry.kind !== 'usable') return [];
      const { name, task, language, title } = entry.manifest;
      return [{ name, task, language, title: t(title) }];
    });
  }

  tag(text: vscode.TextDocument | string, { model, token }: TagOptions = {}): Promise<TaggedText> {
    return cancellable(token, async (signal) => {
      const shown = typeof text === 'string' || model !== undefined ? null : this.shown(text);
      const version = versionOf(text);
      if (shown) return taggedText(shown, version, signal);
      const asked = await askedText(this.services, text, model);
      return this.services.texts.with([asked], signal, ([run]) => taggedText(run, version, signal));
    });
  }

  states(text: vscode.TextDocument | string, options: StatesOptions = {}): Promise<TextStates> {
    const { model, token, ...place } = options;
    return cancellable(token, async (signal) => {
      const placeOf = new AskedInputs(place, ['layer', 'direction', 'quantity']).place();
      const version = versionOf(text);
      const asked = await askedText(this.services, text, model);
      return this.services.texts.with([asked], signal, ([run]) =>
        textStates(this.services.engine(), run, placeOf(run.model), version, signal),
      );
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** What people see of a document, if it is all of it as it is now. */
  private shown({ uri }: vscode.TextDocument): Run | null {
    const runs = this.services.runs.all(uri.toString());
    const [run] = runs;
    return runs.length === 1 && run.complete && !run.stale && run.source.range === null ? run : null;
  }
}

async function cancellable<T>(
  token: vscode.CancellationToken | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, dispose } = abortedBy(token);
  try {
    return await work(signal);
  } catch (error) {
    if (signal.aborted) throw new vscode.CancellationError();
    throw new Error(sentenceOf(error));
  } finally {
    dispose();
  }
}

function versionOf(text: vscode.TextDocument | string): number | null {
  return typeof text === 'string' ? null : text.version;
}

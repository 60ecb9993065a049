import * as vscode from 'vscode';
import { MarkedText } from '../../core/session/markup/markedText.js';
import { readsProse } from '../../core/session/reading.js';
import { markupOf } from '../../core/text/markup/languages.js';
import { dominantScript, scriptsOf } from '../../core/text/script.js';
import {
  chooseModel,
  chooseModels,
  globOf,
  isFilePattern,
  namedModels,
  type ChoiceFacts,
  type ChosenModel,
} from './chooseModel.js';
import type { ModelEntry } from '../../models/modelRegistry.js';
import type { Models } from './models.js';
import { offeredModels, type OfferedModels } from './modelOrder.js';
import { isFleeting } from '../runs/keptNames.js';
import { modelSetting, modelsSetting, readsMarkup } from '../settings.js';

/** Where the choices made by hand are kept: document uris and model names, the latest last. */
const MEMORY_KEY = 'rnnLens.modelOfDocument';
const MOST_REMEMBERED = 500;

/** Enough of a text to tell its scripts. */
const START_LINES = 2_000;
const START_UTF16 = 100_000;

/** What is known without looking at models. */
type KnownFacts = Omit<ChoiceFacts, 'installed'>;

type Memory = readonly (readonly [uri: string, name: string])[];

/** Which model runs on which document: chosen by hand (and remembered in the workspace), set, or automatic. */
export class ModelChoice implements vscode.Disposable {
  /** Untitled documents and cells of notebooks have names that come again in other windows: these are forgotten with them. */
  private readonly fleeting = new Map<string, string>();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly models: Models,
    private readonly memory: vscode.Memento,
  ) {
    this.subscription = vscode.workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
      if (isClosed) this.fleeting.delete(uri.toString());
    });
  }

  /** The name of the model for a document, of several the first; rejects with a sentence if there is none. */
  async of(document: vscode.TextDocument): Promise<string> {
    return chooseModel((await this.among(this.facts(document))).facts);
  }

  /** The models that read a document, each its part of it; rejects with a sentence if there is none. */
  async allOf(document: vscode.TextDocument): Promise<readonly ChosenModel[]> {
    const { facts, entries } = await this.among(this.facts(document));
    return chooseModels(facts, (name) => {
      const entry = entries.find(({ id }) => id === name);
      return entry?.kind === 'usable' && readsProse(entry.manifest);
    });
  }

  /** The name of the model for a text that is no document; rejects with a sentence if there is none. */
  async ofText(text: string): Promise<string> {
    const start = text.slice(0, START_UTF16);
    const { facts } = await this.among({
      ...{ remembered: null, override: modelSetting(), byKind: modelsSetting(), patterns: [] },
      ...{ languageId: 'plaintext', script: dominantScript(start), scripts: scriptsOf(start) },
    });
    return chooseModel(facts);
  }

  /** What it would be if nothing had been chosen by hand. */
  async automatic(document: vscode.TextDocument): Promise<string> {
    return chooseModel((await this.among({ ...this.facts(document), remembered: null })).facts);
  }

  /** Models in the order in which they are offered for a document. */
  async offer(document: vscode.TextDocument, entries: readonly ModelEntry[]): Promise<OfferedModels> {
    const facts = { ...this.facts(document), installed: entries.map(({ id }) => id) };
    return offeredModels(entries, { ...facts, automatic: chooseModel({ ...facts, remembered: null }) });
  }

  /** What was chosen by hand, or null. */
  remembered({ uri }: vscode.TextDocument): string | null {
    const key = uri.toString();
    return this.fleeting.get(key) ?? this.kept().find(([known]) => known === key)?.[1] ?? null;
  }

  /** Remembers what was chosen by hand; null goes back to the automatic choice. */
  async remember({ uri }: vscode.TextDocument, name: string | null): Promise<void> {
    const key = uri.toString();
    if (isFleeting(uri)) {
      if (name === null) this.fleeting.delete(key);
      else this.fleeting.set(key, name);
      return;
    }
    const others = this.kept().filter(([known]) => known !== key);
    const all: Memory = name === null ? others : [...others, [key, name]];
    await this.memory.update(MEMORY_KEY, all.slice(-MOST_REMEMBERED));
  }

  /** Files, or folders with files in them, have other names now. */
  async renamed(
    files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
  ): Promise<void> {
    const before = this.kept();
    const after = before.map(([key, name]) => [renamedUri(key, files) ?? key, name] as const);
    if (after.some(([key], k) => key !== before[k][0])) await this.memory.update(MEMORY_KEY, after);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /**
   * What a choice goes by, with the models there are of those it can come to: to look at all of them takes the better part
   * of the time to a window's first tags.
   */
  private async among(facts: KnownFacts): Promise<{ facts: ChoiceFacts; entries: readonly ModelEntry[] }> {
    const named = await Promise.all(namedModels(facts).map((name) => this.models.find(name)));
    const there = named.filter((entry) => entry !== null);
    const entries = there.length > 0 ? there : await this.models.list();
    return { facts: { ...facts, installed: entries.map(({ id }) => id) }, entries };
  }

  private facts(document: vscode.TextDocument): KnownFacts {
    const prose = proseOf(document);
    const byKind = modelsSetting();
    const fits = (key: string): boolean => vscode.languages.match({ pattern: globOf(key) }, document) > 0;
    return {
      remembered: this.remembered(document),
      override: modelSetting(),
      byKind,
      patterns: Object.keys(byKind).filter((key) => isFilePattern(key) && fits(key)),
      languageId: document.languageId,
      script: dominantScript(prose),
      scripts: scriptsOf(prose),
    };
  }

  private kept(): Memory {
    return this.memory.get<Memory>(MEMORY_KEY, []);
  }
}

/** The text near the start of a document, without its markup if that is not read. */
function proseOf(document: vscode.TextDocument): string {
  const start = document.getText(new vscode.Range(0, 0, START_LINES, 0)).slice(0, START_UTF16);
  const markup = readsMarkup() ? markupOf(document.languageId) : null;
  return markup ? MarkedText.of(markup, start).read : start;
}

/** What a uri (as text) is after files or folders were renamed; null if none of them was it or held it. */
export function renamedUri(
  uri: string,
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): string | null {
  for (const { oldUri, newUri } of files) {
    const old = oldUri.toString();
    if (uri === old || uri.startsWith(`${old}/`)) return newUri.toString() + uri.slice(old.length);
  }
  return null;
}

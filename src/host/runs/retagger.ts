import * as vscode from 'vscode';
import { dominantScript } from '../../core/text/script.js';
import { resting } from '../../live/throttle.js';
import type { EngineClient } from '../../live/engineClient.js';
import { AUTOMATIC, type ChosenModel } from '../models/chooseModel.js';
import type { Run } from '../../live/run.js';
import {
  affectsRuns,
  classificationUnit,
  followMode,
  modelSetting,
  modelsSetting,
  readsMarkup,
} from '../settings.js';
import { tagDocument, type RunServices } from '../commands/runModel.js';
import type { Models } from '../models/models.js';
import type { LastFailure } from '../status/lastFailure.js';
import { isFleeting } from './keptNames.js';
import { RenamedDocuments } from './renamedDocuments.js';
import { SavedDocuments } from './savedDocuments.js';
import { chosenFor, type TaggedMemory } from './taggedMemory.js';

/** When typing rested so long, or at the latest, it is looked at whether the same models should read a text. */
const REST_MS = 500;
const MOST_MS = 3_000;

/** What tagging again needs. */
export interface RetaggerServices extends RunServices {
  readonly models: Pick<Models, 'onDidChange' | 'problemWith' | 'version'>;
  readonly problem: Pick<LastFailure, 'set'>;
  readonly engine: () => Pick<EngineClient, 'versionOf'>;
  readonly tagged: Pick<TaggedMemory, 'wasTagged' | 'takeReloaded'>;
}

/**
 * Keeps tagged documents tagged as they should be when the settings or their models change, or when they get another name
 * or their first one, or when the window is loaded again: those that are seen at once, the others (whose tags are stale until then) when they are seen.
 */
export class Retagger implements vscode.Disposable {
  private readonly renamed: RenamedDocuments;
  private readonly saved: SavedDocuments;
  /** Uris of what is being tagged with what was set before the last change. */
  private readonly perhapsOutdated = new Set<string>();
  private readonly subscriptions: vscode.Disposable[];
  /** What is typed into this one another model may read better. */
  private lastEdited: vscode.TextDocument | null = null;
  private readonly reconsiderEdited = resting(
    () => {
      const { active, runs } = this.services;
      const { document } = active;
      const uri = document?.uri.toString() ?? '';
      // What is being tagged is read by the models that fit it now.
      const isIdle = runs.get(uri) !== null && runs.progress(uri) === null && followMode() !== 'off';
      if (document && document === this.lastEdited && isIdle)
        void this.guarded(() => this.reconsiderOne(document));
    },
    REST_MS,
    MOST_MS,
  );

  /** `guarded` does work that nobody waits for, and tells of what goes wrong. */
  constructor(
    private readonly services: RetaggerServices,
    private readonly guarded: (work: () => Promise<void>) => Promise<void>,
  ) {
    const { workspace, window } = vscode;
    this.saved = new SavedDocuments(services.runs);
    this.renamed = new RenamedDocuments(services.runs);
    this.subscriptions = [
      this.saved,
      workspace.onDidChangeConfiguration((event) => {
        if (affectsRuns(event)) void this.guarded(() => this.reconsider());
        if (event.affectsConfiguration('rnnLens.follow')) this.tagSeen();
      }),
      services.models.onDidChange(() => void this.guarded(() => this.reconsider())),
      window.onDidChangeVisibleTextEditors(() => this.tagSeen()),
      workspace.onDidChangeTextDocument((event) => this.edited(event)),
      services.runs.onDidChange((uri) => this.changed(uri)),
      this.reconsiderEdited,
      workspace.onWillRenameFiles(({ files }) => this.renamed.willRename(files)),
      workspace.onDidRenameFiles(({ files }) => {
        void services.choice.renamed(files).then(() => this.tagSeen());
      }),
    ];
    this.tagSeen();
  }

  /** Another model was chosen for a document. */
  async modelChosen(document: vscode.TextDocument): Promise<void> {
    const { runs, choice } = this.services;
    const uri = document.uri.toString();
    const run = runs.get(uri);
    const isOther = run ? !areOf(runs.all(uri), await choice.allOf(document)) : runs.progress(uri) !== null;
    if (isOther) await this.tag(document);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** A text by one model became perhaps one in two scripts. */
  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const runs = this.services.runs.all(document.uri.toString());
    if (runs.length !== 1 || runs[0].source.byHand || followMode() === 'off') return;
    if (document !== this.services.active.document || modelSetting() !== AUTOMATIC) return;
    const inserted = contentChanges.map(({ text }) => text).join('');
    const script = dominantScript(inserted);
    if (!script || modelsSetting()[script] === runs[0].model.name) return;
    this.lastEdited = document;
    this.reconsiderEdited();
  }

  /** Settings or models changed. */
  private async reconsider(): Promise<void> {
    this.services.problem.set(null);
    for (const document of this.taggedDocuments()) await this.reconsiderOne(document);
  }

  private async reconsiderOne(document: vscode.TextDocument): Promise<void> {
    const { runs } = this.services;
    const uri = document.uri.toString();
    if (document.isClosed || !runs.documents.includes(uri)) return;
    const run = runs.get(uri);
    const asked = runs.latest(uri);
    const outdated = run ? await this.isOutdated(document, runs.all(uri)) : true;
    if (runs.latest(uri) !== asked) return this.lookAgain(document);
    runs.setOutdated(uri, outdated);
    // What people asked for by a model's name is not replaced: it is looked at when it is there.
    if (runs.underWay(uri)?.byHand) this.perhapsOutdated.add(uri);
    // What else is just being tagged goes on with what is set now, seen or not.
    else if (outdated && (!run || this.isSeen(document)))
      await this.tag(document, run ? chosenFor(run) : null);
    else if (runs.progress(uri) !== null) this.perhapsOutdated.add(uri);
  }

  /** What was to be decided is out of date: the document was asked to be tagged, or not to be, in the meantime. */
  private async lookAgain(document: vscode.TextDocument): Promise<void> {
    const uri = document.uri.toString();
    if (this.services.runs.progress(uri) !== null) this.perhapsOutdated.add(uri);
    else await this.reconsiderOne(document);
  }

  /** What replaced the tags of a document since the settings changed may be of those before. */
  private changed(uri: string): void {
    if (this.services.runs.progress(uri) !== null || !this.perhapsOutdated.delete(uri)) return;
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document) void this.guarded(() => this.reconsiderOne(document));
  }

  /** All that have tags or are getting some, those that are seen first. */
  private taggedDocuments(): vscode.TextDocument[] {
    const tagged = new Set(this.services.runs.documents);
    const documents = vscode.workspace.textDocuments.filter(({ uri }) => tagged.has(uri.toString()));
    const rank = (document: vscode.TextDocument): number =>
      document === this.services.active.document ? 0 : this.isSeen(document) ? 1 : 2;
    return documents.sort((a, b) => rank(a) - rank(b));
  }

  private async isOutdated(document: vscode.TextDocument, runs: readonly Run[]): Promise<boolean> {
    const { models, engine, choice } = this.services;
    const [{ model, source }] = runs;
    if (source.continued) return false;
    for (const run of runs)
      if ((await models.version(run.model.name)) !== engine().versionOf(run.model)) return true;
    if (source.range === null && (source.languageId !== undefined) !== readsMarkup()) return true;
    if (source.byHand) return false;
    const chosen = await choice.allOf(document);
    const isOf = source.range === null ? areOf(runs, chosen) : chosen.some(({ name }) => name === model.name);
    if (!isOf) return true;
    const unit = classificationUnit();
    // What is selected now need not be what should be classified.
    return model.task === 'classification' && unit !== 'selection' && unit !== source.unit;
  }

  private isSeen(document: vscode.TextDocument): boolean {
    if (document === this.services.active.document) return true;
    return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
  }

  /** Tags what is waiting for being seen, if it is. */
  private tagSeen(): void {
    const { runs } = this.services;
    for (const { document } of vscode.window.visibleTextEditors) {
      const uri = document.uri.toString();
      const byHand = this.takeWaiting(document);
      const isIdle = runs.progress(uri) === null;
      const isWaiting = byHand !== undefined ? !runs.get(uri) : runs.get(uri)?.outdated;
      if (isIdle && isWaiting) void this.guarded(() => this.tag(document, byHand ?? null));
    }
  }

  /** The model chosen by hand (null: none) for a document that had tags under another name or in another window. */
  private takeWaiting(document: vscode.TextDocument): string | null | undefined {
    const uri = document.uri.toString();
    const { tagged } = this.services;
    const renamed = this.renamed.take(uri);
    if (renamed !== undefined) return renamed;
    // Where nothing follows, nothing is run that nobody asked for.
    if (followMode() === 'off' || !tagged.wasTagged(uri)) return this.savedAs(document);
    const byHand = tagged.takeReloaded(uri);
    if (byHand !== null && isFleeting(document.uri)) this.remember(document, byHand);
    return byHand;
  }

  /** The model chosen by hand (null for none) for the untitled document that was saved as this one, if one was. */
  private savedAs(file: vscode.TextDocument): string | null | undefined {
    const byHand = this.saved.take(file);
    if (typeof byHand === 'string') this.remember(file, byHand);
    return byHand;
  }

  private remember(document: vscode.TextDocument, byHand: string): void {
    void this.guarded(() => this.services.choice.remember(document, byHand));
  }

  private async tag(document: vscode.TextDocument, byHand: string | null = null): Promise<void> {
    const { models, choice, problem, runs } = this.services;
    const uri = document.uri.toString();
    const asked = runs.latest(uri);
    const sentence = await models.problemWith(byHand ?? (await choice.of(document)));
    // Settings are applied while they are typed: half a name must not raise a notification.
    if (sentence !== null) return problem.set(sentence, { uri });
    // What people asked for in the meantime is not replaced.
    if (runs.latest(uri) !== asked) return this.lookAgain(document);
    const chosen = byHand === null ? {} : { modelName: async () => byHand };
    await tagDocument(this.services, document, { ...chosen, quiet: true });
  }
}

/** Whether runs are those of some models, each of its script. */
function areOf(runs: readonly Run[], models: readonly ChosenModel[]): boolean {
  if (runs.length !== models.length) return false;
  return runs.every(
    ({ model, source }, k) => model.name === models[k].name && source.script === models[k].script,
  );
}

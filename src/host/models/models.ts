import * as vscode from 'vscode';
import type { ModelFiles } from '../../live/engineClient.js';
import { ModelRegistry, type ModelEntry } from '../../models/modelRegistry.js';
import { UnitNames, type OwnNames } from '../../models/unitNames.js';
import { sentenceOf, t } from '../../live/sentences.js';
import { resting } from '../../live/throttle.js';
import type { HostFiles } from '../platform.js';
import { affectsModelFolders, tagSetSetting } from '../settings.js';
import { ModelError } from './modelError.js';
import { modelSources } from './modelSources.js';

/** Files of a model come one after the other: it is looked at when they have rested so long, or at the latest then. */
const REST_MS = 300;
const MOST_MS = 3_000;

/** Networks that are models by their names, and are in no list: checkpoints of trainings. */
export interface UnlistedModels {
  /** null if the name is none of theirs. */
  find(id: string): Promise<UnlistedModel | null>;
}

interface UnlistedModel {
  readonly version: string;
  /** One sentence on why it cannot be used. */
  readonly problem: string | null;
  read(): Promise<ModelFiles>;
}

/** The models that people can choose, and what they are told of those that cannot be used. */
export class Models implements vscode.Disposable {
  private registry!: ModelRegistry;
  private endWatch: () => void = () => undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly tellChanged = resting(() => this.changed.fire(), REST_MS, MOST_MS);
  private readonly subscriptions: vscode.Disposable[];

  /** Models came, changed or went. */
  readonly onDidChange = this.changed.event;

  constructor(
    extensionUri: vscode.Uri,
    files: Pick<HostFiles, 'atPath'>,
    private readonly unlisted: UnlistedModels,
  ) {
    const open = (): void => {
      this.endWatch();
      this.registry = new ModelRegistry(modelSources(extensionUri, files));
      this.endWatch = this.registry.watch(this.tellChanged);
    };
    const reopen = (): void => {
      open();
      this.tellChanged();
    };
    open();
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeWorkspaceFolders(reopen),
      vscode.workspace.onDidChangeConfiguration((event) => affectsModelFolders(event) && reopen()),
    ];
  }

  /** Ids of all models, sorted; whether they can be used is not looked at. */
  async ids(): Promise<string[]> {
    return (await this.registry.list()).map(({ id }) => id);
  }

  /** The model of an id, or null; others are not looked at where it is one that comes with the extension. */
  find(id: string): Promise<ModelEntry | null> {
    return this.registry.find(id);
  }

  /** All models by id; a damaged one does not hide the others. */
  list(): Promise<readonly ModelEntry[]> {
    return this.registry.list();
  }

  /** Another text when a model's files have changed, or the tag set it tags with; null if there is no such model. */
  async version(id: string): Promise<string | null> {
    const unlisted = await this.unlisted.find(id);
    if (unlisted) return unlisted.version;
    const entry = await this.registry.find(id);
    if (entry?.kind !== 'usable') return entry?.version ?? null;
    const set = entry.manifest.tagSets?.find(({ name }) => name === tagSetSetting());
    return set ? `${entry.version}#${set.name}` : entry.version;
  }

  /** One sentence on why a model cannot be used, or null; the numbers in its weights are not looked at. */
  async problemWith(id: string): Promise<string | null> {
    const unlisted = await this.unlisted.find(id);
    if (unlisted) return unlisted.problem;
    const entry = await this.registry.find(id);
    if (!entry) return t('There is no model "{0}": choose one with "RNN Lens: Select Model".', id);
    return entry.kind === 'damaged' ? unusable(entry, sentenceOf(entry.problem)) : null;
  }

  /** The files of one model; rejects with ModelError. */
  async read(id: string): Promise<ModelFiles> {
    const problem = await this.problemWith(id);
    if (problem !== null) throw new ModelError(problem);
    const unlisted = await this.unlisted.find(id);
    if (unlisted) return unlisted.read();
    return { ...(await this.registry.read(id)), tagSet: tagSetSetting() };
  }

  /** The sentence for a model that the engine found damaged. */
  async refused(id: string, problem: string): Promise<ModelError> {
    const entry = await this.registry.find(id);
    return new ModelError(unusable({ id, place: entry?.place ?? id }, problem));
  }

  /** What units of these models are called. */
  unitNames(own: OwnNames): UnitNames {
    return new UnitNames(() => this.registry, own);
  }

  dispose(): void {
    this.endWatch();
    this.tellChanged.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

/** The one sentence for a model whose files are damaged, whoever found out. */
export function unusable({ id, place }: Pick<ModelEntry, 'id' | 'place'>, problem: string): string {
  return t(
    'The model "{0}" cannot be used ({1}: {2}): reinstall RNN Lens or select another model.',
    ...[id, place, problem.replace(/\.$/, '')],
  );
}

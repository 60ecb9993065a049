import * as vscode from 'vscode';
import { namedUnit, unitOfNetwork, type NamedUnit } from '../../core/formats/unitNames.js';
import type { UnitNames } from '../../models/unitNames.js';
import type { ModelDescription, UnitPlace } from '../../protocol/engine.js';
import { unitInDisplayLanguage } from '../../live/modelWords.js';
import { resting } from '../../live/throttle.js';
import type { Log } from '../status/log.js';
import type { Models } from './models.js';

/** The file in the extension's own folder: what is named of models that came with it. */
const OWN_FILE = 'unit-names.json';

/** Models may change in several files: names are read again when they have rested so long. */
const REST_MS = 100;

/** What is needed of a model to know its units. */
type Named = Pick<ModelDescription, 'name' | 'rnn'>;

/** What units of models are called, known at once where it was asked for before. */
export class ModelUnits implements vscode.Disposable {
  private readonly names: UnitNames;
  private readonly known = new Map<string, readonly NamedUnit[]>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly readAgain = resting(() => this.forget(), REST_MS, REST_MS);
  private readonly subscription: vscode.Disposable;

  /** Units are called otherwise, or it is known by now what they are called. */
  readonly onDidChange = this.changed.event;

  constructor(
    models: Models,
    storageUri: vscode.Uri,
    private readonly log: Log,
  ) {
    this.names = models.unitNames(ownNames(storageUri));
    this.subscription = models.onDidChange(this.readAgain);
  }

  /** The units of a model with a name or a note; none while they are being read, see `onDidChange`. */
  of(model: Named): readonly NamedUnit[] {
    const known = this.known.get(model.name);
    if (!known) {
      this.known.set(model.name, []);
      void this.read(model);
    }
    return known ?? [];
  }

  /** As `of`, when they are read. */
  async read({ name, rnn }: Named): Promise<readonly NamedUnit[]> {
    try {
      const units = (await this.names.of(name, rnn)).map(unitInDisplayLanguage);
      const before = this.known.get(name) ?? [];
      this.known.set(name, units);
      if (JSON.stringify(before) !== JSON.stringify(units)) this.changed.fire();
      return units;
    } catch (error) {
      // A damaged file of names makes no model useless; who edits it is told.
      this.log.error(`The names of units of ${name} could not be read.`, error);
      return [];
    }
  }

  /** What a unit is called; an empty text for nothing. */
  nameOf(model: Named, place: UnitPlace): string {
    return namedUnit(this.of(model), unitOfNetwork(model.rnn, place))?.name ?? '';
  }

  /** Names a unit and keeps that; empty words take them away. Rejects with RnnLensError for a damaged file. */
  async name(model: Named, named: NamedUnit): Promise<void> {
    await this.names.name(model.name, named);
    await this.read(model);
  }

  /** Takes over the names of a file somebody sent; rejects with RnnLensError. */
  async merge(json: string, file: string): Promise<{ readonly units: number; readonly models: number }> {
    const found = await this.names.merge(json, file);
    this.forget();
    return found;
  }

  /** The file of a model's names. */
  file({ name, rnn }: Named): Promise<string> {
    return this.names.file(name, rnn);
  }

  dispose(): void {
    this.readAgain.dispose();
    vscode.Disposable.from(this.subscription, this.changed).dispose();
  }

  private forget(): void {
    this.known.clear();
    this.changed.fire();
  }
}

function ownNames(storageUri: vscode.Uri) {
  const { fs } = vscode.workspace;
  const file = vscode.Uri.joinPath(storageUri, OWN_FILE);
  return {
    place: OWN_FILE,
    read: async () => {
      const bytes = await fs.readFile(file).then(undefined, () => null);
      return bytes && new TextDecoder().decode(bytes);
    },
    write: async (json: string) => {
      await fs.createDirectory(storageUri);
      await fs.writeFile(file, new TextEncoder().encode(json));
    },
  };
}

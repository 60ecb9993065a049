import { MODEL_FILES, readManifest, type ModelManifest } from '../core/formats/manifest.js';
import { UNIT_NAMES_FILE } from '../core/formats/unitNames.js';
import { isRnnLensError, RnnLensError } from '../core/problems.js';
import { readerOf, READERS, type ModelReader, type ReadableModel } from './modelReaders.js';
import type { ModelSource, StoredModel } from './modelSource.js';

/** A model that can be used. */
export interface UsableModel {
  readonly kind: 'usable';
  /** What it is called everywhere: its manifest's name, with the source's behind it where an earlier one has it. */
  readonly id: string;
  /** With the id as its name. */
  readonly manifest: ModelManifest;
  readonly sizeBytes: number;
  /** Where it is, for people. */
  readonly place: string;
  /** Another one when its files have changed. */
  readonly version: string;
}

/** What is there of a model that cannot be used, and why, naming the file. */
export interface DamagedModel {
  readonly kind: 'damaged';
  readonly id: string;
  readonly problem: RnnLensError;
  readonly place: string;
  readonly version: string;
}

export type ModelEntry = UsableModel | DamagedModel;

/** The two files of a model, as an engine is given them. */
export interface ModelContent {
  readonly manifest: string;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** A stored model that was looked at. */
type Opened = { readonly place: string; readonly key: string; readonly version: string } & (
  | { readonly kind: 'usable'; readonly manifest: ModelManifest; readonly files: ReadableModel }
  | { readonly kind: 'damaged'; readonly problem: RnnLensError }
);

interface Listed {
  readonly entry: ModelEntry;
  readonly opened: Opened;
  readonly source: ModelSource;
}

/** What stands beside a model's files. */
export interface NamesBeside {
  readonly place: string;
  /** Of the model. */
  readonly version: string;
  weights(): Promise<Uint8Array<ArrayBuffer>>;
  /** The text of the file of unit names; null where there is none. */
  names(): Promise<string | null>;
  /** Writes it; null where the place is only read. */
  readonly write: ((json: string) => Promise<void>) | null;
}

/** The models of some sources as one list, the sources' order deciding who has a name; manifests are read once a version. */
export class ModelRegistry {
  private readonly cache = new Map<string, { readonly version: string; readonly opened: Promise<Opened> }>();

  constructor(
    private readonly sources: readonly ModelSource[],
    private readonly readers: readonly ModelReader[] = READERS,
  ) {}

  /** All models by id; a damaged one does not hide the others. */
  async list(): Promise<readonly ModelEntry[]> {
    const listed = [...(await this.listed()).values()];
    return listed.map(({ entry }) => entry).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The model of an id, or null. */
  async find(id: string): Promise<ModelEntry | null> {
    return (await this.lookUp(id))?.entry ?? null;
  }

  /** The files of a model as they are now; rejects with RnnLensError if there is none or its files are damaged. */
  async read(id: string): Promise<ModelContent> {
    const { entry, opened } = (await this.lookUp(id)) ?? {};
    if (!entry || !opened) throw new RnnLensError('There is no model "{0}".', id);
    if (opened.kind === 'damaged') throw opened.problem;
    const renamed = id === opened.manifest.name ? null : { ...opened.manifest, name: id };
    const manifest = renamed ? JSON.stringify(renamed) : await opened.files.manifest();
    return { manifest, weights: await opened.files.weights() };
  }

  /** The file of unit names beside a usable model, and how to write it; null if there is no such model. */
  async beside(id: string): Promise<NamesBeside | null> {
    const { entry, source, opened } = (await this.lookUp(id)) ?? {};
    if (!source || entry?.kind !== 'usable' || opened?.kind !== 'usable') return null;
    const stored = await source.read(opened.key);
    const { write } = stored;
    return {
      place: stored.place,
      version: entry.version,
      weights: () => opened.files.weights(),
      names: async () =>
        stored.files.has(UNIT_NAMES_FILE)
          ? new TextDecoder().decode(await stored.bytes(UNIT_NAMES_FILE))
          : null,
      write: write ? (json) => write(UNIT_NAMES_FILE, new TextEncoder().encode(json)) : null,
    };
  }

  /** Calls back when models of any source may have changed, which are read again; what it returns ends that. */
  watch(changed: () => void): () => void {
    const ends = this.sources.map((source) =>
      source.watch?.(() => {
        // A file may have changed twice within what a file system tells of times: what is known of it is no proof.
        for (const key of this.cache.keys()) if (key.startsWith(`${source.name}/`)) this.cache.delete(key);
        changed();
      }),
    );
    return () => ends.forEach((end) => end?.());
  }

  /** Most models of the first source are called what their manifest calls them: then the others are not looked at. */
  private async lookUp(id: string): Promise<Listed | undefined> {
    const [first] = this.sources;
    if (first && (await first.list()).includes(id)) {
      const opened = await this.open(first, id);
      if (nameOf(opened) === id) return { opened, entry: entryOf(opened, id), source: first };
    }
    return (await this.listed()).get(id);
  }

  private async listed(): Promise<ReadonlyMap<string, Listed>> {
    const listed = new Map<string, Listed>();
    for (const source of this.sources) {
      const keys = await source.list();
      const opened = await Promise.all(keys.map((key) => this.open(source, key)));
      // Of two with one name the one that is called so in the source has it.
      opened.sort((a, b) => Number(nameOf(b) === b.key) - Number(nameOf(a) === a.key));
      for (const model of opened) {
        const name = nameOf(model);
        const ids = [name, `${name}@${source.name}`, `${model.key}@${source.name}`];
        const id = ids.find((candidate) => !listed.has(candidate));
        if (id !== undefined) listed.set(id, { opened: model, entry: entryOf(model, id), source });
      }
    }
    return listed;
  }

  private async open(source: ModelSource, key: string): Promise<Opened> {
    const stored = await source.read(key);
    // What its units are called makes no other model of it.
    const own = [...stored.files].filter(([file]) => file !== UNIT_NAMES_FILE);
    const version = own.map(([file, facts]) => [file, facts.sizeBytes, facts.modified]).join();
    const cacheKey = `${source.name}/${key}`;
    const known = this.cache.get(cacheKey);
    if (known?.version === version) return known.opened;
    const opened = openModel({ key, version }, stored, this.readers);
    this.cache.set(cacheKey, { version, opened });
    return opened;
  }
}

async function openModel(
  which: Pick<Opened, 'key' | 'version'>,
  stored: StoredModel,
  readers: readonly ModelReader[],
): Promise<Opened> {
  const common = { ...which, place: stored.place };
  try {
    const files = readerOf(stored.files, readers).read(stored);
    return { kind: 'usable', ...common, files, manifest: readManifest(await files.manifest()) };
  } catch (error) {
    return { kind: 'damaged', ...common, problem: problemOf(error) };
  }
}

function problemOf(error: unknown): RnnLensError {
  if (isRnnLensError(error)) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new RnnLensError('{0}: {1}', MODEL_FILES.manifest, what);
}

function nameOf(opened: Opened): string {
  return opened.kind === 'usable' ? opened.manifest.name : opened.key;
}

function entryOf(opened: Opened, id: string): ModelEntry {
  const { place, version } = opened;
  if (opened.kind === 'damaged') return { kind: 'damaged', id, place, version, problem: opened.problem };
  const { manifest, files } = opened;
  const named = manifest.name === id ? manifest : { ...manifest, name: id };
  return { kind: 'usable', id, place, version, manifest: named, sizeBytes: files.sizeBytes };
}

/** What is known of a file without reading it; a file that has changed has other facts. */
export interface FileFacts {
  readonly sizeBytes: number;
  readonly modified: number;
}

/** The files of one model, wherever they are kept. */
export interface StoredModel {
  /** Where it is, for people. */
  readonly place: string;
  readonly files: ReadonlyMap<string, FileFacts>;
  /** The bytes of one of `files`, in a buffer of their own; rejects with the system's error. */
  bytes(file: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes a file beside them; not there where a place is only read. Rejects with the system's error. */
  write?(file: string, bytes: Uint8Array): Promise<void>;
}

/** A place with models: those that came with RNN Lens, a workspace's, a hub's. */
export interface ModelSource {
  /** Tells models of one name apart, as in `english-pos@workspace`. */
  readonly name: string;
  /** What its models are called in it, such as the names of their folders; empty where there is no such place. */
  list(): Promise<readonly string[]>;
  /** One of those that `list` gave; its bytes are read when they are asked for. */
  read(key: string): Promise<StoredModel>;
  /** Calls back when models may have changed; what it returns ends that. */
  watch?(changed: () => void): () => void;
}

/** What a source of folders needs of a file system. */
export interface ModelFolders {
  /** Names of the folders at the place. */
  folders(): Promise<readonly string[]>;
  files(folder: string): Promise<ReadonlyMap<string, FileFacts>>;
  bytes(folder: string, file: string): Promise<Uint8Array<ArrayBuffer>>;
  write?(folder: string, file: string, bytes: Uint8Array): Promise<void>;
  watch?(changed: () => void): () => void;
}

/** Models that are folders beside one another; `placeOf` says to people where a folder is. */
export function folderSource(
  name: string,
  folders: ModelFolders,
  placeOf: (folder: string) => string,
): ModelSource {
  return {
    name,
    list: async () => [...(await folders.folders())].sort(),
    read: async (folder) => ({
      place: placeOf(folder),
      files: await folders.files(folder),
      bytes: (file) => folders.bytes(folder, file),
      ...(folders.write && { write: (file, bytes) => folders.write!(folder, file, bytes) }),
    }),
    ...(folders.watch && { watch: (changed) => folders.watch!(changed) }),
  };
}

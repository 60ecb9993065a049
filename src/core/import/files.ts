/** A file that somebody chose, read by parts: no more of it is taken than is asked for. */
export interface SourceFile {
  /** Without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Bytes `start` to `end` (not included), in a buffer of their own; rejects with the system's error. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** The file to import, and the folder around it. */
export interface SourceFiles {
  readonly main: SourceFile;
  /** Names of the files beside it, without folders and without its own. */
  readonly names: readonly string[];
  /**
   * A file beside it or in a folder below (`shards/a.bin`); null where there is none. A path that leaves the folder
   * throws RnnLensError and nothing is opened.
   */
  beside(path: string): Promise<SourceFile | null>;
}

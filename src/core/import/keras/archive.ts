import type { SourceFile } from '../files.js';
import { openZip, type ZipArchive, type ZipEntry } from '../zip.js';

/** What a packed member may have; Keras stores its weights as they are. */
const MAX_UNPACKED_BYTES = 256 * 2 ** 20;

/** The members of a `.keras` file by their names, with slashes. */
export class Archive {
  private constructor(
    private readonly file: SourceFile,
    private readonly zip: ZipArchive,
    private readonly members: ReadonlyMap<string, ZipEntry>,
  ) {}

  /** Rejects with RnnLensError where there is no directory or it is not what it says. */
  static async open(file: SourceFile): Promise<Archive> {
    const zip = await openZip(file);
    const members = [...zip.entries].map(([name, entry]) => [name.replaceAll('\\', '/'), entry] as const);
    return new Archive(file, zip, new Map(members));
  }

  get names(): readonly string[] {
    return [...this.members.keys()];
  }

  /** A member as a file of its own; what is stored as it is, is read by parts. Null where there is none. */
  async member(name: string): Promise<SourceFile | null> {
    const entry = this.members.get(name);
    if (!entry) return null;
    const shown = { name: `${this.file.name}: ${name}`, sizeBytes: entry.sizeBytes };
    if (entry.isStored)
      return { ...shown, read: (start, end) => this.zip.read(entry, this.file.sizeBytes, start, end) };
    const bytes = await this.zip.read(entry, MAX_UNPACKED_BYTES);
    return { ...shown, read: async (start, end) => bytes.slice(start, end) };
  }

  /** A member's text; null where there is none, RnnLensError where it has more bytes than `limit`. */
  async text(name: string, limit: number): Promise<string | null> {
    const entry = this.members.get(name);
    return entry ? new TextDecoder().decode(await this.zip.read(entry, limit)) : null;
  }
}

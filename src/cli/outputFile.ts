import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { RnnLensError } from '../core/problems.js';
import { about } from './failure.js';

/** What a person or the system ends a command with. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const endProcess = (): void => process.exit(130);

/**
 * A file that is written beside its place and put there when it is whole: until then what was there stays, and a
 * run that fails or is ended leaves nothing behind. Devices and pipes have no beside: they are written as they are.
 * All methods throw the system's errors, with the path that was asked for.
 */
export class OutputFile {
  private readonly place: string;
  /** Of a file that was there. */
  private readonly mode: number | null;
  private readonly written: string;
  private readonly descriptor: number;
  private isOpen = true;
  private readonly onExit = (): void => this.discard();

  constructor(private readonly file: string) {
    const folder = path.dirname(file);
    if (!existsSync(folder))
      throw new RnnLensError('{0} cannot be written: the folder {1} is not there.', file, folder);
    const there = statSync(file, { throwIfNoEntry: false });
    if (there) about(file, () => accessSync(file, constants.W_OK));
    // A link stays one: what it leads to is replaced.
    this.place = there ? realpathSync(file) : file;
    this.mode = there?.isFile() ? there.mode & 0o7777 : null;
    const isDevice = there !== undefined && !there.isFile();
    this.written = isDevice ? this.place : `${this.place}.${process.pid}.part`;
    // Before the file is there: a signal may come with it.
    process.once('exit', this.onExit);
    for (const signal of SIGNALS) process.once(signal, endProcess);
    try {
      this.descriptor = about(this.file, () => openSync(this.written, 'w'));
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Writes all bytes, at a place of the file or else after what was written before. */
  readonly write: WriteBytes = (bytes, position = null) => {
    for (let done = 0; done < bytes.length;) {
      const at = position === null ? null : position + done;
      done += about(this.file, () => writeSync(this.descriptor, bytes, done, bytes.length - done, at));
    }
  };

  /** Puts the file in its place. */
  finish(): void {
    about(this.file, () => {
      this.close();
      if (this.written === this.place) return;
      if (this.mode !== null) chmodSync(this.written, this.mode);
      renameSync(this.written, this.place);
    });
    this.release();
  }

  /** Leaves what was there before. */
  discard(): void {
    this.release();
    this.close();
    if (this.written !== this.place) rmSync(this.written, { force: true });
  }

  private close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.descriptor);
  }

  private release(): void {
    process.removeListener('exit', this.onExit);
    for (const signal of SIGNALS) process.removeListener(signal, endProcess);
  }
}

/** Writes all bytes at a position of a file, or after what was written before. */
export type WriteBytes = (bytes: Uint8Array, position?: number | null) => void;

/** Makes or replaces a file: what was there stays unless `work` comes to its end. */
export async function writeFileWhole(
  file: string,
  work: (write: WriteBytes) => Promise<void>,
): Promise<void> {
  const output = new OutputFile(file);
  try {
    await work(output.write);
    output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
}

/** Makes or replaces a file whose content is at hand; a run that is ended meanwhile leaves the old one or the new. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const output = new OutputFile(file);
  try {
    output.write(typeof content === 'string' ? new TextEncoder().encode(content) : content);
    output.finish();
  } catch (error) {
    output.discard();
    throw error;
  }
}

/** Whether two paths, or `-` for standard input, are the same file, by whatever links or spelling. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [identityOf(a), identityOf(b)];
  return one !== null && one === other;
}

function identityOf(file: string): string | null {
  const facts =
    file === '-' ? fstatSync(0, { bigint: true }) : statSync(file, { bigint: true, throwIfNoEntry: false });
  return facts?.isFile() ? `${facts.dev}:${facts.ino}` : null;
}

import { isRnnLensError } from '../core/problems.js';

/** What the system's errors say to a person; FILE stands for the file. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'FILE is not there',
  ENOTDIR: 'FILE is not there: a part of its path is no folder',
  EISDIR: 'FILE is a folder',
  EACCES: 'FILE may not be opened by this user',
  EPERM: 'FILE may not be changed by this user',
  EROFS: 'FILE is on a disk that cannot be written',
  ENOSPC: 'The disk is full: FILE could not be written',
  EDQUOT: 'The disk quota is used up: FILE could not be written',
  EFBIG: 'FILE became larger than the system lets it be',
  ESPIPE: 'FILE is a pipe: states can only be written to a file',
};

/** One sentence on what went wrong; where that is a mistake of ours, where it happened. */
export function failureOf(error: unknown, fallbackFile = 'standard input'): string {
  if (isRnnLensError(error)) return error.message;
  const { code, path = fallbackFile, message, stack } = error as NodeJS.ErrnoException;
  if (code === undefined) return stack ?? String(error);
  return Object.hasOwn(SENTENCES, code)
    ? `${SENTENCES[code].replace('FILE', () => path)} (${code}).`
    : message;
}

/** What `work` gives; an error of the system names `file`, as it was asked for. */
export function about<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isSystems = error instanceof Error && 'errno' in error;
    throw isSystems ? Object.assign(error, { path: file }) : error;
  }
}

/** Mutations of files for the readers of other frameworks' files, and what must hold of every one of them. */
import type { SourceFiles } from '../../src/core/import/files.js';
import type { ForeignReader } from '../../src/core/import/foreign.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { fill } from '../../src/core/sentence.js';
import { memoryFiles } from '../tools/importFiles.js';
import { cpuMs, type Chance } from './chance.js';

export type Mutate = (bytes: Uint8Array, chance: Chance) => Uint8Array;

/** Changes of bytes that know nothing of what they mean. */
export const mutateBytes: Mutate = (bytes, chance) => {
  const out = [...bytes];
  const times = 1 + chance.below(4);
  for (let k = 0; k < times && out.length > 0; k++) {
    const at = chance.below(out.length);
    const kind = chance.below(6);
    if (kind === 0) out[at] = chance.below(256);
    else if (kind === 1) out[at] ^= 1 << chance.below(8);
    else if (kind === 2) out.splice(at, 1 + chance.below(8));
    else if (kind === 3)
      out.splice(at, 0, ...Array.from({ length: 1 + chance.below(8) }, () => chance.below(256)));
    else if (kind === 4) out.length = at;
    else out.splice(at, 0, ...out.slice(chance.below(out.length)).slice(0, 64));
  }
  return Uint8Array.from(out);
};

/** What a reader did with a file that is wrong; null where all is well. */
export async function complaintAbout(
  reader: ForeignReader,
  name: string,
  bytes: Uint8Array,
  others: Readonly<Record<string, Uint8Array>> = {},
): Promise<string | null> {
  const started = process.cpuUsage();
  const problem = await outcome(reader, memoryFiles(name, bytes, others));
  const ms = cpuMs(started);
  if (problem) return problem;
  return ms > MOST_MS ? `${Math.round(ms)} ms` : null;
}

/** Of the processor. */
const MOST_MS = 1000;
/** What a message for people has nothing to do with. */
const UNCLEAR = /\[object|function|TypeError|RangeError|Cannot read|\{\d+\}/;

async function outcome(reader: ForeignReader, files: SourceFiles): Promise<string | null> {
  try {
    reader.sniff(await files.main.read(0, Math.min(4096, files.main.sizeBytes)), files.main.name);
    const file = await reader.read(files);
    const { recognised } = file;
    if (recognised.kind === 'refused') return unclear(fill(recognised.reason.text, recognised.reason.values));
    for (const { values } of file.tensors.slice(0, 20)) await attempt(() => values());
    return await attempt(() => recognised.network({}));
  } catch (error) {
    return complaint(error);
  }
}

async function attempt(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return complaint(error);
  }
}

function complaint(error: unknown): string | null {
  if (!isRnnLensError(error)) return String((error as Error)?.stack ?? error);
  return unclear(error.message);
}

function unclear(message: string): string | null {
  return message === '' || UNCLEAR.test(message) ? `unclear: ${message}` : null;
}

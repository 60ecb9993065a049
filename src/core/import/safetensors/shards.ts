import { RnnLensError } from '../../problems.js';
import type { SourceFile, SourceFiles } from '../files.js';

const LARGEST_INDEX = 1 << 26;

/** Whether a file is an index of several .safetensors files. */
export function isIndexHead(head: Uint8Array): boolean {
  return /^\uFEFF?\s*\{[^]*"weight_map"\s*:\s*\{/.test(new TextDecoder().decode(head.subarray(0, 4096)));
}

/** The index of which a file is one part by its name, if that lies beside it. */
export async function indexBeside(files: SourceFiles): Promise<SourceFile | null> {
  const match = /^(.*)-\d+-of-\d+(\.safetensors)$/.exec(files.main.name);
  if (!match) return null;
  const name = `${match[1]}${match[2]}.index.json`;
  return files.names.includes(name) ? files.beside(name) : null;
}

/** A file of several, and which of the tensors are in it. */
export interface Shard {
  readonly file: SourceFile;
  readonly names: ReadonlySet<string>;
}

/** The files an index names. Throws RnnLensError naming the one that is missing or not in the folder. */
export async function shardsOf(files: SourceFiles, index: SourceFile): Promise<Shard[]> {
  const places = await weightMap(index);
  const names = new Map<string, Set<string>>();
  for (const [tensor, place] of places) {
    if (!names.has(place)) names.set(place, new Set());
    names.get(place)!.add(tensor);
  }
  const shards: Shard[] = [];
  for (const [place, tensors] of names) shards.push({ file: await shard(files, place), names: tensors });
  return shards;
}

async function shard(files: SourceFiles, place: string): Promise<SourceFile> {
  if (/^[/\\]|[:\\\0]|^$/.test(place) || place.split('/').includes('..'))
    throw new RnnLensError('The index names "{0}", which is not in the folder of the file.', place);
  const file = await files.beside(place);
  if (!file) throw new RnnLensError('The part "{0}" is missing: put it beside {1}.', place, files.main.name);
  return file;
}

async function weightMap(index: SourceFile): Promise<[string, string][]> {
  if (index.sizeBytes > LARGEST_INDEX)
    throw new RnnLensError('The index "{0}" has {1} bytes, which is too much.', index.name, index.sizeBytes);
  const text = new TextDecoder().decode(await index.read(0, index.sizeBytes));
  const map = (parsed(text, index.name) as { weight_map?: unknown } | null)?.weight_map;
  const entries = typeof map === 'object' && map !== null ? Object.entries(map) : [];
  for (const [tensor, place] of entries)
    if (typeof place !== 'string')
      throw new RnnLensError('The index names no file for tensor "{0}".', tensor);
  if (entries.length === 0) throw new RnnLensError('The index "{0}" names no tensors.', index.name);
  return entries as [string, string][];
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RnnLensError('The index "{0}" is not JSON.', name);
  }
}

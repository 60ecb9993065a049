import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';
import { isPickle } from '../pickle/interpreter.js';
import { memoryFile, readPickleAt } from '../pickle/stream.js';
import type { PickleValue } from '../pickle/values.js';
import { openZip, type ZipArchive } from '../zip.js';
import { isLegacy, readLegacy } from './legacy.js';
import { nestedStorages } from './nested.js';
import { NO_STORAGES, type Storages } from './storage.js';
import { isTar, readTar } from './tar.js';
import type { TensorSource } from './tensors.js';

/** A file of PyTorch, whatever it is packed in. */
export interface TorchContainer extends TensorSource {
  /** For people: `PyTorch (zip)`. */
  readonly format: string;
  readonly value: PickleValue;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Names of the files of a TorchScript archive's program; null where it is none. */
  readonly script: readonly string[] | null;
}

/** Files that pickles are in, in memory, and no larger than this. */
const MAX_PICKLE_BYTES = 96 << 20;

/** Reads everything but the numbers; RnnLensError where the file is not what it says. */
export async function openTorch(file: SourceFile): Promise<TorchContainer> {
  if (file.sizeBytes === 0) throw new RnnLensError('The file is empty.');
  const head = await file.read(0, Math.min(file.sizeBytes, 4096));
  if (head[0] === 0x50 && head[1] === 0x4b) return openTorchZip(file);
  if (isTar(head)) return readTar(file);
  if (!isPickle(head))
    throw new RnnLensError(
      'It is no file of PyTorch: neither a zip or tar file nor a pickle begins at its first byte (it begins with {0}).',
      beginning(head),
    );
  const first = await readPickleAt(file, 0);
  if (isLegacy(first.value)) return readLegacy(file, first.end);
  return {
    format: 'Python pickle',
    value: first.value,
    storages: NO_STORAGES,
    tensors: null,
    nested: await nestedStorages(first.value),
    facts: [],
    script: null,
  };
}

/** The first bytes for people: as text where they are. */
function beginning(head: Uint8Array): string {
  const bytes = head.subarray(0, 16);
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return `"${new TextDecoder().decode(bytes)}"`;
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

async function openTorchZip(file: SourceFile): Promise<TorchContainer> {
  const zip = await openZip(file);
  const names = [...zip.entries.keys()];
  const name = names.find((of) => /(^|\/)data\.pkl$/.test(of) && !of.includes('/.data/'));
  if (name === undefined)
    throw new RnnLensError(
      'The zip file is none of PyTorch: there is no data.pkl in it ({0}).',
      names.slice(0, 5).join(', ') || 'it is empty',
    );
  const folder = name.slice(0, -'data.pkl'.length);
  await refuseBigEndian(zip, folder);
  const pickle = await zip.read(zip.entries.get(name)!, MAX_PICKLE_BYTES);
  const { value } = await readPickleAt(memoryFile(name, pickle), 0);
  const program = names.filter((of) => of.startsWith(`${folder}code/`));
  const version = zip.entries.get(`${folder}version`);
  return {
    format: program.length > 0 ? 'TorchScript' : 'PyTorch (zip)',
    value,
    storages: zipStorages(zip, folder),
    tensors: null,
    facts: [
      { name: 'archive', value: folder.replace(/\/$/, '') },
      ...(version
        ? [{ name: 'version', value: new TextDecoder().decode(await zip.read(version, 64)).trim() }]
        : []),
    ],
    script: program.length > 0 ? names.map((of) => of.slice(folder.length)) : null,
  };
}

async function refuseBigEndian(zip: ZipArchive, folder: string): Promise<void> {
  const entry = zip.entries.get(`${folder}byteorder`);
  if (!entry) return;
  const order = new TextDecoder().decode(await zip.read(entry, 64)).trim();
  if (order !== 'little')
    throw new RnnLensError(
      'The numbers of the file are stored in the byte order "{0}", which cannot be read.',
      order,
    );
}

/** Unpacked storages are kept: several tensors may be views of one. */
function zipStorages(zip: ZipArchive, folder: string): Storages {
  const placeOf = (key: string): string => `${folder}data/${key}`;
  const unpacked = new Map<string, Promise<Uint8Array>>();
  return {
    find(key) {
      const entry = zip.entries.get(placeOf(key));
      if (entry) zip.check(entry);
      return entry ? { place: entry.name, sizeBytes: entry.sizeBytes } : null;
    },
    async read(key, start, end) {
      const entry = zip.entries.get(placeOf(key))!;
      if (entry.isStored) return zip.read(entry, Number.MAX_SAFE_INTEGER, start, end);
      let bytes = unpacked.get(key);
      if (!bytes) unpacked.set(key, (bytes = zip.read(entry, MAX_UNPACKED_BYTES)));
      return (await bytes).slice(start, end);
    },
  };
}

const MAX_UNPACKED_BYTES = 256 << 20;

import { elementBits } from '../../formats/elementTypes.js';
import { headerEnd, readSafetensorsHeader, toFloat32, type TensorPlace } from '../../formats/safetensors.js';
import type { SourceFile, SourceFiles } from '../files.js';
import type { ForeignFile, ForeignReader, ForeignTensor } from '../foreign.js';
import { NO_HINTS } from '../torch/hints.js';
import { recogniseTensors } from '../torch/recognise.js';
import { symbolsInMetadata } from '../vocabulary/metadata.js';
import { indexBeside, isIndexHead, shardsOf } from './shards.js';

/** Reads .safetensors files, also those that an index spreads over several. */
export const safetensorsReader: ForeignReader = { format: 'safetensors', sniff, read };

/** Names that only a header has: with them a length that cannot be is a damaged one. */
const OWN_NAMES = /"(data_offsets|__metadata__)"\s*:/;

/** A header of a plausible length that begins as JSON (or is called one), or an index of shards. */
function sniff(head: Uint8Array, name: string): boolean {
  if (isIndexHead(head)) return true;
  if (head.length < 9) return false;
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true);
  const text = new TextDecoder().decode(head.subarray(8));
  if (head[8] !== 0x7b) return length < 2n ** 32n && /\.safetensors$/i.test(name) && /^\s*[[{"]/.test(text);
  if (OWN_NAMES.test(text)) return true;
  const next = head.subarray(9).find((byte) => byte > 32);
  // A name in quotes, or the end of an empty header.
  return length < 2n ** 32n && (next === undefined || next === 0x22 || next === 0x7d);
}

/** What one file has. */
interface Part {
  readonly tensors: readonly ForeignTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

async function read(files: SourceFiles): Promise<ForeignFile> {
  const head = await files.main.read(0, Math.min(files.main.sizeBytes, 4096));
  const index = isIndexHead(head) ? files.main : await indexBeside(files);
  const parts: Part[] = [];
  if (index)
    for (const { file, names } of await shardsOf(files, index)) parts.push(only(await readPart(file), names));
  else parts.push(await readPart(files.main));
  const tensors = parts.flatMap((part) => part.tensors);
  const metadata = parts.flatMap((part) => Object.entries(part.metadata));
  return {
    format: index ? `safetensors (${parts.length})` : 'safetensors',
    tensors,
    facts: metadata.map(([name, value]) => ({ name, value })),
    ...symbolsInMetadata(metadata),
    recognised: recogniseTensors(tensors, { ...NO_HINTS, names: [files.main.name] }),
  };
}

/** Reads the header of a file; the numbers are read when they are asked for. */
async function readPart(file: SourceFile): Promise<Part> {
  const end = headerEnd(await file.read(0, Math.min(8, file.sizeBytes)), file.sizeBytes);
  const { tensors, metadata } = readSafetensorsHeader(await file.read(0, end), file.sizeBytes);
  return { tensors: [...tensors.values()].map((place) => foreign(file, place)), metadata };
}

function only(part: Part, names: ReadonlySet<string>): Part {
  return { ...part, tensors: part.tensors.filter(({ name }) => names.has(name)) };
}

function foreign(file: SourceFile, { name, dtype, shape, start, end }: TensorPlace): ForeignTensor {
  return {
    name,
    dtype,
    shape,
    async values() {
      return toFloat32({ name, dtype, shape, bytes: await file.read(start, end) });
    },
    ...(elementBits(dtype) >= 8 && {
      part: async (from: number, to: number) => {
        const size = elementBits(dtype) / 8;
        const bytes = await file.read(start + from * size, start + to * size);
        return toFloat32({ name, dtype, shape: [to - from], bytes });
      },
    }),
  };
}

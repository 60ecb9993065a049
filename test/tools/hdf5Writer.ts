// HDF5 files for tests, written by the C library itself.
import { File, FS, ready, type Group } from 'h5wasm';

/** Numbers with their shape. */
export interface ArrayToWrite {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number> | readonly string[];
  /** As h5wasm says it: `<f4` (unless given), `<i8`, `<f2`, `S`. */
  readonly dtype?: string;
  /** Sizes of pieces, compressed unless `level` is 0. */
  readonly chunks?: readonly number[];
  readonly level?: number;
}

export interface GroupToWrite {
  readonly attributes?: Readonly<Record<string, string | readonly string[] | number>>;
  readonly children?: Readonly<Record<string, GroupToWrite | ArrayToWrite>>;
}

let count = 0;

/** Bytes of a file; names of children may have slashes. `libver` is the C library's name of an age of the format. */
export async function writeHdf5(root: GroupToWrite, libver?: 'earliest' | 'latest'): Promise<Uint8Array> {
  await ready;
  const name = `written${count++}.h5`;
  const file = new File(name, 'w', { ...(libver && { libver }) } as never);
  writeGroup(file, root);
  file.close();
  const bytes = FS!.readFile(name) as Uint8Array;
  FS!.unlink(name);
  return new Uint8Array(bytes);
}

function writeGroup(group: Group, { attributes = {}, children = {} }: GroupToWrite): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (Array.isArray(value) && value.length === 0)
      group.create_attribute(name, new Float64Array(0), [0], '<f8');
    else group.create_attribute(name, value as string);
  }
  for (const [path, child] of Object.entries(children)) {
    const parts = path.split('/');
    const name = parts.pop()!;
    const inside = parts.reduce(
      (at, part) => (at.keys().includes(part) ? (at.get(part) as Group) : at.create_group(part)),
      group,
    );
    if ('shape' in child) writeArray(inside, name, child);
    else writeGroup(inside.create_group(name), child);
  }
}

function writeArray(
  group: Group,
  name: string,
  { shape, values, dtype = '<f4', chunks, level = 4 }: ArrayToWrite,
): void {
  const data = dtype === '<f4' ? Float32Array.from(values as ArrayLike<number>) : values;
  group.create_dataset({
    name,
    data: data as never,
    shape: [...shape],
    dtype: dtype as never,
    ...(chunks && { chunks: [...chunks], ...(level > 0 && { compression: level }) }),
  });
}

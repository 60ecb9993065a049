import { RnnLensError } from '../../problems.js';
import { fill, type Sentence } from '../../sentence.js';
import type { SourceFile, SourceFiles } from '../files.js';
import type { ForeignFile, ForeignReader, ForeignTensor, ForeignVocabulary } from '../foreign.js';
import { vocabularyMisfits } from '../vocabulary/check.js';
import { readSymbols } from '../vocabulary/vocabulary.js';
import { recogniseCells } from './cells.js';

/**
 * Reads the checkpoints that deeplearn.js and ml5 keep of char-rnn models: manifest.json with a file of raw float32 for
 * each variable, and vocab.json.
 */
export const ml5Reader: ForeignReader = { format: 'ml5', sniff, read };

/** The first variable of a manifest, whatever its name is. */
function sniff(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  return /^\uFEFF?\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(filename"\s*:\s*"|shape"\s*:\s*\[[\d\s,]*\]\s*,\s*"filename")/.test(
    text,
  );
}

const LARGEST_MANIFEST = 1 << 24;

async function read(files: SourceFiles): Promise<ForeignFile> {
  const tensors: ForeignTensor[] = [];
  for (const [name, variable] of Object.entries(await manifestOf(files.main)))
    tensors.push(await tensorOf(files, name, variable));
  const symbols = files.names.includes('vocab.json') ? await files.beside('vocab.json') : null;
  const vocabulary = symbols ? await readSymbols(symbols) : null;
  const vocabularies: ForeignVocabulary[] = vocabulary?.kind === 'symbols' ? [vocabulary.vocabulary] : [];
  const rows = tensors.find(({ name }) => /(^|\/)embedding$/.test(name))?.shape[0] ?? 0;
  const odd: readonly Sentence[] =
    vocabulary?.kind === 'symbols' ? vocabulary.notes : vocabulary ? [vocabulary.reason] : [];
  const misfits = vocabularies.flatMap((one) => vocabularyMisfits(one, rows));
  return {
    format: 'ml5 (deeplearn.js checkpoint)',
    tensors,
    facts: [...odd, ...misfits].map(({ text, values }) => ({
      name: 'vocab.json',
      value: fill(text, values),
    })),
    vocabularies,
    labels: null,
    // What does not fit is said of whichever vocabulary is chosen.
    recognised: recogniseCells(tensors, odd),
  };
}

interface Variable {
  readonly filename: string;
  readonly shape: readonly number[];
}

async function manifestOf(file: SourceFile): Promise<Record<string, Variable>> {
  if (file.sizeBytes > LARGEST_MANIFEST)
    throw new RnnLensError('The manifest "{0}" has {1} bytes, which is too much.', file.name, file.sizeBytes);
  const text = new TextDecoder().decode(await file.read(0, file.sizeBytes));
  const manifest = parsed(text, file.name);
  for (const [name, variable] of Object.entries(manifest)) {
    const { filename, shape } = (variable ?? {}) as Partial<Record<keyof Variable, unknown>>;
    const isShape = Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0);
    if (typeof filename !== 'string' || !isShape)
      throw new RnnLensError('The manifest "{0}" says no file and shape of "{1}".', file.name, name);
  }
  return manifest as Record<string, Variable>;
}

function parsed(text: string, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The sentence below is for both.
  }
  throw new RnnLensError('The manifest "{0}" is not JSON.', name);
}

async function tensorOf(
  files: SourceFiles,
  name: string,
  { filename, shape }: Variable,
): Promise<ForeignTensor> {
  if (/^[/\\]|[:\\\0]|^$/.test(filename) || filename.split('/').includes('..'))
    throw new RnnLensError('The manifest names "{0}", which is not in its folder.', filename);
  const file = await files.beside(filename);
  if (!file)
    throw new RnnLensError(
      'The file "{0}" of "{1}" is missing: put it beside {2}.',
      filename,
      name,
      files.main.name,
    );
  const elements = shape.reduce((a, b) => a * b, 1);
  if (file.sizeBytes !== 4 * elements)
    throw new RnnLensError(
      'The file "{0}" of "{1}" has {2} bytes; [{3}] needs {4}.',
      filename,
      name,
      file.sizeBytes,
      shape.join(', '),
      4 * elements,
    );
  return {
    name,
    dtype: 'float32',
    shape,
    async values() {
      const bytes = await file.read(0, file.sizeBytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return Float32Array.from({ length: elements }, (_, k) => view.getFloat32(4 * k, true));
    },
  };
}

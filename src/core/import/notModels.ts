import { RnnLensError } from '../problems.js';
import { sentence, type Sentence } from '../sentence.js';
import type { SourceFile } from './files.js';

/** A file that is no model, told by its content. */
export interface NotModel {
  readonly sentence: Sentence;
  /** It could still be a vocabulary or a configuration. */
  readonly isText: boolean;
}

/**
 * What a file is that no reader took for a model: bytes at its beginning (up to 4,096), its name without folders and
 * its size. One sentence with the way out where there is one.
 */
export function notModel(head: Uint8Array, name: string, sizeBytes: number): Sentence {
  return (
    whatItIs(head, name, sizeBytes)?.sentence ??
    sentence(
      '"{0}" is no model that can be read: its content is neither Keras, PyTorch, TensorFlow.js, ONNX nor safetensors.',
      name,
    )
  );
}

/** As `notModel`, null where the content says nothing. */
export function whatItIs(head: Uint8Array, name: string, sizeBytes: number): NotModel | null {
  const small = tooSmall(head, name, sizeBytes);
  if (small) return { sentence: small, isText: false };
  const text = textOf(head);
  const pointer = text === null ? null : lfsPointer(text, sizeBytes);
  if (pointer) return { sentence: pointer, isText: false };
  const known = text === null ? knownBinary(head, name) : knownText(text, name);
  if (known) return { sentence: known, isText: false };
  return text === null ? null : { sentence: plainText(text, name), isText: true };
}

/**
 * What a file is that nobody needs to look into (empty, a pointer, a saved web page or another text) as an error; null
 * where it may be what it is taken for.
 */
export async function notModelError(file: SourceFile): Promise<RnnLensError | null> {
  const head = await file.read(0, Math.min(file.sizeBytes, 4096));
  const text = textOf(head);
  const other =
    tooSmall(head, file.name, file.sizeBytes) ??
    (text === null ? null : (lfsPointer(text, file.sizeBytes) ?? knownText(text, file.name)));
  return other && new RnnLensError('{0}', other);
}

/** Files with next to nothing in them: uploads that went wrong. */
function tooSmall(head: Uint8Array, name: string, sizeBytes: number): Sentence | null {
  if (sizeBytes === 0) return sentence('"{0}" is empty: it has 0 bytes.', name);
  const isBlank = sizeBytes <= head.length && head.every((byte) => [9, 10, 13, 32].includes(byte));
  if (isBlank || (sizeBytes < 8 && isModelName(name)))
    return sentence(
      '"{0}" is no model: it has {1} bytes. Was its upload or download cut off?',
      name,
      sizeBytes,
    );
  if (head.length > 0 && head.every((byte) => byte === 0))
    return sentence('"{0}" begins with nothing but zeros: was its download cut off?', name);
  return null;
}

function isModelName(name: string): boolean {
  return /\.(h5|hdf5|keras|pt|pth|th|net|onnx|safetensors|bin|pkl|pickle|pb|ckpt|model)$/i.test(name);
}

/** The head as text, or null where it is none; the last character may be cut off. */
function textOf(head: Uint8Array): string | null {
  if (
    head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27)
  )
    return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
}

function lfsPointer(text: string, sizeBytes: number): Sentence | null {
  if (!/^version https?:\/\/(git-lfs|hawser)\S*\/spec\/v/.test(text)) return null;
  const size = /^size (\d{1,18})$/m.exec(text)?.[1];
  return size === undefined
    ? sentence('This is a Git LFS pointer ({0} bytes), not the model: run "git lfs pull".', sizeBytes)
    : sentence(
        'This is a Git LFS pointer ({0} bytes), not the model ({1} bytes): run "git lfs pull".',
        sizeBytes,
        size,
      );
}

function knownText(text: string, name: string): Sentence | null {
  const start = text.trimStart();
  if (/^(<!--[^]*?-->\s*)?(<!doctype html|<html|<head|<body)/i.test(start))
    return sentence(
      '"{0}" is a web page, not a model: what was downloaded is a page for people, perhaps one to sign in.',
      name,
    );
  if (/^<\?xml|^<PMML|^<net\b/i.test(start))
    return sentence(
      '"{0}" is XML (OpenVINO, PMML or another format), which cannot be read: export the model as ONNX or save its weights with the framework it was trained with.',
      name,
    );
  if (/^model_checkpoint_path:/.test(start))
    return sentence(
      '"{0}" only names the files of a TensorFlow checkpoint: save the model as .h5 or .keras with Keras.',
      name,
    );
  if (/^\{\s*"(message|error|detail)"\s*:/i.test(start) && isModelName(name))
    return sentence('"{0}" is the message of a server, not a model: the download failed.', name);
  if (/^(tree\ncommit|tree)\nversion=v\d/.test(start) || /^Booster|^tree\n/.test(start))
    return sentence('"{0}" is a LightGBM model: decision trees have no hidden states.', name);
  return null;
}

function plainText(text: string, name: string): Sentence {
  const start = text.trimStart();
  if (/\.ipynb$/i.test(name))
    return sentence('"{0}" is a notebook, not a model: choose the file that it saves.', name);
  if (/\.py$/i.test(name) || /^(import|from)\s+\w+[^]*\n(import|from|def|class)\s/.test(start))
    return sentence('"{0}" is a Python program, not a model: choose the file that it saves.', name);
  if (/^[[{]/.test(start))
    return sentence('"{0}" is JSON, but not the configuration of a model that can be read.', name);
  return sentence('"{0}" is a text, not a model.', name);
}

/** Beginnings of files, as hexadecimal bytes from an offset, and what they are. */
type Signature = readonly [hex: string, offset: number, what: (name: string) => Sentence];

const archive =
  (what: string) =>
  (name: string): Sentence =>
    sentence('"{0}" is a packed file ({1}): unpack it and choose the model inside.', name, what);
const other =
  (what: string) =>
  (name: string): Sentence =>
    sentence('"{0}" is {1}, not a model.', name, what);
const convert =
  (what: string) =>
  (name: string): Sentence =>
    sentence(
      '"{0}" is a model for {1}, which cannot be read: save it with the framework it was trained with (Keras .h5 or .keras, PyTorch state_dict) or as ONNX.',
      name,
      what,
    );

const SIGNATURES: readonly Signature[] = [
  [
    '47475546',
    0,
    (name) =>
      sentence(
        '"{0}" is a GGUF file, a language model for llama.cpp: a transformer, not a recurrent network.',
        name,
      ),
  ],
  [
    '67676d6c',
    0,
    (name) =>
      sentence(
        '"{0}" is a GGML file, a language model for llama.cpp: a transformer, not a recurrent network.',
        name,
      ),
  ],
  [
    '6c6d6767',
    0,
    (name) =>
      sentence(
        '"{0}" is a GGML file, a language model for llama.cpp: a transformer, not a recurrent network.',
        name,
      ),
  ],
  ['54464c33', 4, convert('TensorFlow Lite')],
  ['4f52544d', 4, convert('ONNX Runtime (.ort)')],
  [
    'ba164f2f',
    0,
    (name) => sentence('"{0}" is a fastText model: word vectors without a recurrent layer.', name),
  ],
  ['62696e66', 0, convert('XGBoost')],
  ['1f8b', 0, archive('gzip')],
  ['425a68', 0, archive('bzip2')],
  ['fd377a585a00', 0, archive('xz')],
  ['28b52ffd', 0, archive('Zstandard')],
  ['377abcaf271c', 0, archive('7-Zip')],
  ['526172211a07', 0, archive('RAR')],
  ['7573746172', 257, archive('tar')],
  ['934e554d5059', 0, (name) => sentence('"{0}" is one array of NumPy (.npy), not a model.', name)],
  ['89504e470d0a1a0a', 0, other('a picture (PNG)')],
  ['ffd8ff', 0, other('a picture (JPEG)')],
  ['47494638', 0, other('a picture (GIF)')],
  ['52494646', 0, other('a sound or a picture (RIFF)')],
  ['494433', 0, other('a sound (MP3)')],
  ['664c6143', 0, other('a sound (FLAC)')],
  ['4f676753', 0, other('a sound (Ogg)')],
  ['25504446', 0, other('a PDF')],
  ['7f454c46', 0, other('a program (ELF)')],
  ['4d5a', 0, other('a program of Windows')],
  ['cffaedfe', 0, other('a program of macOS')],
  ['0061736d', 0, other('a program (WebAssembly)')],
  ['cafebabe', 0, other('a program (Java)')],
  ['50415231', 0, other('a table (Parquet)')],
  ['4152524f5731', 0, other('a table (Arrow)')],
  ['53514c69746520666f726d6174', 0, other('a database (SQLite)')],
  ['4d41544c4142', 0, other('data of MATLAB')],
  ['5244583', 0, other('data of R')],
  ['580a0000000', 0, other('data of R')],
  ['d0cf11e0', 0, other('a document of Office')],
];

function knownBinary(head: Uint8Array, name: string): Sentence | null {
  const hex = (from: number, count: number): string =>
    Array.from(head.subarray(from, from + count), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const found = SIGNATURES.find(([signature, offset]) =>
    hex(offset, Math.ceil(signature.length / 2)).startsWith(signature),
  );
  if (found) return found[2](name);
  if (
    /\.ckpt|\.(index|meta|data-\d+-of-\d+)$/i.test(name) &&
    !startsWith(head, [0x50, 0x4b]) &&
    head[0] !== 0x80
  )
    return sentence(
      '"{0}" is a part of a TensorFlow checkpoint, which cannot be read: save the model as .h5 or .keras with Keras.',
      name,
    );
  return knownProtobuf(head, name) ?? knownPickle(head, name) ?? knownZip(head, name);
}

/** SavedModel, frozen graphs and Core ML: messages as ONNX is one, told by their first fields and names. */
function knownProtobuf(head: Uint8Array, name: string): Sentence | null {
  const isSavedModel =
    startsWith(head, [0x08, 0x01, 0x12]) && (/\.pb$/i.test(name) || includes(head, 'serve'));
  if (isSavedModel)
    return sentence(
      '"{0}" is a TensorFlow SavedModel, which cannot be read: load it with Keras and save it as .h5 or .keras.',
      name,
    );
  if (/\.mlmodel$/i.test(name)) return convert('Core ML')(name);
  if (/\.pb$/i.test(name) && head[0] === 0x0a)
    return sentence(
      '"{0}" is a frozen graph of TensorFlow, which cannot be read: save the model as .h5 or .keras with Keras.',
      name,
    );
  return null;
}

/** Pickles of things that are known not to be networks; others are PyTorch's or a tokenizer's. */
function knownPickle(head: Uint8Array, name: string): Sentence | null {
  const isZlib = head[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(head[1]);
  if (isZlib || startsWith(head, [0x5a, 0x46]))
    return sentence('"{0}" is compressed (zlib, as joblib writes it): save it again with compress=0.', name);
  if (head[0] !== 0x80) return null;
  const library = ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'statsmodels', 'gensim', 'spacy'].find(
    (one) => includes(head, one),
  );
  if (library === undefined) return null;
  return sentence('"{0}" is a pickled object of {1}, not a recurrent network.', name, library);
}

function knownZip(head: Uint8Array, name: string): Sentence | null {
  if (!startsWith(head, [0x50, 0x4b, 0x03, 0x04]) && !startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return null;
  if (includes(head, '[Content_Types].xml') || includes(head, 'word/'))
    return other('a document of Office')(name);
  if (includes(head, 'META-INF/')) return other('a program (Java)')(name);
  if (includes(head, '.npy'))
    return sentence('"{0}" is a set of arrays of NumPy (.npz) without names that a network has.', name);
  return archive('zip')(name);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, k) => bytes[k] === byte);
}

function includes(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(text);
}

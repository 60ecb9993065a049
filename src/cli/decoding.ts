import { fstatSync } from 'node:fs';
import { RnnLensError } from '../core/problems.js';
import { chunksOf } from './fileChunks.js';

/** What a person says of the bytes of the files: a name TextDecoder knows, or nothing, and then they are looked at. */
export type EncodingChoice = string | null;

/** Bytes that are looked at before anything is read. */
const SNIFFED = 4096;

/** Byte-order marks, and what they say. */
const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** Of every second byte, how many are 0 in UTF-16 without a mark, and at most in anything else. */
const [MANY_ZEROS, FEW_ZEROS] = [0.3, 0.02];

/** The encoding of a text that begins with some bytes; UTF-8 unless a mark or the zeros of UTF-16 say otherwise. */
export function encodingOf(bytes: Uint8Array): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, k) => bytes[k] === byte));
  if (marked) return marked[1];
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, SNIFFED) & ~1;
  for (let k = 0; k < looked; k++) if (bytes[k] === 0) zeros[k & 1]++;
  const [even, odd] = zeros.map((count) => (2 * count) / Math.max(1, looked));
  if (odd > MANY_ZEROS && even < FEW_ZEROS) return 'utf-16le';
  if (even > MANY_ZEROS && odd < FEW_ZEROS) return 'utf-16be';
  return 'utf-8';
}

/** Throws RnnLensError for a name of an encoding that is none. */
export function checkEncoding(choice: EncodingChoice): void {
  if (choice === null) return;
  try {
    new TextDecoder(choice);
  } catch {
    throw new RnnLensError(
      '--encoding does not know "{0}": utf-8, utf-16le, utf-16be, windows-1252 (Latin-1), euc-kr and shift_jis are some it knows.',
      choice,
    );
  }
}

/** How a text is read. */
export interface TextOptions {
  readonly encoding?: EncodingChoice | undefined;
  /** Keeps a byte-order mark, for a file that is written back as it was. */
  readonly keepsMark?: boolean;
}

/**
 * The decoded text of a file, or of standard input for `-`, piece by piece. Rejects with RnnLensError for bytes that
 * are not of the encoding: unless an encoding was chosen, then they become U+FFFD.
 */
export async function* readText(file: string, options: TextOptions = {}): AsyncGenerator<string> {
  // Node reads a folder as an empty stream.
  if (file === '-' && fstatSync(0).isDirectory()) throw new RnnLensError('Standard input is a folder.');
  const decoder = new Decoder(file, options);
  for await (const bytes of file === '-' ? process.stdin : chunksOf(file)) {
    const text = decoder.push(bytes as Uint8Array);
    if (text !== '') yield text;
  }
  yield decoder.end();
}

/** The whole text of a file; rejects as `readText`. */
export async function readWhole(file: string, encoding: EncodingChoice): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of readText(file, { encoding })) pieces.push(piece);
  return pieces.join('');
}

class Decoder {
  private decoder: TextDecoder | null = null;
  private encoding = '';
  /** What has come before the encoding is known. */
  private held: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly file: string,
    private readonly options: TextOptions,
  ) {}

  push(bytes: Uint8Array): string {
    if (this.decoder) return this.decode(bytes, true);
    this.held = this.held.length > 0 ? joined(this.held, bytes) : bytes;
    // Two bytes say whether there is a mark; a pipe that has brought less may bring nothing for long.
    if (this.held.length < 4) {
      this.held = this.held.slice();
      return '';
    }
    return this.begin();
  }

  end(): string {
    const rest = this.decoder ? '' : this.begin();
    return rest + this.decode(new Uint8Array(0), false);
  }

  private begin(): string {
    const { encoding = null, keepsMark = false } = this.options;
    this.encoding = encoding ?? encodingOf(this.held);
    this.decoder = new TextDecoder(this.encoding, { fatal: encoding === null, ignoreBOM: keepsMark });
    const { held } = this;
    this.held = new Uint8Array(0);
    return this.decode(held, true);
  }

  private decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.decoder!.decode(bytes, { stream });
    } catch {
      throw new RnnLensError(
        '{0} is not {1}: say what it is with --encoding, for example windows-1252 (Latin-1), euc-kr or utf-16le; with --encoding {2} what cannot be read is marked as U+FFFD.',
        this.file === '-' ? 'Standard input' : this.file,
        this.encoding.toUpperCase(),
        this.encoding,
      );
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

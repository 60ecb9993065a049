import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  ARRAY_HEADER_BYTES,
  arrayHeader,
  arrayName,
  type ArrayFormat,
  type ArrayPlace,
} from '../../core/formats/arrayFile.js';
import { RnnLensError } from '../../core/problems.js';
import { isSameFile, OutputFile } from '../outputFile.js';
import { print } from '../print.js';
import type { Framing } from './formats.js';
import type { Input } from './inputs.js';

/** Where answers go, input after input; all methods reject or throw with the system's errors. */
export interface Sink {
  begin(input: Input): void;
  write(bytes: Uint8Array): void | Promise<void>;
  /** The input is whole. */
  end(): void | Promise<void>;
  /** The input failed: what was written of it goes, where that can be. */
  discard(): void;
  /** There are no more inputs. */
  finish(): void | Promise<void>;
}

/** Standard output: one input behind another. */
export class PrintSink implements Sink {
  private hasBegun = false;
  private hasAnswer = false;
  private name: string | null = null;

  /** `isNamed` writes a line with the name of each input before its answers. */
  constructor(
    private readonly framing: Framing,
    private readonly isNamed: boolean,
  ) {}

  begin({ name }: Input): void {
    this.name = name;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.head();
    await print(this.hasAnswer ? bytes : withoutSeparator(bytes, this.framing));
    this.hasAnswer ||= bytes.length > 0;
  }

  async end(): Promise<void> {
    await this.head();
  }

  discard(): void {
    this.name = null;
  }

  async finish(): Promise<void> {
    if (this.hasBegun) await print(this.framing.tail);
  }

  private async head(): Promise<void> {
    if (!this.hasBegun) await print(this.framing.head);
    this.hasBegun = true;
    if (this.isNamed && this.name !== null) await print(this.framing.document(this.name));
    this.name = null;
  }
}

/** The first answer has nothing before it to be separated from. */
function withoutSeparator(bytes: Uint8Array, { separator }: Framing): Uint8Array {
  return bytes.subarray(Math.min(bytes.length, separator.length));
}

/** What is in a file around and between its answers. */
export interface Body {
  readonly head: Uint8Array;
  /** An answer as it is written; `isFirst` of the file. */
  answer(bytes: Uint8Array, isFirst: boolean): Uint8Array;
  /** What is written at the end, and where: at the end unless a place is given; `length` is that of all answers. */
  tail(length: number): { readonly bytes: Uint8Array; readonly at: number | null };
}

/** The body of a file of text. */
export function textBody(framing: Framing): Body {
  const encoder = new TextEncoder();
  return {
    head: encoder.encode(framing.head),
    answer: (bytes, isFirst) => (isFirst ? withoutSeparator(bytes, framing) : bytes),
    tail: () => ({ bytes: encoder.encode(framing.tail), at: null }),
  };
}

/** The body of a file of states: its header says how many rows there are. */
export function arrayBody(format: ArrayFormat, place: ArrayPlace): Body {
  return {
    head: new Uint8Array(ARRAY_HEADER_BYTES[format]),
    answer: (bytes) => bytes,
    tail: (length) => {
      const rows = length / (4 * place.units);
      return { bytes: arrayHeader(format, arrayName(place), [rows, place.units]), at: 0 };
    },
  };
}

/** A file an input, each put in its place when it is whole. */
export class FileSink implements Sink {
  private file: OutputFile | null = null;
  private input: Input | null = null;
  private length = 0;

  constructor(
    private readonly placeOf: (input: Input) => string,
    private readonly body: Body,
  ) {}

  begin(input: Input): void {
    this.input = input;
    const out = this.placeOf(input);
    if (isSameFile(input.file, out))
      throw new RnnLensError('--out {0} is the file that is read: it would be lost.', out);
    // What cannot be written is said before anything is read.
    this.open();
  }

  write(bytes: Uint8Array): void {
    const answer = this.body.answer(bytes, this.length === 0);
    this.open().write(answer);
    this.length += answer.length;
  }

  end(): void {
    const file = this.open();
    const { bytes, at } = this.body.tail(this.length);
    file.write(bytes, at);
    file.finish();
    this.forget();
  }

  discard(): void {
    this.file?.discard();
    this.forget();
  }

  finish(): void {
    this.discard();
  }

  private open(): OutputFile {
    if (this.file) return this.file;
    const out = this.placeOf(this.input!);
    this.file = new OutputFile(out);
    this.file.write(this.body.head);
    return this.file;
  }

  private forget(): void {
    this.file = null;
    this.length = 0;
  }
}

/** Where an input's answers go in a folder: the input's own path with an ending behind it; the folders are made. */
export function placeIn(folder: string, ending: string): (input: Input) => string {
  return ({ name }) => {
    const out = path.join(folder, ...`${name}.${ending}`.split('/'));
    mkdirSync(path.dirname(out), { recursive: true });
    return out;
  };
}

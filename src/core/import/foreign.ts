import type { Sentence } from '../sentence.js';
import type { SourceFiles } from './files.js';
import type { ImportedNetwork } from './network.js';

/** A tensor of a file, read when its numbers are asked for. */
export interface ForeignTensor {
  /** As the file calls it. */
  readonly name: string;
  /** As the format calls it: `F32`, `float16`, `BFloat16Storage`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** All numbers, row-major, in single precision; rejects with RnnLensError where the file is not what it says. */
  values(): Promise<Float32Array>;
  /** Numbers `start` to `end` (not included) without reading the others; null, or left out, where they are not in a row. */
  part?(start: number, end: number): Promise<Float32Array | null>;
}

/** What a file leaves open, and whoever imports it decides. */
export interface ImportQuestion {
  /** Also the option of the command line. */
  readonly id: string;
  readonly text: Sentence;
  /** The likeliest first. */
  readonly options: readonly {
    readonly value: string;
    readonly title: Sentence;
    readonly detail?: Sentence;
  }[];
  /** A wrong answer gives wrong numbers and no error: nothing is run before it was answered. */
  readonly isNeeded: boolean;
}

export type ImportAnswers = Readonly<Record<string, string>>;

/** Symbols and their ids as a file has them: the first step from text to ids is here, too. */
export interface ForeignVocabulary {
  /** Where it was found, for people: `tokenizer.pkl`, `model.net: tokens`. */
  readonly place: string;
  /** Id of each symbol; several symbols may have one id, ids may have gaps. */
  readonly ids: ReadonlyMap<string, number>;
  readonly unit: 'words' | 'characters' | 'unknown';
  /** Rules of a Keras `Tokenizer`, where it is one. */
  readonly tokenizer: KerasTokenizerRules | null;
}

/** How a Keras `Tokenizer` makes ids of a text. */
export interface KerasTokenizerRules {
  readonly lower: boolean;
  /** Characters that are read as `split`. */
  readonly filters: string;
  /** Characters that are left out, so that what is around them is one word: as `TextVectorization` does. */
  readonly removed?: string;
  readonly split: string;
  readonly charLevel: boolean;
  /** Words with this id or a larger one are unknown, as Keras' `num_words` says; null for no limit. */
  readonly numWords: number | null;
  /** What unknown words are read as; null where they are left out. */
  readonly oovToken: string | null;
}

/** What runs, once what is open was decided. */
export interface Recognised {
  readonly kind: 'network';
  readonly questions: readonly ImportQuestion[];
  /** The network by the answers, a question's first option where none was given; rejects with RnnLensError. */
  network(answers: ImportAnswers): Promise<ImportedNetwork>;
}

/** Why a file that can be read cannot run on text: shown with all that is in it. */
export interface Refused {
  readonly kind: 'refused';
  /** One sentence: what it is, why it cannot run, and the way out where there is one. */
  readonly reason: Sentence;
}

/** All that is in a file of another framework. */
export interface ForeignFile {
  /** The format for people: `Keras 2.13 (HDF5)`, `PyTorch (zip)`, `ONNX, opset 14`. */
  readonly format: string;
  readonly tensors: readonly ForeignTensor[];
  /** What else it says, for people: producer, dates, metadata, layers with their settings. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly vocabularies: readonly ForeignVocabulary[];
  /** Names of labels in order, where it has them. */
  readonly labels: readonly string[] | null;
  readonly recognised: Recognised | Refused;
}

/** One format: a row of the table of readers. */
export interface ForeignReader {
  readonly format: string;
  /** Whether bytes at the beginning (up to 4,096) are of this format; extensions say nothing. */
  sniff(head: Uint8Array, name: string): boolean;
  /** Reads a file; rejects with RnnLensError naming the file, tensor or byte where it is not what it says. */
  read(files: SourceFiles): Promise<ForeignFile>;
}

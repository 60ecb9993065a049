import type { ForeignTensor, ImportAnswers, ImportQuestion } from '../core/import/foreign.js';
import type { ImportMeasure } from '../core/evaluate/importMeasure.js';
import type { Beside } from '../core/import/vocabulary/beside.js';
import type { Task } from '../core/model/model.js';
import type { Sentence } from '../core/sentence.js';

/** Where a file to import is: one that the engine reads by parts, or one that is handed over, with those beside it. */
export type ForeignPlace =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly files: ReadonlyMap<string, Uint8Array> };

/** What is in a model file of another framework. */
export interface ForeignDescription {
  readonly format: string;
  readonly tensors: readonly Omit<ForeignTensor, 'values'>[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Vocabularies in the file, by place and number of symbols. */
  readonly vocabularies: readonly { readonly place: string; readonly count: number }[];
  /** Alphabets of the network's size that no file has. */
  readonly alphabets: readonly { readonly id: string; readonly title: Sentence }[];
  /** Files beside it that look like vocabularies, and like labels, the likeliest first. */
  readonly beside: Beside;
  /** Rows of the table that ids are looked up in; null where it cannot be run. */
  readonly rows: number | null;
  /** Why it cannot be run on a text; null if it can. */
  readonly refusal: Sentence | null;
}

/** What was chosen so far. */
export interface ImportChoice {
  readonly vocabulary:
    | { readonly kind: 'own'; readonly place: string }
    | { readonly kind: 'alphabet'; readonly id: string }
    | { readonly kind: 'file'; readonly at: ForeignPlace };
  readonly labels:
    | { readonly kind: 'own' }
    | { readonly kind: 'file'; readonly at: ForeignPlace }
    | { readonly kind: 'names'; readonly names: readonly string[] };
  readonly answers: ImportAnswers;
}

/** What is still open, and what was converted. */
export interface ImportState {
  readonly questions: readonly ImportQuestion[];
  readonly notes: readonly Sentence[];
  /** What it will be. */
  readonly task: Task;
  /** Labels as they will be; the first few. */
  readonly labels: readonly string[];
  readonly labelCount: number;
}

/** Questions about a file to import, which is known by an id that the host chose. */
export type ImportRequests = {
  openForeign: { params: { readonly id: number; readonly at: ForeignPlace }; result: ForeignDescription };
  planImport: { params: { readonly id: number; readonly choice: ImportChoice }; result: ImportState };
  /** What it says of the beginning of a text as it would be imported. */
  measureImport: {
    params: { readonly id: number; readonly choice: ImportChoice; readonly text: string };
    result: ImportMeasure;
  };
  importForeign: {
    params: { readonly id: number; readonly choice: ImportChoice; readonly name: string };
    result: { readonly manifest: string; readonly weights: Uint8Array };
  };
  closeForeign: { params: { readonly id: number }; result: null };
};

import type { ForeignTensor } from '../core/import/foreign.js';
import type { NetworkLayer } from '../core/import/networkLayers.js';
import type { TensorStatistics } from '../core/import/tensorStatistics.js';
import type { Sentence } from '../core/sentence.js';
import type { ForeignPlace } from './imports.js';
import type { ShareDone } from './units.js';

export type { NetworkLayer } from '../core/import/networkLayers.js';
export type { TensorStatistics } from '../core/import/tensorStatistics.js';

/** What a model file of another framework says of itself, without any of its numbers. */
export interface FileContents {
  readonly name: string;
  readonly sizeBytes: number;
  readonly format: string;
  /** The first of them, in the file's order; there may be `tensorCount`. */
  readonly tensors: readonly Pick<ForeignTensor, 'name' | 'dtype' | 'shape'>[];
  readonly tensorCount: number;
  /** Numbers in all tensors. */
  readonly numbers: number;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly vocabularies: readonly { readonly place: string; readonly count: number }[];
  /** The first labels in the file, and how many there are. */
  readonly labels: readonly string[];
  readonly labelCount: number;
  /** Why it cannot be run on a text; null if it can. */
  readonly refusal: Sentence | null;
}

/** Questions about a file that is looked into, which is known by an id that the host chose. */
export type FileRequests = {
  lookInto: { params: { readonly id: number; readonly at: ForeignPlace }; result: FileContents };
  /** Its layers as they would be run, with the likeliest answers to what it leaves open: all its weights are read. */
  layersOfFile: { params: { readonly id: number }; result: readonly NetworkLayer[] };
  /** `tensor` is its number in the file's order. */
  statisticsOfTensor: {
    params: { readonly id: number; readonly tensor: number };
    result: TensorStatistics;
    progress: ShareDone;
  };
  closeLook: { params: { readonly id: number }; result: null };
};

/** What the page of a model file shows; sentences are in the display language. */
export type FileViewState =
  /** Nothing of the file was read yet: the workspace is not trusted. */
  | { readonly kind: 'untrusted'; readonly name: string }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string; readonly sentence: string }
  | {
      readonly kind: 'contents';
      readonly contents: Omit<FileContents, 'refusal'>;
      readonly refusal: string | null;
    };

/** The page of a model file: what it answers and listens to. */
export type FileViewContract = {
  requests: Record<never, never>;
  events: { state: FileViewState };
};

/** The host of such a page. */
export type FileViewHostContract = {
  requests: {
    layers: { params: null; result: readonly NetworkLayer[] };
    statistics: { params: { readonly tensor: number }; result: TensorStatistics; progress: ShareDone };
  };
  events: {
    /** The page listens. */
    ready: null;
    /** Somebody wants the file read, or read again. */
    read: null;
    /** The file is to be run on a text that is chosen next. */
    runOn: null;
  };
};

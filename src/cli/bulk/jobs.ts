import type { ScoreFormat } from '../scores.js';
import type { ConlluSentence } from '../../core/formats/conllu.js';
import type { ModelContent } from '../../models/modelRegistry.js';
import type { Format } from './formats.js';
import type { ArrayPlace } from '../../core/formats/arrayFile.js';
import type { TextPart } from './textParts.js';

/** What is done with the parts of the inputs. */
export type Task =
  | {
      readonly kind: 'tag';
      readonly format: Format;
      readonly positions: boolean;
      /** Tables say what comes second, too. */
      readonly certainty: boolean;
    }
  | { readonly kind: 'states'; readonly place: ArrayPlace }
  | { readonly kind: 'evaluate'; readonly format: ScoreFormat };

/** What a thread is started with. */
export interface Assignment {
  readonly task: Task;
  readonly content: ModelContent;
  readonly eightBit: boolean;
  readonly tagSet: string | undefined;
}

/** A piece of work that depends on nothing but itself and, in a stream, on the pieces before it. */
export type Job =
  | {
      readonly kind: 'text';
      readonly part: TextPart;
      /** Number of the input, and its name where several are written behind one another. */
      readonly input: number;
      readonly document: string | null;
      /** Number of the part's first segment in its input, from 0. */
      readonly firstSegment: number;
      readonly isLast: boolean;
    }
  | { readonly kind: 'conllu'; readonly input: number; readonly sentences: readonly ConlluSentence[] }
  | {
      readonly kind: 'gold';
      readonly input: number;
      readonly file: string;
      readonly encoding: string | null;
      /** Whether the file is named beside its scores. */
      readonly isNamed: boolean;
    };

/** What becomes of a job. */
export interface Answer {
  readonly bytes: Uint8Array;
  /** What of the part was not read as it is written, in the order of `PROBLEM_CODES`. */
  readonly problems: Uint32Array | null;
}

/** What a thread says; `failure` is a sentence about the job's input. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: string; readonly isOurs: boolean };

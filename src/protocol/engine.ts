/**
 * What crosses the two boundaries: host ⇄ engine (a worker) and host ⇄ panel (the webview). Bulk data are
 * typed arrays, never number lists, and no message is larger than 1 MB: both sides ask for ranges.
 */
import type { Direction } from '../core/rnn/config.js';
import type { Attribution } from '../core/analysis/attribution/attribute.js';
import type { AttributionMethod } from '../core/analysis/attribution/method.js';
import type { StepSums } from '../core/analysis/stepSums.js';
import type { Problem } from '../core/problems.js';
import type { ContentChange } from '../core/session/editedText.js';
import type { SegmentDelta } from '../core/session/segments/editPlan.js';
import type { Script } from '../core/text/script.js';
import type { SegmentUnit } from '../core/text/segmentation.js';
import type { ModelDescription } from './model.js';
import type { AlongRequests } from './along.js';
import type { HeadRequests } from './comparison.js';
import type { GoldRequests } from './gold.js';
import type { ExportRequests } from './exports.js';
import type { FileRequests } from './fileView.js';
import type { ImportRequests } from './imports.js';
import type { NetworkRequests } from './networks.js';
import type { TrajectoryRequests } from './trajectory.js';
import type { OtherTextRequests } from './otherFiles.js';
import type { ScaledRequests } from './scaledStates.js';
import type { TableRequests } from './tokenTable.js';
import type { ShareDone, StatePlace, UnitRequests } from './units.js';

export type * from './networks.js';
export type * from './units.js';
export { NO_TOKEN } from '../core/analysis/rankSelection.js';
export type { HeadDescription, ModelDescription } from './model.js';

/** Requests a side answers and events it listens to; values are `{ params, result }` and payloads. */
export interface Contract {
  readonly requests: Record<string, { params: unknown; result: unknown }>;
  readonly events: Record<string, unknown>;
}

/** Shapes of one run with its numbers, as PyTorch would print them. */
export interface RunShapes {
  /** (batch, n, input) */
  readonly input: readonly [number, number, number];
  /** (batch, n, hidden·directions) */
  readonly output: readonly [number, number, number];
  /** (layers·directions, batch, hidden), as wide as the widest layer */
  readonly hiddenState: readonly [number, number, number];
  /** The LSTM's c, (layers·directions, batch, hidden); null for other cells. */
  readonly cellState: readonly [number, number, number] | null;
}

/** Values of one quantity for a range of steps: row-major `[toStep - fromStep, units]`. */
export interface StateWindow {
  readonly fromStep: number;
  readonly toStep: number;
  readonly units: number;
  readonly values: Float32Array;
  /** The token each step belongs to, `[toStep - fromStep]`; `NO_TOKEN` for what stands between two tokens. */
  readonly tokens: Uint32Array;
  /** What the network read at each step, for labels. */
  readonly symbols: readonly string[];
  /** 1 where a step starts a segment (the state was reset before it), `[toStep - fromStep]`. */
  readonly segmentStarts: Uint8Array;
}

/** How a step of a text stands to the text it is compared with. */
export const STEP_MARK = { same: 0, replaced: 1, new: 2 } as const;

/** Shown values (tanh(c) for c) of one run less those of another; NaN at steps that the other has not. */
export interface DifferenceWindow extends StateWindow {
  /** `STEP_MARK` of each step, `[toStep - fromStep]`. */
  readonly marks: Uint8Array;
}

/** Two documents of the engine: differences are those of the second less the first. */
export interface ComparedDocuments {
  readonly beforeId: number;
  readonly afterId: number;
}

/** A range of steps; where every token is one step (words, characters) steps are tokens. */
export interface StateQuery extends StatePlace {
  readonly fromStep: number;
  readonly toStep: number;
}

/** The range of steps of one token. */
export interface StepRange {
  readonly fromStep: number;
  readonly toStep: number;
}

/** One step of a layer and direction, and a unit of it. */
export interface StepQuery {
  readonly layer: number;
  readonly direction: Direction;
  /** Of the gates and c: 0 … H - 1, also where h is projected. */
  readonly unit: number;
  readonly step: number;
}

/** How a step came about, sum by sum, from what the run's trace says it read. */
export interface StepTrace extends StepSums {
  readonly step: number;
  /** The steps that are run as one sequence with it. */
  readonly sequence: StepRange;
  /** Nothing was read before it in its direction: the state before is 0, or the one the run went on from. */
  readonly isFirst: boolean;
}

/** All classes of one token or segment. */
export interface ClassRow {
  readonly probabilities: Float32Array;
  /** What the numbers are of, for example `after reading this prefix (run again for each)`; empty if nothing to say. */
  readonly note: string;
}

/** What only the engine knows of a range of tokens. */
export interface TokenDetails {
  /** One text a token that its row and hover show beside the label: morphemes, further tags; may be empty. */
  readonly texts: readonly string[];
  /** The tokens as the model read them, where marks may stand within their letters; else null. */
  readonly forms: readonly string[] | null;
  /** What of each token is not in the model's vocabulary, see `UNKNOWN`. */
  readonly unknown: Uint8Array;
}

/** Which prediction is asked about, and how it is followed to tokens. */
export interface AttributionAsked {
  /** Its token; of a classifier any of its segment. */
  readonly token: number;
  /** The first if it is left out. */
  readonly head?: number;
  /** The label that is scored; the one that is shown if it is left out. */
  readonly label?: number;
  readonly method: AttributionMethod;
  /** Every prediction by every token, too. */
  readonly pairs: boolean;
}

/** What drives a prediction: of the tokens from `fromToken` on, whose texts as the model read them are `texts`. */
export interface TokenAttribution extends Omit<Attribution, 'from'> {
  readonly fromToken: number;
  readonly texts: readonly string[];
}

/** A report of a text, as `rnn-lens report` writes it. */
export interface ReportAsked {
  readonly text: string;
  /** The file's name, without its folder. */
  readonly file: string;
  /** VS Code's language id, where the text is to be read without its markup. */
  readonly languageId?: string | undefined;
  readonly place: StatePlace;
  /** Of RNN Lens. */
  readonly version: string;
  /** BCP 47, and sentences by their English texts: those that are missing are English. */
  readonly language: { readonly locale: string; readonly sentences: Readonly<Record<string, string>> };
}

/** How a text is made longer by a language model. */
export interface GenerationSettings {
  /** Above 0; below 1 is bolder in what is likely, above 1 freer. */
  readonly temperature: number;
  readonly seed: number;
  readonly maxCharacters: number;
  /** Generation ends before this text would appear; empty for never. */
  readonly stop: string;
}

export interface RunSummary {
  readonly tokenCount: number;
  /** What the network reads; more than tokens where a token is several steps. */
  readonly stepCount: number;
  readonly segmentCount: number;
  readonly shapes: RunShapes;
  /** What of the text is not read as it is written; empty if all of it is. */
  readonly problems: readonly Problem[];
  readonly elapsedMs: number;
}

/** What an edit took. */
export interface EditSummary extends RunSummary {
  readonly version: number;
  /** Tokens that were run again. */
  readonly tokensRun: number;
  /** From this token on, states may differ from a full run's by rounding noise; `tokenCount` if none may. */
  readonly provisionalFrom: number;
}

/** One place of a document that an edit changed: what a mirror of tokens and segments has to do. */
export interface EditedPlace {
  readonly delta: SegmentDelta;
  /** Offsets of the inserted tokens in the text after the edit. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** First token of each inserted segment and then their number, counted from `delta.fromToken`. */
  readonly segmentOffsets: Uint32Array;
}

/** What is run as one sequence, where people may choose: a classifier's unit. `selection` is the run's range. */
export type RunUnit = SegmentUnit | 'selection';

/** What the engine answers. A document is known by an id the host chose. */
export interface EngineContract extends Contract {
  readonly requests: UnitRequests &
    GoldRequests &
    ExportRequests &
    FileRequests &
    ImportRequests &
    NetworkRequests &
    TrajectoryRequests &
    AlongRequests &
    ScaledRequests &
    OtherTextRequests &
    HeadRequests &
    TableRequests & {
      loadModel: {
        params: {
          name: string;
          manifest: string;
          weights: Uint8Array;
          /** Which of the model's tag sets it tags with, if it has that one; else its first. */
          tagSet?: string | undefined;
        };
        result: ModelDescription;
      };
      /** Runs the model over the text; results arrive as `segmented` and `tagged` events before the answer. */
      run: {
        params: {
          documentId: number;
          modelName: string;
          text: string;
          /** Run first what lies here, UTF-16 offsets. */
          visible: readonly [number, number];
          /** Of classifiers; the model's own unit if it is left out. */
          unit?: RunUnit;
          /** With `selection`: the only text that is run, UTF-16 offsets. */
          range?: readonly [number, number];
          /** VS Code's language id of the text, where it is to be read without its markup, if the model reads prose. */
          languageId?: string;
          /** The only script that is read, of a document in several, if the model reads prose. */
          script?: Script;
          /** A state from `saveState` to start from instead of zero; of forward-only models. */
          initialState?: Uint8Array;
        };
        result: RunSummary;
      };
      /**
       * Follows an edit of a document that was run: only what can have changed is run again, visible text first. What
       * the document still had to run is run by this call, an earlier one of the document is cancelled.
       */
      edit: {
        params: {
          documentId: number;
          /** The text's new version: comes back with everything that is told of it. */
          version: number;
          /** In offsets of the text before all of them, in any order. */
          changes: readonly ContentChange[];
          visible: readonly [number, number];
        };
        result: EditSummary;
      };
      /**
       * All classes of one token: of a tagger its tags, of a classifier the classes after the text up to the token, of
       * a language model what may come after the token.
       */
      classProbabilities: { params: { documentId: number; token: number; head?: number }; result: ClassRow };
      /** All classes of one segment (classifiers). */
      segmentProbabilities: {
        params: { documentId: number; segment: number; head?: number };
        result: ClassRow;
      };
      details: {
        params: { documentId: number; fromToken: number; toToken: number };
        result: TokenDetails;
      };
      states: { params: { documentId: number; query: StateQuery }; result: StateWindow };
      stepsOfToken: { params: { documentId: number; token: number }; result: StepRange };
      stepTrace: { params: { documentId: number; query: StepQuery }; result: StepTrace };
      /** Keeps a document as it is now under another id; it can be asked whatever a document can. */
      pin: { params: { documentId: number; pinnedId: number }; result: null };
      /** Which tokens are which, as blocks: after, before, length, 1 for replaced (else 0), `[blocks, 4]`. */
      alignment: { params: ComparedDocuments; result: Uint32Array };
      /** The first token of the second document that is new, replaced or has other values; -1 for none. */
      firstDifference: {
        params: ComparedDocuments & { place: StatePlace };
        result: number;
        progress: ShareDone;
      };
      stateDifference: { params: ComparedDocuments & { query: StateQuery }; result: DifferenceWindow };
      /** Which tokens drive a prediction; RnnLensError where nothing can. */
      attribution: {
        params: { documentId: number } & AttributionAsked;
        result: TokenAttribution;
        progress: ShareDone;
      };
      /** One page of HTML: see `wholeReport`. */
      report: { params: { documentId: number } & ReportAsked; result: string };
      /** Goes on from the text before `offsetUtf16`; the text arrives as `generated` events and as the answer. */
      generate: {
        params: {
          documentId: number;
          generationId: number;
          offsetUtf16: number;
          settings: GenerationSettings;
        };
        result: { text: string };
      };
      /** The hidden state after the last token before `offsetUtf16`, as a .safetensors file. */
      saveState: { params: { documentId: number; offsetUtf16: number }; result: Uint8Array };
      closeDocument: { params: { documentId: number }; result: null };
    };
  readonly events: Record<never, never>;
}

/** What the engine tells the host. */
export interface EngineClientContract extends Contract {
  readonly requests: Record<never, never>;
  readonly events: {
    /** Segmentation is done: all token offsets are known, labels follow. */
    segmented: {
      documentId: number;
      starts: Uint32Array;
      ends: Uint32Array;
      /** First token of each segment, then T: `[S + 1]`. */
      segmentOffsets: Uint32Array;
    };
    /** Where tokens and segments changed, in ascending order; each place counts after the ones before it. */
    edited: { documentId: number; version: number; places: readonly EditedPlace[] };
    /**
     * Labels and their probabilities for a range of tokens (taggers) or segments (classifiers), in any order of ranges.
     * Of a language model: what it expected most before each token, and how probable the token that came was (NaN
     * for the first, before which nothing was read).
     */
    tagged: {
      documentId: number;
      level: 'token' | 'segment';
      /** First token or segment. */
      from: number;
      labels: Uint16Array;
      probabilities: Float32Array;
    };
    /** The next piece of a text that is being generated. */
    generated: { generationId: number; text: string };
    /** Something people should be told once, for example that the slow engine is in use. */
    notice: { message: string };
    /** Something for the log only, for example that a helper thread died and others do its work. */
    logged: { message: string };
  };
}

/**
 * What crosses the two boundaries: host ⇄ engine (a worker) and host ⇄ panel (the webview). Bulk data are
 * typed arrays, never number lists, and no message is larger than 1 MB: both sides ask for ranges.
 */
import type { Task } from '../core/model.js';
import type { Direction, Quantity, RnnConfig } from '../core/rnn/config.js';

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
  /** (layers·directions, batch, hidden) */
  readonly hiddenState: readonly [number, number, number];
  /** The LSTM's c, (layers·directions, batch, hidden); null for other cells. */
  readonly cellState: readonly [number, number, number] | null;
}

/** What people need to know of a model to choose it and to read its output. */
export interface ModelDescription {
  readonly name: string;
  readonly title: string;
  readonly task: Task;
  readonly language: string;
  readonly rnn: RnnConfig;
  readonly labels: readonly string[];
  /** One sentence for each label, in the order of `labels`. */
  readonly labelDescriptions: readonly string[];
  readonly parameterCount: number;
  /** Bytes of the weights file. */
  readonly sizeBytes: number;
  /** Headline score, for example `UPOS 94.1 % (development split)`. */
  readonly score: string;
}

/** Values of one quantity for a range of tokens: row-major `[toToken - fromToken, units]`. */
export interface StateWindow {
  readonly fromToken: number;
  readonly toToken: number;
  readonly units: number;
  readonly values: Float32Array;
  /** 1 where a token starts a segment (the state was reset before it), `[toToken - fromToken]`. */
  readonly segmentStarts: Uint8Array;
}

export interface StateQuery {
  readonly fromToken: number;
  readonly toToken: number;
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
}

export interface RunSummary {
  readonly tokenCount: number;
  readonly segmentCount: number;
  readonly shapes: RunShapes;
  readonly elapsedMs: number;
}

/** What the engine answers. A document is known by an id the host chose. */
export interface EngineContract extends Contract {
  readonly requests: {
    loadModel: { params: { name: string; manifest: string; weights: Uint8Array }; result: ModelDescription };
    /** Runs the model over the text; tags arrive as `tagged` events before the answer. */
    run: {
      params: {
        documentId: number;
        modelName: string;
        text: string;
        /** Run first what lies here, UTF-16 offsets. */
        visible: readonly [number, number];
      };
      result: RunSummary;
    };
    /** Top-k is the caller's matter: all classes of one token, `[classes]`. */
    classProbabilities: { params: { documentId: number; token: number }; result: Float32Array };
    states: { params: { documentId: number; query: StateQuery }; result: StateWindow };
    closeDocument: { params: { documentId: number }; result: null };
  };
  readonly events: Record<never, never>;
}

/** What the engine tells the host. */
export interface EngineClientContract extends Contract {
  readonly requests: Record<never, never>;
  readonly events: {
    /** Segmentation is done: all token offsets are known, tags follow. */
    segmented: {
      documentId: number;
      starts: Uint32Array;
      ends: Uint32Array;
      /** First token of each segment, then T: `[S + 1]`. */
      segmentOffsets: Uint32Array;
    };
    /** Labels and probabilities for a range of tokens, in any order of ranges. */
    tagged: { documentId: number; fromToken: number; labels: Uint16Array; probabilities: Float32Array };
  };
}

/** The run a panel shows; small, sent whole whenever something in it changes. */
export interface PanelRun {
  /** Another number for every run, also of the same text. */
  readonly runId: number;
  readonly documentName: string;
  /** Tells documents of one name apart. */
  readonly documentUri: string;
  /** VS Code's version of the text that was run. */
  readonly version: number;
  /** The text was edited since: nothing shown is current. */
  readonly stale: boolean;
  readonly model: ModelDescription;
  readonly tokenCount: number;
  readonly segmentCount: number;
  readonly shapes: RunShapes | null;
  /** Tokens tagged so far; equals `tokenCount` when complete. */
  readonly taggedCount: number;
  readonly elapsedMs: number;
}

export interface PanelState {
  /** null: nothing was tagged yet in the active editor. */
  readonly run: PanelRun | null;
  /** The active document's name, to say what a tag command would act on; null if there is no text editor. */
  readonly activeDocument: string | null;
  /** One sentence when the last command failed. */
  readonly problem: string | null;
}

/** One row of the token table. */
export interface TokenRows {
  readonly fromToken: number;
  readonly texts: readonly string[];
  /** 1-based line and column (UTF-16) of each token. */
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
  readonly labels: Uint16Array;
  /** NaN where the token is not tagged yet. */
  readonly probabilities: Float32Array;
  /** 1 where a token starts a segment. */
  readonly segmentStarts: Uint8Array;
}

/** What the host answers to the panel. */
export interface PanelHostContract extends Contract {
  readonly requests: {
    /** May answer fewer than asked for (a message stays below 1 MB): the result says how many by its arrays. */
    rows: { params: { fromToken: number; toToken: number }; result: TokenRows };
    classProbabilities: { params: { token: number }; result: Float32Array };
    /** May answer fewer than asked for, for the same reason: the result's own `toToken` says how far it goes. */
    states: { params: StateQuery; result: StateWindow };
  };
  readonly events: {
    ready: null;
    /** The person chose a token in the panel: the editor selects and reveals it. */
    select: { token: number };
    /** Buttons of the panel. */
    tag: null;
    selectModel: null;
  };
}

/** What the panel listens to. */
export interface PanelContract extends Contract {
  readonly requests: Record<never, never>;
  readonly events: {
    state: PanelState;
    /** The editor's cursor is in this token (null: in none). */
    cursor: { token: number | null };
  };
}

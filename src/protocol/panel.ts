/**
 * What crosses the boundary host ⇄ panel (the webview): ranges of typed arrays, no message larger than 1 MB.
 */

import type { Problem } from '../core/problems.js';
import type { GoldQuestions, WholeGoldQuestions } from './gold.js';
import type {
  ClassesAsked,
  Difference,
  DifferenceClasses,
  HeadQuestions,
  PanelComparison,
} from './comparison.js';
import type { NetworkQuestions } from './networks.js';
import type { UnitTextQuestions } from './unitQuestions.js';
import type { ToldUnitNames, UnitWords } from './unitNames.js';
import type {
  Contract,
  RunShapes,
  ModelDescription,
  StateWindow,
  DifferenceWindow,
  StatePlace,
  StateQuery,
  StepQuery,
  StepRange,
  StepTrace,
  UnitPlace,
  ClassRow,
  AttributionAsked,
  TokenAttribution,
  ShareDone,
} from './engine.js';
import type { AlongQuestions } from './along.js';
import type { ScaledQuestions, ScaleQuestions } from './scaledStates.js';
import type { PlaneQuestions, PointQuestions } from './trajectory.js';
import type { TakingClicks } from './handedOver.js';
import type { FileClicks, FileQuestions } from './otherFiles.js';
import type { TableRunQuestions, TableTextQuestions } from './tokenTable.js';
import type { TrainingClicks, TrainingEvents, TrainingRequests, TrainingTextQuestions } from './training.js';

export type { PanelMatch, PanelMatches, PanelRanking } from './unitQuestions.js';
export type {
  ChangedToken,
  ClassesAsked,
  Difference,
  DifferenceClasses,
  PanelComparison,
} from './comparison.js';

/** Which text something is of: a run, and which of its revisions. */
export interface RunVersion {
  readonly runId: number;
  readonly revision: number;
}

/** The run a panel shows; small, sent whole whenever something in it changes. */
export interface PanelRun extends RunVersion {
  /** Another number for every run, also of the same text. */
  readonly runId: number;
  readonly documentName: string;
  /** Tells documents of one name apart. */
  readonly documentUri: string;
  /** Another number whenever tokens, labels or states that were told of this run before are others. */
  readonly revision: number;
  /** The text was edited since: nothing shown is current. */
  readonly stale: boolean;
  readonly model: ModelDescription;
  readonly tokenCount: number;
  readonly stepCount: number;
  readonly segmentCount: number;
  readonly shapes: RunShapes | null;
  /** What labels and probabilities of the rows are of: each token, or (classifiers) its whole segment. */
  readonly level: 'token' | 'segment';
  /** Tokens (or segments) labelled so far; equals their number when complete. */
  readonly taggedCount: number;
  /** From the last edit on, states and labels may still differ from a full run's by rounding noise. */
  readonly provisional: boolean;
  /** What of the text is not read as it is written. */
  readonly problems: readonly Problem[];
}

/** What the panel is to show. */
export interface PanelLook {
  /** Names of views, the best one first: the first that there is comes to the front. */
  readonly views: readonly string[];
  /** Selected there. */
  readonly unit?: UnitPlace;
  readonly training?: TrainingLook;
}

/** Which training is looked at: the newest one, or that one and with each new checkpoint the open text as it reads it. */
export type TrainingLook = 'newest' | 'followed';

/** A text that comes with the extension, as a panel without a run offers it. */
export interface PanelSample {
  readonly name: string;
  readonly file: string;
  readonly model: string;
  /** What it is about, and what one will see; in the display language. */
  readonly title: string;
  readonly sees: string;
  /** A few words of it. */
  readonly words: string;
}

/** What a panel without a run has to offer. */
export interface PanelStart {
  /** The models that would read the active document; empty while that is not known. */
  readonly models: readonly string[];
  readonly samples: readonly PanelSample[];
}

export interface PanelState {
  /** null: nothing was tagged yet in the active editor. */
  readonly run: PanelRun | null;
  /** The active document's name, to say what a tag command would act on; null if there is no text editor. */
  readonly activeDocument: string | null;
  /** Its uri; clicks say which document they were meant for. */
  readonly activeUri: string | null;
  /** One sentence when the last command failed. */
  readonly problem: string | null;
  /** The unit that colours the editor. */
  readonly coloured: UnitPlace | null;
  /** What the run is compared with; null for nothing. */
  readonly comparison: PanelComparison | null;
  /** How to begin; null once there is a run. */
  readonly start: PanelStart | null;
}

/** One row of the token table. */
export interface TokenRows {
  readonly fromToken: number;
  readonly texts: readonly string[];
  /** 1-based line and column (UTF-16) of each token. */
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
  readonly labels: Uint16Array;
  /** NaN where the token is not tagged yet; of a language model the probability of the token itself. */
  readonly probabilities: Float32Array;
  /** Beside the label: morphemes, further tags; may be empty. */
  readonly details: readonly string[];
  /** What of each token is not in the model's vocabulary, see `UNKNOWN`. */
  readonly unknown: Uint8Array;
  /** 1 where a token starts a segment. */
  readonly segmentStarts: Uint8Array;
}

/** What the symbols of a text cost a language model. */
export interface TextLoss {
  /** The mean over all symbols that something was read before, in bits; null while the run goes on. */
  readonly meanBits: number | null;
  readonly steps: number;
  /** Of the text's last symbol, in bits; NaN where nothing is known of it. */
  readonly lastBits: number;
}

/** Questions about the run that is shown. A new one is a line here and its answer in the host. */
export interface RunQuestions extends GoldQuestions, PointQuestions, ScaledQuestions, TableRunQuestions {
  /** May answer fewer than asked for (a message stays below 1 MB): the result says how many by its arrays. */
  rows: { params: { fromToken: number; toToken: number }; result: TokenRows };
  classProbabilities: { params: { token: number }; result: ClassRow };
  /** Of a head of segments (the first without `head`): the classes of the token's whole segment. */
  segmentProbabilities: { params: { token: number; head?: number }; result: ClassRow };
  stepsOfToken: { params: { token: number }; result: StepRange };
  /** May answer fewer than asked for, for the same reason: the result's own `toStep` says how far it goes. */
  states: { params: StateQuery; result: StateWindow };
  attribution: { params: AttributionAsked; result: TokenAttribution };
  stepTrace: { params: StepQuery; result: StepTrace };
  /** Of a language model: what comes next is what is right. */
  loss: { params: Readonly<Record<string, never>>; result: TextLoss };
}

/** Questions about how the shown run differs from what it is compared with. */
export interface ComparisonQuestions extends NetworkQuestions, HeadQuestions {
  /** At a place of the network. */
  difference: { params: StatePlace; result: Difference };
  /** As `states`. */
  differenceStates: { params: StateQuery; result: DifferenceWindow };
  /** Of a classifier: of the token's whole segment. */
  differenceClasses: { params: ClassesAsked; result: DifferenceClasses };
}

/** Questions that walk the whole text: they take their time, and are asked again once an edit was followed. */
export interface WholeTextQuestions
  extends
    UnitTextQuestions,
    WholeGoldQuestions,
    PlaneQuestions,
    ScaleQuestions,
    FileQuestions,
    AlongQuestions,
    TableTextQuestions,
    TrainingTextQuestions {}

/** Everything the panel asks. */
export interface PanelQuestions extends RunQuestions, ComparisonQuestions, WholeTextQuestions {}

/** The name of a question. */
export type QuestionName = keyof PanelQuestions;

/** What a question is answered. */
export type AnswerTo<K extends QuestionName> = PanelQuestions[K]['result'];

/** One question of the panel. */
export type PanelQuestion<K extends QuestionName = QuestionName> = {
  readonly [M in K]: { readonly method: M; readonly params: PanelQuestions[M]['params'] };
}[K];

const OF_COMPARISON: Readonly<Record<keyof ComparisonQuestions, true>> = {
  difference: true,
  differenceStates: true,
  differenceClasses: true,
  networks: true,
  headDifferences: true,
  counterparts: true,
  counterpartLines: true,
};

/** Whether a question is about two runs. */
export function isOfComparison(method: QuestionName): method is keyof ComparisonQuestions {
  return method in OF_COMPARISON;
}

const OF_WHOLE_TEXT: Readonly<Record<keyof WholeTextQuestions, true>> = {
  goldLoss: true,
  rankUnits: true,
  unitMatches: true,
  unitScales: true,
  unitOrder: true,
  colourScales: true,
  fileMatches: true,
  unitLine: true,
  ablation: true,
  unitTags: true,
  plane: true,
  along: true,
  doubts: true,
  tableRows: true,
  rowOfToken: true,
  unitCourse: true,
};

/** Whether a question is answered with every edit, without being asked again: not those whose answers take long. */
export function isAnsweredAlong(method: QuestionName): method is keyof RunQuestions {
  return !isOfComparison(method) && !(method in OF_WHOLE_TEXT) && method !== 'attribution';
}

/** The texts a question is about: those of the run, and of a question about a comparison which one that is. */
export interface AskedVersion extends RunVersion {
  readonly comparison: Pick<PanelComparison, 'id' | 'revision'> | null;
}

/** An answer, and the texts it is of; or that the texts asked about are not those of the host any more. */
export type PanelReply<Result> =
  | { readonly kind: 'answer'; readonly of: AskedVersion; readonly value: Result }
  /** `now`: what can be asked about; null if nothing is run. The page is told of it by itself. */
  | { readonly kind: 'superseded'; readonly now: AskedVersion | null };

/** What people do in the panel. */
export interface PanelClicks extends TakingClicks, FileClicks, TrainingClicks {
  /** They chose a token: the editor selects and reveals it. */
  select: { token: number };
  /** They go back to the text: its editor gets the focus, and the selected token is selected there. */
  leave: { token: number | null };
  /** Buttons of the panel. */
  tag: null;
  selectModel: null;
  /** The editor is coloured by this unit; null: no more. */
  colourUnit: UnitPlace | null;
  nameUnit: UnitWords;
  /** A sample by its name; without one people choose. */
  openSample: { sample: string | null };
  /** The walkthrough. */
  getStarted: null;
  /** Keeps the run to compare later ones with it; or ends a comparison. */
  pinStates: null;
  unpinStates: null;
}

/** One click, and what was shown when it was made. */
export type PanelClick = {
  readonly [K in keyof PanelClicks]: {
    readonly name: K;
    readonly payload: PanelClicks[K];
    /** The document of the panel then. */
    readonly uri: string | null;
    /** The run of the panel then. */
    readonly of: RunVersion | null;
  };
}[keyof PanelClicks];

/** What the host answers to the panel. */
export interface PanelHostContract extends Contract {
  readonly requests: {
    [K in QuestionName]: {
      params: { readonly of: AskedVersion; readonly params: PanelQuestions[K]['params'] };
      result: PanelReply<AnswerTo<K>>;
      progress: ShareDone;
    };
  } & TrainingRequests;
  readonly events: {
    ready: null;
    /** How people look at it now: the next panel begins like that. Only the page knows what is in it. */
    choices: unknown;
    /** All that the panel has in sight of a run: answered anew with every edit, without being asked. */
    looksAt: { readonly runId: number | null; readonly questions: readonly PanelQuestion[] };
    click: PanelClick;
  };
}

/** A question with its answer, and the text it is of. */
export type PanelAnswer = {
  readonly [K in keyof RunQuestions]: {
    readonly method: K;
    readonly params: RunQuestions[K]['params'];
    readonly result: RunQuestions[K]['result'];
    readonly of: RunVersion;
  };
}[keyof RunQuestions];

/** What the panel listens to. */
export interface PanelContract extends Contract {
  readonly requests: Record<never, never>;
  readonly events: {
    state: PanelState;
    /** The run followed an edit: what became of it, of the editor's cursor, and of what the panel has in sight. */
    followed: {
      readonly state: PanelState;
      readonly cursor: number | null;
      /** May lack some: these are asked for. */
      readonly answers: readonly PanelAnswer[];
    };
    /** The editor's cursor is in this token (null: in none), and so many tokens `[from, to)` are selected (null: one at most). */
    cursor: { token: number | null; stretch?: readonly [from: number, to: number] | null };
    /** A unit was chosen outside the panel: it is selected there. */
    showUnit: UnitPlace;
    /** What units of the run's model are called. */
    unitNames: ToldUnitNames;
    /** People were led to a view: the first of these that there is comes to the front. */
    showView: Pick<PanelLook, 'views' | 'training'>;
  } & TrainingEvents;
}

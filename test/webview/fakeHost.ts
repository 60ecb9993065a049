// Runs in the test page before the panel: VS Code's webview API, and a host with a synthetic model behind it.
// Everything it answers is a formula of token, unit, layer and quantity, so that tests know every number.
import { entropyBits } from '../../src/core/views/probabilities.js';
import type { AlongQuery, AlongTokens } from '../../src/protocol/along.js';
import type { NamedUnit } from '../../src/core/formats/unitNames.js';
import { quantitySize, type Quantity } from '../../src/core/rnn/config.js';
import type {
  AttributionAsked,
  ClassRow,
  StateQuery,
  StateWindow,
  StepQuery,
  StepRange,
  StepTrace,
  TokenAttribution,
} from '../../src/protocol/engine.js';
import type { GoldLoss } from '../../src/protocol/gold.js';
import type {
  AskedVersion,
  PanelAnswer,
  PanelClick,
  PanelContract,
  PanelHostContract,
  PanelQuestion,
  PanelReply,
  PanelRun,
  PanelState,
  RunVersion,
  TextLoss,
  TokenRows,
  TrainingLook,
} from '../../src/protocol/panel.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { panelLanguage } from '../../src/protocol/sentences/panel.js';
import { PANEL_EN } from '../../src/protocol/sentences/panel.en.js';
import {
  fakeRun,
  sentenceStart,
  quickStates,
  stateValue,
  tokenLabel,
  tokenProbabilities,
  tokenText,
} from './fakeModel.js';
import { FAKE_START } from './fakeStart.js';
import { fakeAttribution } from './fakeAttribution.js';
import type { TrainingState } from '../../src/protocol/training.js';
import { fakeSummary, fakeTraining } from './fakeTraining.js';
import { fakeTrajectory } from './fakeTrajectory.js';
import { fakeTable } from './fakeTable.js';
import { fakeUnits } from './fakeUnits.js';
import {
  FAKE_DIFFERENCE,
  FAKE_HEADS,
  fakeDifferenceClasses,
  fakeDifferenceStates,
} from './fakeDifference.js';
import { fakeCounterpartLines, fakeCounterparts, fakeNetworks } from './fakeNetworks.js';
import { fakeStep } from './fakeSteps.js';
import { FAKE_TEXTS, fakeTaskRun, fakeTrace, favouring, startsAt, type FakeTrace } from './fakeTasks.js';

/** What the tests can see of the host, and do to the panel. */
export interface FakeHost {
  /** Events from the panel, in order: name and payload. */
  readonly events: [string, unknown][];
  /** Requests from the panel, in order: name and parameters. */
  readonly requests: [string, unknown][];
  /** Requests that are not answered yet. */
  unanswered: number;
  /** Requests that were cancelled before they were answered. */
  aborted: number;
  /** Clicks in the panel: what was shown when they were made. */
  readonly clicks: Pick<PanelClick, 'name' | 'uri' | 'of'>[];
  /** The run the host has by now, where the panel was not told of it; null: the one the panel was told of. */
  hostRun: RunVersion | null;
  /** What the panel saved with setState. */
  saved: unknown;
  setState(change: Partial<PanelState> & { run?: PanelRun | null }): void;
  run(): PanelRun;
  setRun(change: Partial<PanelRun>): void;
  cursor(token: number | null): void;
  /** Tokens `[from, to)` are selected in the editor. */
  selected(from: number, to: number): void;
  /** What units of the run's model are called. */
  unitNames(units: readonly NamedUnit[]): void;
  /** People were led to one of these views, and to a training in it. */
  showView(views: readonly string[], training?: TrainingLook): void;
  /** Tells of an edit with what the panel has in sight. */
  followed(run: Partial<PanelRun>, answers: readonly PanelAnswer[]): void;
  /** Prepares what the host tells of a key in a token: the run as it is then, and all that is in sight; sends it when called. */
  key(token: number, text: string, change: Partial<PanelRun>): () => void;
  violations: string[];
  /** Questions that wait for as long as they stand here. */
  readonly held: Set<string>;
  /** The trainings, as the host tells of them from now on. */
  setTrainings(change: Partial<TrainingState>): void;
}

const parameters = new URLSearchParams(location.search);
const delayMs = Number(parameters.get('delay') ?? 1);
const events: FakeHost['events'] = [];
const requests: FakeHost['requests'] = [];
const violations: string[] = [];
const clicks: FakeHost['clicks'] = [];
let receive: (message: unknown) => void = () => {};

document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
);

/** A language of which every sentence stands in brackets: what has none on the screen did not come through the door. */
if (parameters.get('language') === 'brackets') {
  const sentences = Object.entries(PANEL_EN).map(([key, template]) => [key, `⟦${template}⟧`]);
  const language = { locale: 'en', sentences: Object.fromEntries(sentences) as object };
  document.getElementById('app')!.dataset['language'] = JSON.stringify(language);
}

if (parameters.get('language') === 'ko') {
  document.documentElement.lang = 'ko';
  document.getElementById('app')!.dataset['language'] = JSON.stringify(panelLanguage('ko'));
}

/** The text of another task; without the parameter the English tagger, whose text can have any length. */
const other = FAKE_TEXTS[parameters.get('model') ?? '']?.() ?? null;

function firstRun(): PanelRun | null {
  if (parameters.has('empty')) return null;
  return other
    ? fakeTaskRun(other)
    : fakeRun(Number(parameters.get('tokens') ?? 3000), parameters.get('cell'));
}

let state: PanelState = {
  run: firstRun(),
  activeDocument: 'visitor.txt',
  activeUri: 'file:///visitor.txt',
  problem: null,
  coloured: null,
  comparison: null,
  start: parameters.has('empty') ? FAKE_START : null,
};

const rpc: Rpc<PanelHostContract, PanelContract> = new Rpc<PanelHostContract, PanelContract>(
  {
    post: (message) => window.postMessage(message, '*'),
    listen: (callback) => (receive = callback),
  },
  {
    requests: {
      rows: (asked, signal) => answered('rows', asked, signal, (params) => rows(params)),
      classProbabilities: (asked, signal) =>
        answered('classProbabilities', asked, signal, ({ token }) => classes(token)),
      segmentProbabilities: (asked, signal) =>
        answered('segmentProbabilities', asked, signal, ({ token }) => segmentClasses(token)),
      stepsOfToken: (asked, signal) =>
        answered('stepsOfToken', asked, signal, ({ token }) => stepsOfToken(token)),
      states: (asked, signal) => answered('states', asked, signal, (params) => states(params)),
      attribution: (asked, signal) => answered('attribution', asked, signal, (params) => attribution(params)),
      stepTrace: (asked, signal) => answered('stepTrace', asked, signal, (params) => stepTrace(params)),
      certainties: (asked, signal) =>
        answered('certainties', asked, signal, (params) => table.certainties(params)),
      tableRows: (asked, signal) => answered('tableRows', asked, signal, (params) => table.rows(params)),
      rowOfToken: (asked, signal) =>
        answered('rowOfToken', asked, signal, (params) => table.rowOfToken(params)),
      loss: (asked, signal) => answered('loss', asked, signal, () => loss()),
      goldLabel: (asked, signal) => answered('goldLabel', asked, signal, ({ token }) => goldLabel(token)),
      goldLoss: (asked, signal) => answered('goldLoss', asked, signal, () => goldLoss()),
      rankUnits: (asked, signal) => answered('rankUnits', asked, signal, (params) => units.ranking(params)),
      unitMatches: (asked, signal) =>
        answered('unitMatches', asked, signal, (params) => units.matches(params)),
      unitLine: (asked, signal) => answered('unitLine', asked, signal, (params) => units.line(params)),
      unitScales: (asked, signal) => answered('unitScales', asked, signal, (place) => units.scales(place)),
      fileMatches: (asked, signal, tell) =>
        answered('fileMatches', asked, signal, (query) => units.files(query, tell)),
      colourScales: (asked, signal) =>
        answered('colourScales', asked, signal, (place) => units.colourScales(place)),
      scaledStates: (asked, signal) =>
        answered('scaledStates', asked, signal, (query) => units.scaledStates(query)),
      unitOrder: (asked, signal) => answered('unitOrder', asked, signal, (place) => units.order(place)),
      ablation: (asked, signal) => answered('ablation', asked, signal, (params) => units.ablation(params)),
      unitTags: (asked, signal) => answered('unitTags', asked, signal, (params) => units.tags(params)),
      along: (asked, signal) => answered('along', asked, signal, (query) => along(query)),
      doubts: (asked, signal) => answered('doubts', asked, signal, ({ columns }) => doubts(columns)),
      course: (params) => ofTraining('course', params, training.course),
      moment: (params) => ofTraining('moment', params, training.moment),
      unitCourse: (asked, signal) =>
        answered('unitCourse', asked, signal, (params) => training.unitCourse(params)),
      plane: (asked, signal) => answered('plane', asked, signal, (query) => trajectory.plane(query)),
      points: (asked, signal) => answered('points', asked, signal, (query) => trajectory.points(query)),
      difference: (asked, signal) => answered('difference', asked, signal, () => FAKE_DIFFERENCE),
      differenceStates: (asked, signal) =>
        answered('differenceStates', asked, signal, (params) => fakeDifferenceStates(states(params))),
      differenceClasses: (asked, signal) =>
        answered('differenceClasses', asked, signal, ({ token }) =>
          fakeDifferenceClasses(token, classes(token)),
        ),
      headDifferences: (asked, signal) => answered('headDifferences', asked, signal, () => FAKE_HEADS),
      networks: (asked, signal) =>
        answered('networks', asked, signal, () => fakeNetworks(state.run!, parameters.has('disjoint'))),
      counterparts: (asked, signal) =>
        answered('counterparts', asked, signal, (place) => fakeCounterparts(state.run!, place)),
      counterpartLines: (asked, signal) =>
        answered('counterpartLines', asked, signal, (params) => fakeCounterpartLines(params)),
    },
    events: {
      ready: () => {
        events.push(['ready', null]);
        rpc.emit('state', state);
        rpc.emit('trainings', trainings);
      },
      choices: (payload) => events.push(['choices', payload]),
      looksAt: (payload) => events.push(['looksAt', payload]),
      click: ({ name, payload, uri, of }) => {
        events.push([name, payload]);
        clicks.push({ name, uri, of });
      },
    },
  },
);

/** With the parameter `training` there is one. */
let trainings: TrainingState = {
  trainings: parameters.has('training') ? [fakeSummary()] : [],
  cores: 3,
  mostCores: 4,
};

const training = fakeTraining(() => trainings);

/** What is asked of a training is of no run. */
async function ofTraining<P, T>(name: string, params: P, value: (params: P) => T): Promise<T> {
  requests.push([name, params]);
  fake.unanswered++;
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  fake.unanswered--;
  return value(params);
}

interface Asked<P> {
  readonly of: AskedVersion;
  readonly params: P;
}

/** Answers as the host does: only of the text that is shown now, and of no other run. */
async function answered<P, T>(
  name: string,
  { of, params }: Asked<P>,
  signal: AbortSignal,
  value: (params: P) => T | Promise<T>,
): Promise<PanelReply<T>> {
  requests.push([name, params]);
  fake.unanswered++;
  do await new Promise((resolve) => setTimeout(resolve, delayMs));
  while (fake.held.has(name));
  fake.unanswered--;
  if (signal.aborted) {
    fake.aborted++;
    throw new Error('Cancelled.');
  }
  const { runId, revision } = fake.hostRun ?? state.run ?? { runId: -1, revision: -1 };
  if (of.runId !== runId || of.revision !== revision)
    return { kind: 'superseded', now: { runId, revision, comparison: null } };
  return { kind: 'answer', of, value: await value(params) };
}

function classes(token: number): ClassRow {
  if (!other) return { probabilities: tokenProbabilities(token), note: '' };
  const next = other.labels[token + 1] ?? 0;
  const favoured = other.model.task === 'language-model' ? next : other.labels[token];
  const lead = other.model.task === 'classification' ? Math.sin(token) * 3 : 4;
  return { probabilities: favouring(other.model.labels.length, token, favoured, lead), note: other.note };
}

function attribution(params: AttributionAsked): TokenAttribution {
  const answer = fakeAttribution(params, other, (token) => classes(token).probabilities);
  // A token that was typed is read as it is now.
  return { ...answer, texts: answer.texts.map((text, k) => typed.get(answer.fromToken + k) ?? text) };
}

function segmentClasses(token: number): ClassRow {
  if (!other) throw new Error('Only a classifier has classes of segments.');
  return { probabilities: favouring(2, other.lines[token], other.labels[token], 5), note: '' };
}

function stepsOfToken(token: number): StepRange {
  if (!other) return { fromStep: token, toStep: token + 1 };
  return { fromStep: other.stepTokens.indexOf(token), toStep: other.stepTokens.lastIndexOf(token) + 1 };
}

/** Probability of a row: of the tag or class, or (language models) of the character itself. */
function probability(token: number): number {
  if (!other) return tokenProbabilities(token)[tokenLabel(token)];
  if (other.level === 'segment') return segmentClasses(token).probabilities[other.labels[token]];
  if (other.model.task !== 'language-model') return classes(token).probabilities[other.labels[token]];
  if (token === 0) return NaN;
  // One that is rarer than a bar shows.
  if (token === 8) return 2 ** -12.5;
  return classes(token - 1).probabilities[other.model.labels.indexOf(other.texts[token])];
}

/** What of some tokens the model does not know. */
const UNKNOWN_TOKENS = new Map([
  [5, 1],
  [7, 2],
]);

function rows({ fromToken, toToken }: { fromToken: number; toToken: number }): TokenRows {
  const count = toToken - fromToken;
  const tokens = Array.from({ length: count }, (_, index) => fromToken + index);
  const tagged = state.run?.taggedCount ?? 0;
  const isTagged = (token: number) => (other ? other.level === 'segment' || token < tagged : token < tagged);
  return {
    fromToken,
    texts: tokens.map((token) => typed.get(token) ?? other?.texts[token] ?? tokenText(token)),
    lines: Uint32Array.from(tokens, (token) => other?.lines[token] ?? Math.floor(token / 12) + 1),
    columns: Uint32Array.from(tokens, (token) => (token % 12) * 7 + 1),
    labels: Uint16Array.from(tokens, (token) => other?.labels[token] ?? tokenLabel(token)),
    probabilities: Float32Array.from(tokens, (token) => (isTagged(token) ? probability(token) : NaN)),
    details: tokens.map((token) => other?.details[token] ?? ''),
    unknown: Uint8Array.from(tokens, (token) => (other ? 0 : (UNKNOWN_TOKENS.get(token) ?? 0))),
    segmentStarts: Uint8Array.from(tokens, (token) =>
      Number(other ? other.starts.has(token) : sentenceStart(token)),
    ),
  };
}

/** Tokens whose text was typed since. */
const typed = new Map<number, string>();

/** What a question is answered with an edit, if it is one that edits answer. */
function answerTo(question: PanelQuestion, of: RunVersion): PanelAnswer[] {
  switch (question.method) {
    case 'rows':
      return [{ ...question, of, result: rows(question.params) }];
    case 'states':
      return [{ ...question, of, result: states(question.params) }];
    case 'scaledStates':
      return [{ ...question, of, result: units.scaledStates(question.params) }];
    case 'classProbabilities':
      return [{ ...question, of, result: classes(question.params.token) }];
    case 'segmentProbabilities':
      return [{ ...question, of, result: segmentClasses(question.params.token) }];
    case 'stepsOfToken':
      return [{ ...question, of, result: stepsOfToken(question.params.token) }];
    case 'stepTrace':
      return [{ ...question, of, result: stepTrace(question.params) }];
    case 'points':
      return [{ ...question, of, result: trajectory.points(question.params) }];
    case 'loss':
      return [{ ...question, of, result: loss() }];
    case 'goldLabel':
      return [{ ...question, of, result: goldLabel(question.params.token) }];
    case 'certainties':
      return [{ ...question, of, result: table.certainties(question.params) }];
    case 'tableRows':
    case 'rowOfToken':
    case 'attribution':
    case 'goldLoss':
    case 'rankUnits':
    case 'ablation':
    case 'unitMatches':
    case 'unitLine':
    case 'unitScales':
    case 'colourScales':
    case 'fileMatches':
    case 'unitOrder':
    case 'unitTags':
    case 'plane':
    case 'unitCourse':
    case 'along':
    case 'doubts':
    case 'difference':
    case 'differenceStates':
    case 'differenceClasses':
    case 'networks':
    case 'headDifferences':
    case 'counterparts':
    case 'counterpartLines':
      return [];
  }
}

/** How sure the model is along the text: of a classifier by rule ever surer of what the line is. */
function along({ fromToken, toToken }: AlongQuery): AlongTokens {
  const tokens = Array.from({ length: toToken - fromToken }, (_, k) => fromToken + k);
  const rows = tokens.map((token) => (other?.level === 'segment' ? runningClasses(token) : classes(token).probabilities)); // prettier-ignore
  const entropies = Float32Array.from(rows, (row) => entropyBits(row));
  const running = other?.level === 'segment' ? Float32Array.from(rows.flatMap((row) => [...row])) : new Float32Array(0); // prettier-ignore
  return { fromToken, entropies, running };
}

/** After the first token the classes are even; each further one takes the share of the line's own by a tenth. */
function runningClasses(token: number): Float32Array {
  let first = token;
  while (!other!.starts.has(first)) first--;
  const own = Math.min(0.95, 0.5 + 0.1 * (token - first));
  return Float32Array.from({ length: 2 }, (_, label) => (label === other!.labels[token] ? own : 1 - own));
}

function doubts(columns: number): { bits: Float32Array } {
  const { tokenCount } = state.run!;
  // Of a long text its first token stands for a column: what the fake host works is not what a benchmark is of.
  const bits = Float32Array.from(
    { length: columns },
    (_, column) => -Math.log2(probability(Math.floor((column * tokenCount) / columns))),
  );
  return { bits };
}

/** What the symbols of the text cost, or nothing where it is no language model. */
function loss(): TextLoss {
  const { tokenCount, model } = state.run!;
  if (model.task !== 'language-model') return { meanBits: null, steps: tokenCount - 1, lastBits: NaN };
  return { meanBits: 1.25, steps: tokenCount - 1, lastBits: -Math.log2(probability(tokenCount - 1)) };
}

/** With the parameter `gold` the text says what is right: every word but each fifth is said to be a noun. */
function goldLabel(token: number): { label: string | null } {
  return { label: parameters.has('gold') && token % 5 !== 0 ? 'NOUN' : null };
}

function goldLoss(): GoldLoss {
  const words = parameters.has('gold') ? 4 : 0;
  return { words, meanBits: words ? 2.5 : NaN, lastBits: words ? 0.25 : NaN, right: words ? 3 : 0 };
}

function stepTrace(query: StepQuery): StepTrace {
  const starts = (step: number) => (other ? startsAt(other, step) : sentenceStart(step));
  const count = state.run!.stepCount;
  let [fromStep, toStep] = [query.step, query.step + 1];
  while (fromStep > 0 && !starts(fromStep)) fromStep--;
  while (toStep < count && !starts(toStep)) toStep++;
  const values = (quantity: Quantity, step: number) =>
    rawState({ ...query, quantity, fromStep: 0, toStep: 0 }, step, query.unit);
  return fakeStep(state.run!.model.rnn, query, { fromStep, toStep }, values, other?.texts ?? []);
}

function key(token: number, text: string, change: Partial<PanelRun>): () => void {
  typed.set(token, text);
  const { revision } = state.run!;
  const run = { ...state.run!, revision: revision + 1, ...change };
  const of = { runId: run.runId, revision: run.revision };
  state = { ...state, run };
  const sight = events.findLast(([name]) => name === 'looksAt')?.[1] as
    { questions: PanelQuestion[] } | undefined;
  const answers = (sight?.questions ?? []).flatMap((question) => answerTo(question, of));
  return () => rpc.emit('followed', { state, cursor: token, answers });
}

const traces = new Map<string, FakeTrace>();

/** One raw state of the run that is shown. */
function rawState({ layer, direction, quantity }: StateQuery, step: number, unit: number): number {
  if (!other) {
    // A token that was typed changes what is remembered of it for some steps.
    const shift = typed.has(step) || typed.has(step - 1) ? state.run!.revision : 0;
    const { cell } = state.run!.model.rnn;
    const value = stateValue(cell, { layer, direction, quantity }, step + 0.1 * shift, unit);
    // With `drifting`, c of all but every fourth unit falls over the text, as that of a large LSTM may.
    return quantity === 'c' && unit % 4 > 0 && parameters.has('drifting') ? value - 6 - step / 25 : value;
  }
  const key = `${layer} ${direction}`;
  const trace = traces.get(key) ?? fakeTrace(other, layer, direction);
  traces.set(key, trace);
  return trace[quantity]![step][unit];
}

function states(query: StateQuery): StateWindow {
  const { fromStep, toStep, quantity } = query;
  const units = quantitySize(state.run!.model.rnn, quantity, query);
  const steps = Array.from({ length: toStep - fromStep }, (_, index) => fromStep + index);
  const values = parameters.has('quick-states')
    ? quickStates(fromStep, steps.length, units)
    : Float32Array.from({ length: steps.length * units }, (_, at) =>
        rawState(query, fromStep + Math.floor(at / units), at % units),
      );
  return {
    fromStep,
    toStep,
    units,
    values,
    tokens: Uint32Array.from(steps, (step) => other?.stepTokens[step] ?? step),
    symbols: steps.map((step) => other?.symbols[step] ?? typed.get(step) ?? tokenText(step)),
    segmentStarts: Uint8Array.from(steps, (step) =>
      Number(other ? startsAt(other, step) : sentenceStart(step)),
    ),
  };
}

const units = fakeUnits({
  run: () => state.run!,
  states,
  text: (token) => other?.texts[token] ?? tokenText(token),
  label: (token) => other?.labels[token] ?? tokenLabel(token),
});

const trajectory = fakeTrajectory({ run: () => state.run!, states });
const table = fakeTable({
  run: () => state.run!,
  rows,
  classes: (token) => {
    if (!other) return tokenProbabilities(token);
    if (other.level === 'segment')
      return other.starts.has(token) ? segmentClasses(token).probabilities : null;
    if (other.model.task !== 'language-model') return classes(token).probabilities;
    return token > 0 ? classes(token - 1).probabilities : null;
  },
});

const fake: FakeHost = {
  events,
  requests,
  unanswered: 0,
  aborted: 0,
  clicks,
  hostRun: null,
  violations,
  saved: parameters.has('saved') ? JSON.parse(parameters.get('saved')!) : undefined,
  setState: (change) => rpc.emit('state', (state = { ...state, ...change })),
  held: new Set(),
  setTrainings: (change) => rpc.emit('trainings', (trainings = { ...trainings, ...change })),
  run: () => state.run!,
  setRun: (change) => fake.setState({ run: { ...state.run!, ...change } }),
  cursor: (token) => rpc.emit('cursor', { token, stretch: null }),
  selected: (from, to) => rpc.emit('cursor', { token: from, stretch: [from, to] }),
  unitNames: (units) => rpc.emit('unitNames', { model: state.run!.model.name, units }),
  showView: (views, training) => rpc.emit('showView', { views, ...(training && { training }) }),
  followed: (run, answers) => {
    state = { ...state, run: { ...state.run!, ...run } };
    rpc.emit('followed', { state, cursor: null, answers });
  },
  key,
};

Object.assign(globalThis, {
  fake,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => queueMicrotask(() => receive(structuredClone(message))),
    getState: () => fake.saved,
    setState: (saved: unknown) => (fake.saved = saved),
  }),
});

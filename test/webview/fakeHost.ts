// Runs in the test page before the panel: VS Code's webview API, and a host with a synthetic model behind it.
// Everything it answers is a formula of token, unit, layer and quantity, so that tests know every number.
import { quantitySize } from '../../src/core/rnn/config.js';
import type { ClassRow, StateQuery, StateWindow, StepRange } from '../../src/protocol/engine.js';
import type {
  PanelContract,
  PanelHostContract,
  PanelRun,
  PanelState,
  TokenRows,
} from '../../src/protocol/panel.js';
import { Rpc } from '../../src/protocol/rpc.js';
import {
  fakeRun,
  sentenceStart,
  stateValue,
  tokenLabel,
  tokenProbabilities,
  tokenText,
} from './fakeModel.js';
import { FAKE_DIFFERENCE, fakeDifferenceClasses, fakeDifferenceStates } from './fakeDifference.js';
import { FAKE_TEXTS, fakeTaskRun, fakeTrace, favouring, startsAt, type FakeTrace } from './fakeTasks.js';

/** What the tests can see of the host, and do to the panel. */
export interface FakeHost {
  /** Events from the panel, in order: name and payload. */
  readonly events: [string, unknown][];
  /** Requests from the panel, in order: name and parameters. */
  readonly requests: [string, unknown][];
  /** Requests that are not answered yet. */
  unanswered: number;
  /** What the panel saved with setState. */
  saved: unknown;
  setState(change: Partial<PanelState> & { run?: PanelRun | null }): void;
  run(): PanelRun;
  setRun(change: Partial<PanelRun>): void;
  cursor(token: number | null): void;
  violations: string[];
}

const parameters = new URLSearchParams(location.search);
const delayMs = Number(parameters.get('delay') ?? 1);
const events: FakeHost['events'] = [];
const requests: FakeHost['requests'] = [];
const violations: string[] = [];
let receive: (message: unknown) => void = () => {};

document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
);

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
  problem: null,
  coloured: null,
  comparison: null,
};

const rpc: Rpc<PanelHostContract, PanelContract> = new Rpc<PanelHostContract, PanelContract>(
  {
    post: (message) => window.postMessage(message, '*'),
    listen: (callback) => (receive = callback),
  },
  {
    requests: {
      rows: (params, signal) =>
        answered('rows', params, signal, () => rows(params.fromToken, params.toToken)),
      classProbabilities: (params, signal) =>
        answered('classProbabilities', params, signal, () => classes(params.token)),
      segmentProbabilities: (params, signal) =>
        answered('segmentProbabilities', params, signal, () => segmentClasses(params.token)),
      stepsOfToken: (params, signal) =>
        answered('stepsOfToken', params, signal, () => stepsOfToken(params.token)),
      states: (params, signal) => answered('states', params, signal, () => states(params)),
      difference: (params, signal) => answered('difference', params, signal, () => FAKE_DIFFERENCE),
      differenceStates: (params, signal) =>
        answered('differenceStates', params, signal, () => fakeDifferenceStates(states(params))),
      differenceClasses: (params, signal) =>
        answered('differenceClasses', params, signal, () =>
          fakeDifferenceClasses(params.token, classes(params.token)),
        ),
    },
    events: {
      ready: () => {
        events.push(['ready', null]);
        rpc.emit('state', state);
      },
      choices: (payload) => events.push(['choices', payload]),
      looksAt: (payload) => events.push(['looksAt', payload]),
      select: (payload) => events.push(['select', payload]),
      tag: (payload) => events.push(['tag', payload]),
      selectModel: (payload) => events.push(['selectModel', payload]),
      colourUnit: (payload) => events.push(['colourUnit', payload]),
      pinStates: (payload) => events.push(['pinStates', payload]),
      unpinStates: (payload) => events.push(['unpinStates', payload]),
    },
  },
);

async function answered<T>(name: string, params: unknown, signal: AbortSignal, value: () => T): Promise<T> {
  requests.push([name, params]);
  fake.unanswered++;
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  fake.unanswered--;
  if (signal.aborted) throw new Error('Cancelled.');
  return value();
}

function classes(token: number): ClassRow {
  if (!other) return { probabilities: tokenProbabilities(token), note: '' };
  const next = other.labels[token + 1] ?? 0;
  const favoured = other.model.task === 'language-model' ? next : other.labels[token];
  const lead = other.model.task === 'classification' ? Math.sin(token) * 3 : 4;
  return { probabilities: favouring(other.model.labels.length, token, favoured, lead), note: other.note };
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
  return classes(token - 1).probabilities[other.model.labels.indexOf(other.texts[token])];
}

function rows(fromToken: number, toToken: number): TokenRows {
  const count = toToken - fromToken;
  const tokens = Array.from({ length: count }, (_, index) => fromToken + index);
  const tagged = state.run?.taggedCount ?? 0;
  const isTagged = (token: number) => (other ? other.level === 'segment' || token < tagged : token < tagged);
  return {
    fromToken,
    texts: tokens.map((token) => other?.texts[token] ?? tokenText(token)),
    lines: Uint32Array.from(tokens, (token) => other?.lines[token] ?? Math.floor(token / 12) + 1),
    columns: Uint32Array.from(tokens, (token) => (token % 12) * 7 + 1),
    labels: Uint16Array.from(tokens, (token) => other?.labels[token] ?? tokenLabel(token)),
    probabilities: Float32Array.from(tokens, (token) => (isTagged(token) ? probability(token) : NaN)),
    details: tokens.map((token) => other?.details[token] ?? ''),
    segmentStarts: Uint8Array.from(tokens, (token) =>
      Number(other ? other.starts.has(token) : sentenceStart(token)),
    ),
  };
}

const traces = new Map<string, FakeTrace>();

/** One raw state of the run that is shown. */
function rawState({ layer, direction, quantity }: StateQuery, step: number, unit: number): number {
  if (!other) return stateValue(state.run!.model.rnn.cell, { layer, direction, quantity }, step, unit);
  const key = `${layer} ${direction}`;
  const trace = traces.get(key) ?? fakeTrace(other, layer, direction);
  traces.set(key, trace);
  return trace[quantity]![step][unit];
}

function states(query: StateQuery): StateWindow {
  const { fromStep, toStep, quantity } = query;
  const units = quantitySize(state.run!.model.rnn, quantity);
  const steps = Array.from({ length: toStep - fromStep }, (_, index) => fromStep + index);
  const values = Float32Array.from({ length: steps.length * units }, (_, at) =>
    rawState(query, fromStep + Math.floor(at / units), at % units),
  );
  return {
    fromStep,
    toStep,
    units,
    values,
    tokens: Uint32Array.from(steps, (step) => other?.stepTokens[step] ?? step),
    symbols: steps.map((step) => other?.symbols[step] ?? tokenText(step)),
    segmentStarts: Uint8Array.from(steps, (step) =>
      Number(other ? startsAt(other, step) : sentenceStart(step)),
    ),
  };
}

const fake: FakeHost = {
  events,
  requests,
  unanswered: 0,
  violations,
  saved: parameters.has('saved') ? JSON.parse(parameters.get('saved')!) : undefined,
  setState: (change) => rpc.emit('state', (state = { ...state, ...change })),
  run: () => state.run!,
  setRun: (change) => fake.setState({ run: { ...state.run!, ...change } }),
  cursor: (token) => rpc.emit('cursor', { token }),
};

Object.assign(globalThis, {
  fake,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => queueMicrotask(() => receive(structuredClone(message))),
    getState: () => fake.saved,
    setState: (saved: unknown) => (fake.saved = saved),
  }),
});

// Runs in the test page before the panel: VS Code's webview API, and a host with a synthetic model behind it.
// Everything it answers is a formula of token, unit, layer and quantity, so that tests know every number.
import type { Quantity } from '../../src/core/rnn/config.js';
import { quantitySize } from '../../src/core/rnn/config.js';
import type {
  PanelContract,
  PanelHostContract,
  PanelRun,
  PanelState,
  StateQuery,
} from '../../src/protocol/contracts.js';
import { Rpc } from '../../src/protocol/rpc.js';
import {
  fakeRun,
  sentenceStart,
  stateValue,
  tokenLabel,
  tokenProbabilities,
  tokenText,
} from './fakeModel.js';

/** What the tests can see of the host, and do to the panel. */
export interface FakeHost {
  /** Events from the panel, in order: name and payload. */
  readonly events: [string, unknown][];
  /** Requests from the panel, in order: name and parameters. */
  readonly requests: [string, unknown][];
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

let state: PanelState = {
  run: parameters.has('empty')
    ? null
    : fakeRun(Number(parameters.get('tokens') ?? 3000), parameters.get('cell')),
  activeDocument: 'visitor.txt',
  problem: null,
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
        answered('classProbabilities', params, signal, () => tokenProbabilities(params.token)),
      states: (params, signal) => answered('states', params, signal, () => states(params)),
    },
    events: {
      ready: () => {
        events.push(['ready', null]);
        rpc.emit('state', state);
      },
      select: (payload) => events.push(['select', payload]),
      tag: (payload) => events.push(['tag', payload]),
      selectModel: (payload) => events.push(['selectModel', payload]),
    },
  },
);

async function answered<T>(name: string, params: unknown, signal: AbortSignal, value: () => T): Promise<T> {
  requests.push([name, params]);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  if (signal.aborted) throw new Error('Cancelled.');
  return value();
}

function rows(fromToken: number, toToken: number) {
  const count = toToken - fromToken;
  const tokens = Array.from({ length: count }, (_, index) => fromToken + index);
  const tagged = state.run?.taggedCount ?? 0;
  return {
    fromToken,
    texts: tokens.map(tokenText),
    lines: Uint32Array.from(tokens, (token) => Math.floor(token / 12) + 1),
    columns: Uint32Array.from(tokens, (token) => (token % 12) * 7 + 1),
    labels: Uint16Array.from(tokens, tokenLabel),
    probabilities: Float32Array.from(tokens, (token) =>
      token < tagged ? tokenProbabilities(token)[tokenLabel(token)] : NaN,
    ),
    segmentStarts: Uint8Array.from(tokens, (token) => Number(sentenceStart(token))),
  };
}

function states({ fromToken, toToken, layer, direction, quantity }: StateQuery) {
  const units = quantitySize(state.run!.model.rnn, quantity);
  const values = new Float32Array((toToken - fromToken) * units);
  for (let token = fromToken; token < toToken; token++) {
    for (let unit = 0; unit < units; unit++) {
      values[(token - fromToken) * units + unit] = stateValue(
        state.run!.model.rnn.cell,
        { layer, direction, quantity: quantity as Quantity },
        token,
        unit,
      );
    }
  }
  const starts = Array.from({ length: toToken - fromToken }, (_, index) =>
    Number(sentenceStart(fromToken + index)),
  );
  return { fromToken, toToken, units, values, segmentStarts: Uint8Array.from(starts) };
}

const fake: FakeHost = {
  events,
  requests,
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

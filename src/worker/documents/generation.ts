import { sample } from '../../core/heads/sampling.js';
import type { FloatArray } from '../../core/math/matrix.js';
import { Random } from '../../core/math/random.js';
import type { HiddenState } from '../../core/rnn/state.js';
import type { SequenceNetwork } from '../../core/session/stream/sequenceNetwork.js';
import type { GenerationSettings } from '../../protocol/engine.js';
import type { Expectations } from './expectations.js';

/** Characters generated between two looks at the message queue. */
const GENERATED_PER_TURN = 32;

/** Class 0 stands for all characters the model does not know and can't be written. */
const UNKNOWN: ReadonlySet<number> = new Set([0]);

/** What draws characters: class k of the model is symbol k - 1. */
export interface Writer {
  readonly network: SequenceNetwork;
  readonly expectations: Expectations;
  readonly symbols: readonly string[];
}

/** Goes on from a state (`hasRead`: that of a text that was read), drawing characters one by one; yields them in pieces. */
export function* generated(
  { network, expectations, symbols }: Writer,
  state: HiddenState,
  hasRead: boolean,
  settings: GenerationSettings,
): Generator<string> {
  const random = new Random(settings.seed);
  // Nothing was read: an unknown character stands for it.
  let next = hasRead ? { state, output: lastOutput(state, network) } : forward(network, 0, state);
  const kept = settings.stop.length;
  let [all, piece] = ['', ''];
  for (let count = 0; count < settings.maxCharacters; count++) {
    const id = sample(expectations.of(next.output, 1), settings.temperature, random, UNKNOWN);
    all += symbols[id - 1];
    piece += symbols[id - 1];
    if (kept > 0 && all.endsWith(settings.stop)) {
      const rest = piece.slice(0, piece.length - kept);
      if (rest !== '') yield rest;
      return;
    }
    if (piece.length >= GENERATED_PER_TURN + kept) {
      // The end of what is told stays back as long as it might become the stop text.
      yield piece.slice(0, piece.length - kept);
      piece = piece.slice(piece.length - kept);
    }
    next = forward(network, id, next.state);
  }
  if (piece !== '') yield piece;
}

/** The network after one more symbol. */
function forward(
  { engine, config, weights, embed }: SequenceNetwork,
  id: number,
  initialState: HiddenState,
): { readonly state: HiddenState; readonly output: FloatArray } {
  const options = { initialState, outputOnly: true };
  const trace = engine.forward(config, weights, embed(Uint32Array.of(id)), Uint32Array.of(0, 1), options);
  return { state: trace.hiddenState, output: trace.output };
}

/** The last layer's h of a state: the output of the step that led to it. */
function lastOutput({ h }: HiddenState, { config }: SequenceNetwork): FloatArray {
  return h.subarray(h.length - h.length / config.layers);
}

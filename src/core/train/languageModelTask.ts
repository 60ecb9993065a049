import { tokensOf } from '../data/gold.js';
import { scoreLanguageModel } from '../evaluate/languageModel.js';
import type { Random } from '../math/random.js';
import { vocabulariesOf } from '../tokens/vocabulary.js';
import { Pipeline } from '../pipeline.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import type { HiddenState } from '../rnn/state.js';
import type { TrainingBatch } from './examples.js';
import { FLOW_LAGS } from './gradientFlow.js';
import type { Probe } from './momentOf.js';
import type { Trainable } from './fit.js';
import type { TrainingNetwork } from './network.js';
import type { Dropout } from './dropout.js';
import type { Prepared } from './prepare.js';

/** A chunk of all streams; the first of an epoch starts from the zero state. */
interface StreamBatch extends TrainingBatch {
  readonly isFirst: boolean;
}

/** Places of the development text that gradients are followed back from. */
const PROBE_STRETCHES = 6;

const PROMPT_CHARACTERS = 24;

/** Streams side by side, and how far gradients reach back in each. */
export interface StreamSettings {
  readonly streams: number;
  readonly steps: number;
  readonly dropout: Dropout;
}

/**
 * Language models: the text as parallel streams, in chunks of some steps. The state is carried from chunk to chunk,
 * gradients are not (truncated backpropagation through time). The score is nats a character on development text.
 */
export class LanguageModelTask implements Trainable<StreamBatch> {
  readonly better = 'lower';
  private readonly ids: Uint32Array;
  private readonly development: readonly string[];
  private carried: HiddenState | undefined;

  constructor(
    readonly network: TrainingNetwork,
    private readonly prepared: Prepared,
    data: { readonly train: string; readonly development: string },
    private readonly settings: StreamSettings,
    private readonly engine: RecurrentEngine,
  ) {
    const { characters } = vocabulariesOf(prepared.symbols);
    this.ids = Uint32Array.from(tokensOf(data.train, 'characters'), (character) => characters.id(character));
    this.development = tokensOf(data.development, 'characters');
  }

  get variables() {
    return [...this.network.parameters.values()];
  }

  /**
   * The chunks start at another place in each epoch, so that they do not end where they ended before; those of a part of
   * the text anywhere in it.
   */
  batches(random: Random, most = Infinity): StreamBatch[] {
    const { steps, streams } = this.settings;
    const whole = Math.floor((this.ids.length - 1) / streams);
    if (most * steps < whole) {
      const first = Math.floor(random.next() * (whole - most * steps + 1));
      return Array.from({ length: most }, (_, k) => this.chunk(first + k * steps, steps, whole, k === 0));
    }
    const shift = Math.floor(random.next() * steps);
    const length = Math.floor((this.ids.length - 1 - shift) / streams);
    return Array.from({ length: Math.max(0, Math.ceil(length / steps)) }, (_, k) => {
      const from = k * steps;
      return this.chunk(shift + from, Math.min(steps, length - from), length, k === 0);
    });
  }

  private chunk(first: number, steps: number, streamLength: number, isFirst: boolean): StreamBatch {
    const { streams } = this.settings;
    const [characters, targets] = [new Uint32Array(streams * steps), new Uint32Array(streams * steps)];
    const offsets = new Uint32Array(streams + 1);
    for (let stream = 0; stream < streams; stream++) {
      const at = first + stream * streamLength;
      characters.set(this.ids.subarray(at, at + steps), stream * steps);
      targets.set(this.ids.subarray(at + 1, at + steps + 1), stream * steps);
      offsets[stream + 1] = (stream + 1) * steps;
    }
    const none = new Uint32Array(0);
    return {
      input: {
        layout: { offsets, tokenStarts: none, tokenEnds: none },
        steps: { kind: 'characters', characters, pairs: null },
      },
      targets: [targets],
      isFirst,
    };
  }

  loss(batch: StreamBatch, random: Random) {
    if (batch.isFirst) this.carried = undefined;
    return this.network.loss(batch, this.settings.dropout, random, {
      carriedState: this.carried,
      onState: (state) => (this.carried = state),
    });
  }

  /** The beginning of the development text as a prompt, and stretches from all over it. */
  probe(): Probe {
    const { development } = this;
    const { characters } = vocabulariesOf(this.prepared.symbols);
    const length = Math.min(FLOW_LAGS + 1, development.length - 1);
    const every = Math.max(1, Math.floor((development.length - 1 - length) / PROBE_STRETCHES));
    const starts = Array.from({ length: PROBE_STRETCHES }, (_, k) => k * every);
    return {
      prompt: development.slice(0, PROMPT_CHARACTERS).join(''),
      stretches: starts
        .filter((start) => length > 0 && start + length < development.length)
        .map((start) => ({
          tokens: development.slice(start, start + length),
          target: characters.id(development[start + length]),
        })),
    };
  }

  score(): number {
    const pipeline = new Pipeline(this.network.snapshot(), this.engine);
    return scoreLanguageModel(pipeline, this.development).natsPerCharacter;
  }
}

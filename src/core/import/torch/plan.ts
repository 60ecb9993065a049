import { sentence, type Sentence } from '../../sentence.js';
import type { ForeignTensor } from '../foreign.js';
import { findCrf, type CrfTensors } from './crf.js';
import { planHead } from './head.js';
import type { TensorHints } from './hints.js';
import { planInput, type PlannedInput } from './input.js';
import { findMatrices, type MatrixTensors } from './linear.js';
import type { RecurrentModule } from './recurrent.js';

/** A network as far as its tensors tell. */
export interface Plan {
  readonly input: PlannedInput;
  /** Modules one after the other. */
  readonly recurrent: readonly RecurrentModule[];
  readonly head: readonly MatrixTensors[];
  /** The head reads h of one direction only, although there are two. */
  readonly readsHalf: boolean;
  readonly crf: CrfTensors | null;
  /** Tensors whose part in the network is not known. */
  readonly unknown: readonly string[];
  /** Numbers for each step or text; 0 without a head. */
  readonly outputs: number;
  /** As many outputs as ids: it says what comes next. */
  readonly isLanguageModel: boolean;
}

const ENCODER = /(^|[._])(enc(oder)?|src|source)/i;
const DECODER = /(^|[._])(dec(oder)?|tgt|trg|target)/i;
const SOUND = /(^|[._])(stft|mel|mfcc|fbank|spec(trogram)?|wav(e(form)?)?|audio|acoustic|feature_extractor)/i;

/** The network around recurrent modules, or why they are none that can run on text. */
export function planOf(
  modules: readonly RecurrentModule[],
  others: readonly ForeignTensor[],
  hints: TensorHints,
): Plan | Sentence {
  const recurrent = chained(modules);
  if (!recurrent)
    return sentence(
      'It has {0} recurrent layers side by side ({1}): only one after the other can run.',
      modules.length,
      modules.map(({ prefix }) => prefix.replace(/\.$/, '')).join(', '),
    );
  const { matrices, rest } = findMatrices(others);
  const input = planInput(recurrent[0], matrices, hints);
  if ('text' in input) return soundOr(input, others, recurrent[0]);
  const tables = input.kind === 'embedding' ? [input.table, ...input.projections] : [];
  const free = matrices.filter((matrix) => !tables.includes(matrix));
  const { layers: head, readsHalf, unknown } = planHead(recurrent.at(-1)!, free);
  const outputs = head.at(-1)?.rows ?? 0;
  const { crf, rest: left } = findCrf(rest, outputs);
  const ids = input.kind === 'embedding' ? input.table.rows : input.width;
  return {
    input,
    recurrent,
    head,
    readsHalf,
    crf,
    unknown: [...unknown.map(({ weight }) => weight.name), ...left.map(({ name }) => name)],
    outputs,
    isLanguageModel: outputs > 1 && outputs === ids,
  };
}

/** Why recurrent modules of these names are no network that reads: a second one writes. */
export function encoderDecoder(
  prefixes: readonly string[],
  others: readonly ForeignTensor[],
): Sentence | null {
  const writes = prefixes.find((prefix) => DECODER.test(prefix));
  const reads = prefixes.find((prefix) => ENCODER.test(prefix) && !DECODER.test(prefix));
  const attends = others.some(({ name }) => /att(n|ention)/i.test(name));
  if (writes === undefined || (reads === undefined && prefixes.length === 1 && !attends)) return null;
  const decoder = writes.replace(/\.$/, '');
  return attends
    ? sentence(
        'It is an encoder-decoder with attention: its decoder "{0}" needs a target side; only tagging, classification and language models can run.',
        decoder,
      )
    : sentence(
        'It is an encoder-decoder: its decoder "{0}" needs a target side; only tagging, classification and language models can run.',
        decoder,
      );
}

/** Modules in an order in which each reads what the one before gives; null if there is none. */
function chained(modules: readonly RecurrentModule[]): readonly RecurrentModule[] | null {
  const fit = (order: readonly RecurrentModule[]): boolean =>
    order.every(({ inputSize }, k) => k === 0 || inputSize === order[k - 1].outputSize);
  // `rnns.10` comes after `rnns.9`, whatever order the file has.
  const byName = [...modules].sort((a, b) => a.prefix.localeCompare(b.prefix, 'en', { numeric: true }));
  return [modules, byName, [...byName].reverse()].find(fit) ?? null;
}

function soundOr(
  reason: Sentence,
  others: readonly ForeignTensor[],
  { prefix, cell, hiddenSize }: RecurrentModule,
): Sentence {
  const sound = others.find(({ name }) => SOUND.test(name));
  const convolution = others.find(({ shape }) => shape.length >= 3);
  if (sound || convolution)
    return sentence(
      'Its {0} "{1}" ({2} units) reads what convolutions make of sound or measurements ("{3}"), and there is no embedding or one-hot input: it cannot run on text.',
      cell,
      prefix.replace(/\.$/, ''),
      hiddenSize,
      (sound ?? convolution)!.name,
    );
  return reason;
}

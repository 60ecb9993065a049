import type { FloatArray } from '../../core/math/matrix.js';
import { EMBEDDING } from '../../core/model/model.js';
import type { Pipeline } from '../../core/pipeline.js';
import { RnnLensError } from '../../core/problems.js';
import { GATE_ORDER, gateCount, unitsOf, type Quantity } from '../../core/rnn/config.js';
import type { SequenceNetwork } from '../../core/session/stream/sequenceNetwork.js';
import type { LayerWindow } from '../../core/session/stream/sequenceWindow.js';
import { gather, type Embedding } from '../../core/tokens/embedding.js';

/** The network of a model that reads characters, and its inputs; RnnLensError for another model. */
export function characterNetwork(pipeline: Pipeline): SequenceNetwork {
  const { architecture, embeddings } = pipeline.model;
  const embedding = embeddings.get(EMBEDDING.characters);
  if (architecture.input.kind !== 'characters' || !embedding)
    throw new RnnLensError('This model does not read characters.');
  return networkOf(pipeline, embedding);
}

/** The network of a model that reads symbols, each by what an embedding gives. */
export function networkOf({ model, engine }: Pipeline, embedding: Embedding): SequenceNetwork {
  const embed = (ids: Uint32Array): FloatArray => gather(embedding, ids);
  return { engine, config: model.architecture.rnn, weights: model.weights, embed };
}

/** One quantity of a layer's window, dense [n, units]; RangeError for one that the cell has not. */
export function quantityOfWindow(
  { h, c, gates }: LayerWindow,
  { config }: SequenceNetwork,
  layer: number,
  quantity: Quantity,
): Float32Array {
  if (quantity === 'h') return h;
  if (quantity === 'c' && c) return c;
  const gate = GATE_ORDER[config.cell].findIndex((name) => name === quantity);
  if (gate < 0 || !gates) throw new RangeError(`A ${config.cell} has no quantity ${quantity}.`);
  const H = unitsOf(config, layer, 0);
  const width = gateCount(config.cell) * H;
  const out = new Float32Array((gates.length / width) * H);
  for (let at = 0, p = 0; at < out.length; at += H, p += width)
    out.set(gates.subarray(p + gate * H, p + (gate + 1) * H), at);
  return out;
}

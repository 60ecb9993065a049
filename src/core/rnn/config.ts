import type { CellActivation } from './activations.js';

/** The four recurrent cells, under PyTorch's names. */
export type CellKind = 'RNN_TANH' | 'RNN_RELU' | 'GRU' | 'LSTM';

export type Direction = 'forward' | 'backward';

/** What can be looked at in a trace: h, the LSTM's c, and the gates under PyTorch's letters. */
export type Quantity = 'h' | 'c' | GateName;

export type GateName = 'i' | 'f' | 'g' | 'o' | 'r' | 'z' | 'n';

/** The gates of a cell in the row order of PyTorch's stacked weights; the plain cells have no gates to show. */
export const GATE_ORDER: Record<CellKind, readonly GateName[]> = {
  RNN_TANH: [],
  RNN_RELU: [],
  GRU: ['r', 'z', 'n'],
  LSTM: ['i', 'f', 'g', 'o'],
};

/** Shape of a recurrent network: what `torch.nn.RNN/GRU/LSTM` are constructed with, and how other frameworks differ. */
export interface RnnConfig {
  readonly cell: CellKind;
  readonly inputSize: number;
  /** Units of every layer and direction; with `layerUnits` the most that one has. */
  readonly hiddenSize: number;
  /** Size of the projected h of an LSTM with projection; 0 for none. */
  readonly projSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
  /** Of candidates (n, g), of an LSTM's c on its way out and of a plain cell's h: tanh, or ReLU for RNN_RELU. */
  readonly activation?: CellActivation;
  /** Of the gates of GRU and LSTM: sigmoid. */
  readonly gateActivation?: CellActivation;
  /**
   * Of a GRU: true (PyTorch) where the reset gate multiplies W_hn h + b_hn, false where it multiplies h before the
   * product: n = tanh(a_n + W_hn (r ⊙ h) + b_hn).
   */
  readonly resetAfter?: boolean;
  /** `[layer][direction]`: units where layers or directions have different ones; 0 for a direction that is not there. */
  readonly layerUnits?: readonly (readonly number[])[];
}

/** A layer and one of its directions. */
export interface LayerPlace {
  readonly layer: number;
  readonly direction: Direction;
}

/** Row blocks of H in the stacked weights: 1 for the plain cells, 3 for GRU, 4 for LSTM. */
export function gateCount(cell: CellKind): number {
  return Math.max(1, GATE_ORDER[cell].length);
}

/** 2 if bidirectional, else 1. */
export function directionCount(config: RnnConfig): number {
  return config.bidirectional ? 2 : 1;
}

/** The most units a direction's h has: `projSize` where the LSTM is projected, else `hiddenSize`. */
export function stateSize(config: RnnConfig): number {
  return config.projSize > 0 ? config.projSize : config.hiddenSize;
}

/** The same network as its layer `layer` and direction `direction` (0 forward, 1 backward) sees it: its units. */
export function directionConfig(config: RnnConfig, layer: number, direction: number): RnnConfig {
  const { layerUnits, ...uniform } = config;
  return layerUnits ? { ...uniform, hiddenSize: layerUnits[layer][direction] } : config;
}

/** Units of a layer's direction (0 forward, 1 backward), 0 for one that is not there. */
export function unitsOf(config: RnnConfig, layer: number, direction: number): number {
  return config.layerUnits?.[layer][direction] ?? config.hiddenSize;
}

/** Width of h of a layer's direction, 0 for one that is not there. */
export function stateUnits(config: RnnConfig, layer: number, direction: number): number {
  return config.projSize > 0 ? config.projSize : unitsOf(config, layer, direction);
}

/** Where the h of a direction begins in its layer's output. */
export function outputOffset(config: RnnConfig, layer: number, direction: number): number {
  return direction === 1 ? stateUnits(config, layer, 0) : 0;
}

/** Width of a layer's output at one step: what its directions have together. */
export function layerOutputSize(config: RnnConfig, layer: number): number {
  const forward = stateUnits(config, layer, 0);
  return config.bidirectional ? forward + stateUnits(config, layer, 1) : forward;
}

/** Width of the network's output at one step: that of its last layer. */
export function outputSize(config: RnnConfig): number {
  return layerOutputSize(config, config.layers - 1);
}

/** Width of what layer `layer` reads: the input for layer 0, the layer below's output for the others. */
export function layerInputSize(config: RnnConfig, layer: number): number {
  return layer === 0 ? config.inputSize : layerOutputSize(config, layer - 1);
}

/** The directions a layer has, forward first. */
export function directionsOf(config: RnnConfig, layer: number): readonly Direction[] {
  const all: readonly Direction[] = config.bidirectional ? ['forward', 'backward'] : ['forward'];
  return all.filter((_, direction) => unitsOf(config, layer, direction) > 0);
}

/** All layers with the directions they have. */
export function placesOf(config: RnnConfig): LayerPlace[] {
  return Array.from({ length: config.layers }, (_, layer) =>
    directionsOf(config, layer).map((direction) => ({ layer, direction })),
  ).flat();
}

/** Whether a network has a layer and direction. */
export function hasPlace(config: RnnConfig, { layer, direction }: LayerPlace): boolean {
  const isLayer = Number.isInteger(layer) && layer >= 0 && layer < config.layers;
  return isLayer && directionsOf(config, layer).includes(direction);
}

/** Whether any layer of a network reads in a direction. */
export function readsIn(config: RnnConfig, direction: Direction): boolean {
  return placesOf(config).some((place) => place.direction === direction);
}

/** The function candidates and outputs go through. */
export function activationOf({ cell, activation }: RnnConfig): CellActivation {
  return activation ?? (cell === 'RNN_RELU' ? 'relu' : 'tanh');
}

/** The function gates go through. */
export function gateActivationOf({ gateActivation = 'sigmoid' }: RnnConfig): CellActivation {
  return gateActivation;
}

/** Whether a network is a GRU whose reset gate multiplies h before the product. */
export function resetsBefore({ cell, resetAfter = true }: RnnConfig): boolean {
  return cell === 'GRU' && !resetAfter;
}

/** The quantities a cell has, in the order they are offered: h, then c, then the gates. */
export function quantitiesOf(cell: CellKind): readonly Quantity[] {
  return cell === 'LSTM' ? ['h', 'c', ...GATE_ORDER.LSTM] : ['h', ...GATE_ORDER[cell]];
}

/** Units shown for a quantity of a layer's direction: h has the projected width, c and the gates the hidden one. */
export function quantitySize(
  config: RnnConfig,
  quantity: Quantity,
  { layer, direction }: LayerPlace,
): number {
  const index = direction === 'backward' ? 1 : 0;
  return quantity === 'h' ? stateUnits(config, layer, index) : unitsOf(config, layer, index);
}

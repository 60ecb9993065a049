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

/** Shape of a recurrent network: what `torch.nn.RNN/GRU/LSTM` are constructed with. */
export interface RnnConfig {
  readonly cell: CellKind;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Size of the projected h of an LSTM with projection; 0 for none. */
  readonly projSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
}

/** Row blocks of H in the stacked weights: 1 for the plain cells, 3 for GRU, 4 for LSTM. */
export function gateCount(cell: CellKind): number {
  return Math.max(1, GATE_ORDER[cell].length);
}

/** 2 if bidirectional, else 1. */
export function directionCount(config: RnnConfig): number {
  return config.bidirectional ? 2 : 1;
}

/** Width of h in one direction: `projSize` where the LSTM is projected, else `hiddenSize`. */
export function stateSize(config: RnnConfig): number {
  return config.projSize > 0 ? config.projSize : config.hiddenSize;
}

/** Width of the network's output at one step: hidden · directions. */
export function outputSize(config: RnnConfig): number {
  return directionCount(config) * stateSize(config);
}

/** Width of what layer `layer` reads: the input for layer 0, the layer below's output for the others. */
export function layerInputSize(config: RnnConfig, layer: number): number {
  return layer === 0 ? config.inputSize : outputSize(config);
}

/** The quantities a cell has, in the order they are offered: h, then c, then the gates. */
export function quantitiesOf(cell: CellKind): readonly Quantity[] {
  return cell === 'LSTM' ? ['h', 'c', ...GATE_ORDER.LSTM] : ['h', ...GATE_ORDER[cell]];
}

/** Units shown for a quantity: h has the projected width, c and the gates the hidden one. */
export function quantitySize(config: RnnConfig, quantity: Quantity): number {
  return quantity === 'h' ? stateSize(config) : config.hiddenSize;
}

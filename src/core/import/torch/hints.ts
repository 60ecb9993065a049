/** A setting of a module or a checkpoint that is one value. */
export type Setting = string | number | boolean;

/** What a module of a whole pickled network says of itself. */
export interface ModuleHint {
  /** Name of its class: `LSTM`, `ReLU`, `CharRNN`. */
  readonly type: string;
  readonly settings: ReadonlyMap<string, Setting>;
}

/** What is known of tensors besides their names and shapes; all of it may be empty. */
export interface TensorHints {
  /** Words that may tell what the network is for: the file's name, the class of the whole module. */
  readonly names: readonly string[];
  /** Modules by the beginning of their tensors' names without the dot (`rnn`, `fc.0`), `''` for the whole, in order. */
  readonly modules: ReadonlyMap<string, ModuleHint>;
  /** Of a checkpoint: `n_hidden`, `bidirectional`. */
  readonly settings: ReadonlyMap<string, Setting>;
  /** Sizes of alphabets that are in the file or beside it: an input that wide is one-hot. */
  readonly alphabetSizes: readonly number[];
  /** Label or symbol to id, where the file has such a table of its labels. */
  readonly labels: ReadonlyMap<string, number> | null;
}

export const NO_HINTS: TensorHints = {
  names: [],
  modules: new Map(),
  settings: new Map(),
  alphabetSizes: [],
  labels: null,
};

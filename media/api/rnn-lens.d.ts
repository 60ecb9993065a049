/**
 * What RNN Lens gives to other extensions: `vscode.extensions.getExtension('rnn-lens.rnn-lens')` and then `activate()`.
 * Nothing of RNN Lens is loaded before the first call. Copy this file into your extension; docs/agents.md has an example.
 */
import type { CancellationToken, Event, TextDocument, Uri } from 'vscode';

/** What `activate()` resolves to. */
export interface RnnLensApi {
  /**
   * 1. A later version may have more in it under the same number; what is here stays as it is until the number is
   * another one.
   */
  readonly apiVersion: 1;
  /** The models that can be used, by name. */
  models(): Promise<readonly ModelInfo[]>;
  /**
   * Reads a text and says what a model says of it; nothing is shown and no document is changed. Rejects with one sentence
   * for people (there is no such model, nothing to read), and with a `CancellationError`.
   */
  tag(text: TextDocument | string, options?: TagOptions): Promise<TaggedText>;
  /** Reads a text and gives the values of all units of one place of the network at every step. Rejects as `tag` does. */
  states(text: TextDocument | string, options?: StatesOptions): Promise<TextStates>;
  /** The tags that people see of a document came, changed or went. */
  readonly onDidChange: Event<TagsChange>;
}

/** A model, as `tag` and `states` take it by its name. */
export interface ModelInfo {
  readonly name: string;
  /** In the display language. */
  readonly title: string;
  readonly task: 'tagging' | 'classification' | 'language-model' | 'states';
  /** BCP 47, the id of a programming language, or an empty text for none in particular. */
  readonly language: string;
}

/** How a text is read. */
export interface TagOptions {
  /** The name of a model; the one that is set or chosen for such a text if it is left out. */
  readonly model?: string;
  readonly token?: CancellationToken;
}

/** What a model says of a text, token by token. */
export interface TaggedText {
  readonly model: string;
  readonly task: ModelInfo['task'];
  /** VS Code's version of the document that was read; null of a text that is none. */
  readonly version: number | null;
  /** What labels are of: each token, or its whole segment (classifiers), whose tokens all have the same. */
  readonly level: 'token' | 'segment';
  /** Names of the labels; empty for the task `states`. */
  readonly labels: readonly string[];
  /** UTF-16 offsets of each token. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The segment of each token, counted from 0. */
  readonly segments: Uint32Array;
  /** For each token an index into `labels`; of a language model what it expected most. */
  readonly label: Uint16Array;
  /** Of that label, 0 to 1; of a language model of the token that came, NaN where nothing was read before. */
  readonly probability: Float32Array;
}

/** Which states are meant. */
export interface StatesOptions extends TagOptions {
  /** From 0, which is the default. */
  readonly layer?: number;
  /** The default is `forward`. */
  readonly direction?: 'forward' | 'backward';
  /** `h`, which is the default, `c` of an LSTM, or a gate: `i f g o` of an LSTM, `r z n` of a GRU. */
  readonly quantity?: string;
}

/** One quantity of a layer and direction at every step of a text. */
export interface TextStates {
  readonly model: string;
  readonly version: number | null;
  readonly layer: number;
  readonly direction: 'forward' | 'backward';
  readonly quantity: string;
  readonly steps: number;
  readonly units: number;
  /** Row by row, `[steps, units]`; c as it is, without tanh. */
  readonly values: Float32Array;
  /** The token of each step, counted as `tag` counts; 4294967295 for what stands between two tokens. */
  readonly tokens: Uint32Array;
}

/** Whose tags are others. */
export interface TagsChange {
  readonly document: Uri;
}

import type { HeadConfig } from '../../core/heads/head.js';
import type { FloatArray } from '../../core/math/matrix.js';
import { certaintyOf, NO_LABEL } from '../../core/views/certainty.js';
import type { TokenCertainties } from '../../protocol/tokenTable.js';
import type { TokenLabels } from '../helper.js';

/** All that a model says of some tokens, one entry each; what is of a whole segment stands at its first token. */
export interface TokenSayings extends TokenLabels, Omit<TokenCertainties, 'fromToken'> {
  /** See `EngineDocument.details`. */
  readonly details: readonly string[];
}

/** Nothing is said yet of `count` tokens but their details. */
export function newSayings(count: number, details: readonly string[]): TokenSayings {
  const nothing = (): Float32Array => new Float32Array(count).fill(NaN);
  return {
    details,
    labels: new Uint16Array(count),
    probabilities: nothing(),
    runnerUps: new Uint16Array(count).fill(NO_LABEL),
    runnerUpProbabilities: nothing(),
    entropies: nothing(),
    confidences: nothing(),
  };
}

/** A row of a head's probabilities, [rows, classes], and the label of it that is shown. */
export interface SaidRow {
  readonly head: HeadConfig;
  readonly all: FloatArray;
  readonly row: number;
  readonly label: number;
}

/** Says of a token what a row says. */
export function sayRow(said: TokenSayings, token: number, { head, all, row, label }: SaidRow): void {
  const classes = head.labels.length;
  const own = Float32Array.from(all.subarray(row * classes, (row + 1) * classes));
  const { runnerUp, runnerUpProbability, entropy } = certaintyOf(head, own, label);
  said.labels[token] = label;
  said.probabilities[token] = own[label];
  said.runnerUps[token] = runnerUp;
  said.runnerUpProbabilities[token] = runnerUpProbability;
  said.entropies[token] = entropy;
}

/** What is said of tokens that come in pieces, one after the other. */
export function joinedSayings(pieces: readonly TokenSayings[]): TokenSayings {
  const count = pieces.reduce((sum, { details }) => sum + details.length, 0);
  const joined = newSayings(
    count,
    pieces.flatMap(({ details }) => details),
  );
  let at = 0;
  for (const piece of pieces) {
    putSayings(joined, piece, at);
    at += piece.details.length;
  }
  return joined;
}

/** Puts the numbers of a piece into their place. */
export function putSayings(into: TokenSayings, piece: TokenSayings, at: number): void {
  into.labels.set(piece.labels, at);
  into.probabilities.set(piece.probabilities, at);
  into.runnerUps.set(piece.runnerUps, at);
  into.runnerUpProbabilities.set(piece.runnerUpProbabilities, at);
  into.entropies.set(piece.entropies, at);
  into.confidences.set(piece.confidences, at);
}

/** What is said of tokens [from, to) of these. */
export function partOf(said: TokenSayings, from: number, to: number): TokenSayings {
  return {
    details: said.details.slice(from, to),
    labels: said.labels.slice(from, to),
    probabilities: said.probabilities.slice(from, to),
    runnerUps: said.runnerUps.slice(from, to),
    runnerUpProbabilities: said.runnerUpProbabilities.slice(from, to),
    entropies: said.entropies.slice(from, to),
    confidences: said.confidences.slice(from, to),
  };
}

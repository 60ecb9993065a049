import type { Run } from '../run.js';
import { walkTokens } from '../walkTokens.js';

/** All that a model says of a text, in the form that other extensions are given. */
export async function taggedText(run: Run, version: number | null, signal: AbortSignal) {
  const { tokens, tokenCount, model, level } = run;
  const [starts, ends] = [new Uint32Array(tokenCount), new Uint32Array(tokenCount)];
  const [segments, label] = [new Uint32Array(tokenCount), new Uint16Array(tokenCount)];
  const probability = new Float32Array(tokenCount);
  const visit = (token: number): void => {
    [starts[token], ends[token]] = tokens.offsetsBetween(token, token + 1);
    segments[token] = tokens.segmentOf(token);
    const said = tokens.labelOf(token);
    [label[token], probability[token]] = [said.label, said.probability];
  };
  await walkTokens(run, visit, signal);
  const { name, task, labels } = model;
  return { ...{ model: name, task, version, level, labels }, starts, ends, segments, label, probability };
}

// Attributions for the panel's test page: simple rules, so that tests can say what they are.
import type { AttributionAsked, TokenAttribution } from '../../src/protocol/engine.js';
import { sentenceStart, tokenLabel, tokenProbabilities, tokenText } from './fakeModel.js';
import type { FakeText } from './fakeTasks.js';

/** What is said of a token. */
interface FakeSaid {
  text(token: number): string;
  label(token: number): number;
  probabilities(token: number): Float32Array;
  /** The tokens that are run as one sequence with one. */
  sequence(token: number): readonly [from: number, to: number];
}

/** The English tagger's text. */
const ENGLISH: FakeSaid = {
  text: tokenText,
  label: tokenLabel,
  probabilities: tokenProbabilities,
  sequence: (token) => {
    let [from, to] = [token, token + 1];
    while (!sentenceStart(from)) from--;
    while (!sentenceStart(to)) to++;
    return [from, to];
  },
};

/** Another task's text. */
function saidOf(text: FakeText, probabilities: (token: number) => Float32Array): FakeSaid {
  return {
    text: (token) => text.texts[token],
    label: (token) => text.labels[token],
    probabilities,
    sequence: (token) => {
      // Of one long sequence a window.
      if (text.model.task === 'language-model')
        return [Math.max(0, token - 64), Math.min(text.texts.length, token + 17)];
      let [from, to] = [token, token + 1];
      while (from > 0 && !text.starts.has(from)) from--;
      while (to < text.texts.length && !text.starts.has(to)) to++;
      return [from, to];
    },
  };
}

/** Bits that a label at one token loses without another: what stands next to it counts, what stands before speaks against. */
export function fakeBits(hidden: number, at: number, label: number, shown: number): number {
  const near = Math.max(0, 8 - 3 * Math.abs(hidden - at));
  return (hidden < at ? -0.5 : 1) * near * (label === shown ? 1 : -1);
}

/** What drives a prediction, by the rule above. */
export function fakeAttribution(
  { token, label, method, pairs }: AttributionAsked,
  text: FakeText | null,
  classes: (token: number) => Float32Array,
): TokenAttribution {
  const said = text ? saidOf(text, classes) : ENGLISH;
  const [from, to] = said.sequence(token);
  const tokens = Array.from({ length: to - from }, (_, k) => from + k);
  const isExpectation = text?.model.task === 'language-model';
  const symbol = (of: number): number => text?.model.labels.indexOf(said.text(of)) ?? 0;
  const shownOf = (of: number): number => (isExpectation ? symbol(of) : said.label(of));
  const [shown, factor] = [shownOf(token), method === 'hide' ? 1 : 0.1];
  const scored = label ?? shown;
  const bits = (hidden: number, at: number): number => {
    const own = at === token ? scored : shownOf(at);
    return isExpectation && hidden >= at ? 0 : factor * fakeBits(hidden, at, own, shownOf(at));
  };
  return {
    fromToken: from,
    all: tokens.length,
    isPaired: text?.level !== 'segment',
    texts: tokens.map((of) => said.text(of)),
    ...{ label: scored, shown, isByRule: false, kind: isExpectation ? 'probability' : 'odds', score: 9 },
    probabilities: said.probabilities(isExpectation ? token - 1 : token),
    values: Float32Array.from(tokens, (hidden) => bits(hidden, token)),
    pairs:
      pairs && text?.level !== 'segment'
        ? {
            labels: Uint16Array.from(tokens, (at) => (at === token ? scored : shownOf(at))),
            values: Float32Array.from(tokens.flatMap((hidden) => tokens.map((at) => bits(hidden, at)))),
          }
        : null,
  };
}

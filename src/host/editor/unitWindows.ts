import type { RunTokens } from '../../live/runTokens.js';
import { colouredRanges, type ColouredRange } from './unitBuckets.js';
import type { OffsetWindow } from './visibleWindow.js';

/** What a unit does at the tokens of a window of the text. */
export interface WindowValues {
  readonly window: OffsetWindow;
  readonly firstToken: number;
  /** By token, from the first. */
  readonly values: Float32Array;
}

/** Of a run: where its tokens are. */
interface WithTokens {
  readonly tokens: Pick<RunTokens, 'within'>;
}

/** Asks for the values in `[fromToken, toToken)`. */
type AskValues = (fromToken: number, toToken: number) => Promise<Float32Array>;

/** Asks for each window's tokens and no others: what is folded away between two windows may be a whole book. */
export async function askValues(
  run: WithTokens,
  windows: readonly OffsetWindow[],
  ask: AskValues,
): Promise<WindowValues[]> {
  const asked = windows.map(async (window): Promise<WindowValues | null> => {
    const tokens = run.tokens.within(...window);
    if (tokens.length === 0) return null;
    const firstToken = tokens[0].token;
    return { window, firstToken, values: await ask(firstToken, tokens[tokens.length - 1].token + 1) };
  });
  return (await Promise.all(asked)).filter((values) => values !== null);
}

/** What to colour, where the tokens are by now. */
export function coloursIn(run: WithTokens, asked: readonly WindowValues[]): ColouredRange[] {
  return asked.flatMap(({ window, firstToken, values }) =>
    colouredRanges(run.tokens.within(...window), firstToken, values),
  );
}

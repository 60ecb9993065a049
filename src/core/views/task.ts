import type { InputConfig } from '../tokens/input.js';
import type { Tokenizer } from '../text/segmentation.js';

/** What a token is: a character, a line or (all else) a token. */
export function tokenKind(tokenizer: Tokenizer): 'character' | 'line' | 'token' {
  if (tokenizer === 'characters') return 'character';
  return tokenizer === 'lines' ? 'line' : 'token';
}

/** Numbers of a run that say what a step is. */
export interface StepCounts {
  readonly tokenCount: number;
  /** 0 while it is not known. */
  readonly stepCount: number;
  readonly model: { readonly input: InputConfig['kind'] };
}

/** True where every token is one step (words, characters, lines of numbers), so that their numbers are the same. */
export function stepsAreTokens({ tokenCount, stepCount, model }: StepCounts): boolean {
  return stepCount === tokenCount || (stepCount === 0 && model.input !== 'characters');
}

/** How many steps the heatmap has; 0 while it is not known. */
export function stepsOfRun(counts: StepCounts): number {
  return stepsAreTokens(counts) ? counts.tokenCount : counts.stepCount;
}

/** True where a step is a single symbol (a letter, a syllable), which are all about as wide. */
export function stepsAreSymbols(
  counts: StepCounts & { readonly model: { readonly tokenizer: Tokenizer } },
): boolean {
  return counts.model.tokenizer === 'characters' || !stepsAreTokens(counts);
}

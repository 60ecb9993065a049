import { NEGATION_LANGUAGES, negationTexts } from '../data/negation.js';
import { tokensOf } from '../data/gold.js';
import type { ModelManifest } from '../formats/manifest.js';
import type { Pipeline } from '../pipeline.js';
import { RnnLensError } from '../problems.js';

/** How many generated texts a classifier has right, without and with a negation. */
export interface NegationScores {
  readonly plain: { readonly texts: number; readonly right: number };
  readonly negated: { readonly texts: number; readonly right: number };
  /** Some that were not. */
  readonly wrong: readonly string[];
}

const TEXTS = 1_000;
const SEED = 7;
const WRONG_LISTED = 20;

/** Reads texts of the development part by a classifier that tells positive from negative; RnnLensError if it does not. */
export function scoreNegation(
  pipeline: Pipeline,
  { name, language, tokenizer }: Pick<ModelManifest, 'name' | 'language' | 'tokenizer'>,
): NegationScores {
  const { heads } = pipeline.model.architecture;
  const head = heads.findIndex(({ labels }) => labels.includes('positive') && labels.includes('negative'));
  const known = NEGATION_LANGUAGES.find((one) => one === language);
  if (head < 0 || !known)
    throw new RnnLensError(
      'There are no families for "{0}": it tells no positive texts from negative ones.',
      name,
    );
  const [positive, negative] = ['positive', 'negative'].map((label) => heads[head].labels.indexOf(label));
  const scores = { plain: { texts: 0, right: 0 }, negated: { texts: 0, right: 0 } };
  const wrong: string[] = [];
  for (const { text, polarity, isNegated } of negationTexts(known, 'development', TEXTS, SEED)) {
    const tokens = tokensOf(text, tokenizer);
    const { probabilities } = pipeline.run(tokens, Uint32Array.of(0, tokens.length)).heads[head];
    const isRight = (polarity === 'positive') === probabilities[positive] > probabilities[negative];
    const own = scores[isNegated ? 'negated' : 'plain'];
    own.texts++;
    if (isRight) own.right++;
    else if (!wrong.includes(text) && wrong.length < WRONG_LISTED) wrong.push(text);
  }
  return { ...scores, wrong };
}

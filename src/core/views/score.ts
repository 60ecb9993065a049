const NATS = /(\d+(?:\.\d+)?) nats a character/g;

/** Where a score was measured, at its end. */
export const SPLIT = /\s*\((?:development|test|dev) split\)$/;

/** What a model's manifest says it scored, for a list: without where that was, surprisal in bits as everywhere. */
export function shortScore(score: string): string {
  return scoreInBits(score).replace(SPLIT, '');
}

/** A score with its nats (which training counts in) in bits. */
export function scoreInBits(score: string): string {
  return score.replace(NATS, (_, nats: string) => `${(Number(nats) / Math.LN2).toFixed(2)} bits a character`);
}

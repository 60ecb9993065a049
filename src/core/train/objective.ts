/**
 * What a network learns from text without labels: to tell symbols that are hidden from it, or from its forward half
 * the next symbol and from its backward half the one before.
 */
export const OBJECTIVES = ['masked', 'two-way'] as const;

export interface PretrainingObjective {
  readonly kind: (typeof OBJECTIVES)[number];
  /** Share of the steps that are hidden and told, or whose neighbour is told: the loss is that of these alone. */
  readonly share: number;
}

/** Segments in a batch, batches in an epoch: drawn anew from all texts. */
export interface PretrainingBatches {
  readonly segments: number;
  readonly batches: number;
}

export const ATTRIBUTION_METHODS = ['hide', 'gradient'] as const;
/** `hide`: bits that are lost without a token; `gradient`: gradient × input, in bits. */
export type AttributionMethod = (typeof ATTRIBUTION_METHODS)[number];

/** Sentences of further heads in the view of differences, see `PANEL_EN`. */
export const DIFFERENCE_EN = {
  'difference.most': 'Largest: {token}, line {line}{named, select, yes { ({head})} other {}}',
  'difference.headSame': 'It says the same.',
  'difference.morphemes': 'Morphemes',
} as const;

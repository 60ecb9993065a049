/** The sentences of rows and colours of the heatmap in English, see `PANEL_EN`. */
export const STATES_EN = {
  'legend.own':
    '{own} of {units} units on scales of their own{drifts, select, yes { ({steady} without drift)} other {}}{some, select, yes {, the others tanh(c)} other {}}',
  'legend.order': 'highest at {n, plural, one {“{first}”} other {“{first} … {last}”}} on top',
  'states.onScale': '{share} on its scale{drifts, select, yes { without drift} other {}} ({low} to {high})',
  'states.asTanh': 'Show c as tanh(c)',
  'table.share': 'on its scale',
} as const;

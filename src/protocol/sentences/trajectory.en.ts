/** Sentences of the view of trajectories, part of the panel's. */
export const TRAJECTORY_EN = {
  'view.trajectory': 'Trajectory',
  'trajectory.heading': '{name}: {share} of the variance of {units} units',
  'trajectory.layer': 'layer {layer}',
  'trajectory.role': 'plot of points',
  'trajectory.label': 'The way of the {name} through {steps} steps in two dimensions. {keys}',
  'trajectory.keys':
    'Left and right arrows move through the steps, with Shift they choose a stretch, Home and End go to the first and last step in sight, Escape clears the stretch, Space shows the token in the editor.',
  'trajectory.first': 'first component, {share} of the variance ▸',
  'trajectory.second': '▴ second component, {share} of the variance',
  'trajectory.markBy': 'Mark by',
  'trajectory.mark':
    '{mark, select, label {{task, select, classification {Class} other {Tag}}} text {What was read} time {Time} depth {Open brackets} other {Quotation}}',
  'trajectory.near': 'Fit to what is in sight',
  'trajectory.anew': 'Fit axes anew',
  'trajectory.anewTitle':
    'The axes are those of the text before your edits: they stay, so that what you see does not turn under you',
  'trajectory.play': '{playing, select, yes {Stop} other {Play}}',
  'trajectory.text': 'The text in sight: drag to choose a stretch. {keys}',
  'trajectory.marks':
    '{mark, select, label {Each letter is the state after a {noun}, by its {task, select, classification {class} other {tag}}: {letters}.} text {Each sign is the state after it was read.} time {Each digit is the state after a {noun}: 0 in the first tenth of what is in sight, 9 in the last.} depth {Each digit is the state after a {noun}, as the number of brackets that are open there (+ for ten and more).} other {Each state is a “ within quotation marks and a · outside of them.}}',
  'trajectory.letter': '{letter} {label}',
  'trajectory.way':
    '{chosen, select, yes {The line is the way through the chosen stretch} other {The line is the way to the selected one}}{backward, select, yes {, which was read from its end} other {}}.',
  'trajectory.sample':
    '{all, select, yes {Dots: all {n} steps of the text, of which the components are.} other {Dots: {n} of {steps} steps, spread over the text; the components are theirs.}}',
  'trajectory.loadings': 'Most in the first component: {first}; in the second: {second}.',
  'trajectory.loading': 'unit {unit} ({loading})',
  'trajectory.point': '{step}{label, select, none {} other { · {label}}} · {x}, {y}',
  'trajectory.later': 'The states are there when the run is complete.',
  'trajectory.fitting': 'Finding the two dimensions…',
  'trajectory.x': 'First',
  'trajectory.y': 'Second',
  'trajectory.tableLabel': 'The points in sight as a table',
  'trajectory.state': 'Marked',
} as const;

/** Sentences of the view of attributions, part of the panel's. */
export const ATTRIBUTION_EN = {
  'view.attribution': 'Attribution',
  'attribution.label': 'What drives the prediction',
  'attribution.none': 'Select a token: what its prediction depends on is shown here.',
  'attribution.first': 'Nothing was read before the first character: nothing led to it.',
  'attribution.why':
    '{task, select, classification {Why is this {segment} “{label}”?} language-model {What led to “{label}” here?} other {Why is “{token}” {label}?}}',
  'attribution.forLabel':
    '{task, select, classification {What speaks for “{label}” in this {segment}?} language-model {What would lead to “{label}” here?} other {What speaks for {label} at “{token}”?}}',
  'attribution.method': 'Method',
  'attribution.methodName': '{method, select, gradient {Gradient × input} other {Hide one at a time}}',
  'attribution.head': 'Kind of label',
  'attribution.of': 'Label that is asked about',
  'attribution.shown': '{label} (shown)',
  'attribution.choice': '{label}, p {p}',
  'attribution.asTable': 'As a table',
  'attribution.pairs': 'All pairs',
  'attribution.odds':
    '{measure, select, probability {the probability of “{label}”} other {the odds of {label}}}',
  'attribution.caption':
    '{method, select, gradient {Each number is the gradient of {of} by what the network reads of a {noun}, times that input: a straight line drawn from this text, in bits. It does not show what happens without the {noun}, and says little where the network is certain.} other {Each {noun} was replaced by an unknown one and the {segment} read again. A number says by how many bits {of} fall without it: 1 bit halves them. It shows what the network depends on here, not how; of two that say the same, neither may seem to count.}}',
  'attribution.byRule':
    'The label shown at “{token}” is decided by its form, by rule: this is what the network itself says.',
  'attribution.together':
    'Labels are decided together afterwards: this is what the network says of each by itself.',
  'attribution.part': 'Shown are the {n} {noun}s nearest to it, of {all}.',
  'attribution.window':
    'Looked at are the {n} {noun}s before it; what came earlier is in the state from which the network goes on.',
  'attribution.away':
    '{side, select, later {{n, plural, one {# {noun} later} other {# {noun}s later}}} other {{n, plural, one {# {noun} before} other {# {noun}s before}}}}',
  'attribution.found':
    '“{token}”{place, select, whole {} other {, {away},}} speaks {sign, select, for {for} other {against}} it most: without it {of} would be {times} times {sign, select, for {lower} other {higher}} ({bits} bits).',
  'attribution.foundGradient':
    '“{token}”{place, select, whole {} other {, {away},}} has the largest product: {bits} bits, {sign, select, for {for} other {against}} the label.',
  'attribution.nothing':
    '{method, select, gradient {No other {noun} has a product of {least} bits or more.} other {Hiding any other {noun} changes {of} by less than {least} bits.}}',
  'attribution.laterKnown': 'Only a network that also reads backward can know what comes later.',
  'attribution.forwardOnly': 'What stands later has no influence: this network reads forward only.',
  'attribution.words': 'Text, shaded by influence',
  'attribution.word': '{token}, {bits} bits{isAsked, select, yes {, asked about} other {}}',
  'attribution.token': '{kind, select, character {Character} line {Line} other {Token}}',
  'attribution.bits': 'Bits',
  'attribution.lowEnd': '≤ −{bits} bits',
  'attribution.highEnd': '≥ +{bits}',
  'attribution.low': 'speaks against',
  'attribution.high': 'speaks for',
  'attribution.tableCaption': 'What each {noun} does to {of}',
  'attribution.pairsTitle': 'All pairs: a row acts on each column',
  'attribution.pair': '“{token}” → “{at}” {label}: {bits} bits',
  'attribution.stale': 'From before your last edit',
  'attribution.working': 'Working…',
} as const;

/** Sentences of the comparison of two networks that were trained apart, part of the panel's. */
export const NETWORKS_EN = {
  'networks.unrelated':
    '{shapes, select, same {These networks were trained apart (their recurrent weights: r = {r})} other {These networks have different shapes}}: unit 5 of one has nothing to do with unit 5 of the other, so they are not subtracted.',
  'networks.tokens':
    '{all, select, yes {Compared at {looked} {noun}s} other {Compared at {looked} of {same} {noun}s, evenly over the text}}{cut, select, same {.} other {: those that are the same stretch of text ({beforeName} cuts it into {before}, {afterName} into {after}).}}',
  'networks.few': 'No stretch of this text is a token of both: there is nothing to compare.',
  'networks.said': 'What they say',
  'networks.saidNothing':
    'They say different things: no label of one is a label of the other. How alike they are is below.',
  'networks.head': 'Kind of label',
  'networks.headName': '{same, select, yes {{after}} other {{after} ({before})}}',
  'networks.order': 'Order of the list',
  'networks.orderName': '{order, select, far {Furthest apart first} other {As in the text}}',
  'networks.otherLabels':
    '{kind, select, next {Another character expected} segment {Another label} other {Another tag}}',
  'networks.otherLabelsValue': '{n} of {rows} · {percent} %',
  'networks.moved': 'Probability that lies elsewhere',
  'networks.movedValue': '{percent} %',
  'networks.divergence': 'Jensen-Shannon divergence',
  'networks.divergenceValue': '{bits} bits · 0 the same, 1 nothing in common',
  'networks.surprisal': 'Surprisal',
  'networks.surprisalValue':
    '{beforeName} {before} bits, {afterName} {after} bits · {apart} bits apart each time',
  'networks.shared': 'Labels that both have',
  'networks.sharedValue': '{shared}, of {before} and {after}',
  'networks.swaps': 'Commonest changes',
  'networks.swap': '{before} → {after} {n}',
  'networks.listed': '{kind, select, next {Surprisal at least a bit apart: {n}} other {Other labels: {n}}}',
  'networks.allListed': '{n, plural, other {All # of them}}',
  'networks.none':
    '{kind, select, next {Nowhere are they a bit apart.} other {They give every one the same label.}}',
  'networks.likeness': 'How alike their layers are',
  'networks.likenessCaption':
    'Linear CKA: rows {after}, columns {before}. 1 where the states of one are those of the other turned and scaled, 0 where nothing goes together. Below it, what the same text moved along reaches{shifts, select, 1 {} other { at most, of {shifts} times}}.',
  'networks.likenessShort':
    'Linear CKA: rows {after}, columns {before}. 1 where the states of one are those of the other turned and scaled, 0 where nothing goes together. The text is too short to say what chance gives.',
  'networks.place': '{direction, select, backward {Layer {layer} ←} other {Layer {layer} →}}',
  'networks.placeTitle': 'Show the units of this layer',
  'networks.chance': 'chance {chance}',
  'networks.units': 'Units that do most alike',
  'networks.unitsNote':
    '{n} of {units} units of {place} do more like some unit of {before} than any does when the text is moved, {shifts} times (✓); by chance it would be one in twenty. r is Pearson’s, of h.',
  'networks.unitsShort':
    'The text is too short to say what chance gives: with so few tokens some unit always goes together with another.',
  'networks.unit': 'Unit',
  'networks.unitOf': 'Unit of {model}',
  'networks.r': 'r',
  'networks.byChance': 'By chance',
  'networks.beyond': 'Beyond chance',
  'networks.unitName': '{direction, select, backward {← {unit}} other {→ {unit}}}',
  'networks.unitDeep': '{direction, select, backward {{layer} ← {unit}} other {{layer} → {unit}}}',
  'networks.still': 'does not move',
  'networks.all': 'All {n} units',
  'networks.lines': 'Unit {own} above, unit {other} of {before} below it',
  'networks.linesRole': 'plot',
  'networks.linesKeys':
    'Left and right arrows move through the {noun}s, Home and End go to the first and last, Space shows the {noun} in the editor.',
  'networks.lineWords': '{token} · {own} · {before}: {other}',
  'networks.missing': 'no such {noun}',
  'networks.linesCaption': 'h of both units at each {noun}',
} as const;

/** The sentences of the view of units in English, see `PANEL_EN`. */
export const UNITS_EN = {
  'units.heading': 'Unit {unit}, {shown}',
  'units.headingOwn': 'Unit {unit}, {shown} on a scale of its own, {low} to {high}',
  'unit.named': '{unit} “{name}”',
  'states.called': '“{name}”',
  'units.naming': 'What the unit is called',
  'units.calledLabel': 'Name',
  'units.noteLabel': 'Note',
  'units.isNamed': 'The unit is called “{name}”',
  'units.isUnnamed': 'The unit has no name',
  'units.role': 'plot',
  'units.plotLabel': 'Unit {unit} over the text, with a threshold and a chosen stretch. {keys}',
  'units.keys':
    'Left and right arrows move through the steps, with Shift they choose a stretch, up and down move the threshold, Escape clears the stretch, Space shows the token in the editor.',
  'units.side': 'On is',
  'units.sideText': '{side, select, low {Below} other {Above}}',
  'units.sideName':
    '{side, select, low {A unit is on below the threshold} other {A unit is on above the threshold}}',
  'units.offLeft': 'Off before',
  'units.offRight': 'Off after',
  'units.threshold': 'threshold {threshold}',
  'units.thresholdOn':
    'threshold {threshold}: {n, plural, one {# unit is} other {# units are}} on for the whole stretch',
  'units.isChosen': '{n, plural, one {# step} other {# steps}} chosen',
  'units.isCleared': 'No stretch is chosen',
  'units.isOn': '{on, select, yes {on} other {off}}',
  'units.ranking': 'Units that know the stretch',
  'units.rankingCaption':
    'Units by how well they tell the stretch from the rest of the text: area under the curve of the chosen stretch, without drift, and of stretches that were not chosen',
  'units.chooseFirst': 'Choose a stretch: drag over the text above, or move with Shift and the arrow keys.',
  'units.oneOnly':
    'One stretch proves little: the best of {n, plural, one {# unit} other {# units}} reaches {chosen} on a stretch of this length put anywhere (│, 96 of 100 times below).',
  'units.byOthers':
    'Ranked by the {n, plural, one {other stretch} other {# other stretches}} between {alike}, which you did not choose: ○; the best of {compared} units reaches {chance} on them moved elsewhere (┆, 96 of 100 times below). On your one stretch that would be {chosen} (│).',
  'units.finds':
    '{some, select, no {No unit is beyond chance.} other {{n, plural, one {✓ # unit is beyond chance.} other {✓ # units are beyond chance.}}}}',
  'units.all': 'Show all {n}',
  'units.thinned': 'Of this long text every {every}th step counts.',
  'units.findTitle': 'Beyond chance',
  'units.unit': 'Unit',
  'units.onThisText': 'On this text',
  'units.dots': '● chosen ○ others',
  'units.chosen': 'Chosen',
  'units.noDrift': 'No drift',
  'units.others': 'Others',
  'units.name': '{unit} {quantity} {side, select, low {low} other {high}}',
  'units.nameDeep':
    '{layer}{direction, select, backward {←} other {→}} {unit} {quantity} {side, select, low {low} other {high}}',
  'units.onTitle': 'On for the whole stretch',
  'units.on': '{n, plural, one {# unit} other {# units}}, the clearest first',
  'units.noneOn': 'No unit is on for the whole stretch.',
  'units.goToUnit': 'Show unit {unit}',
  'units.more': 'and {n, plural, one {# more} other {# more}}',
  'units.matches': 'Where they are on',
  'units.matchBy': 'Matches of',
  'units.by': '{by, select, all {All {n} on} other {Unit {unit}}}',
  'units.matchesOf':
    '{by, select, all {Where they are {side, select, low {below} other {above}} {threshold} together} other {Where unit {unit} is {side, select, low {below} other {above}} {threshold}}}',
  'units.places':
    '{n, plural, one {# place} other {# places}} besides the stretch{isCut, select, yes {, the best {shown} are listed} other {}}.',
  'units.met': '{met} of {n} like stretches (✓);',
  'units.isLike': ', a like stretch',
  'units.together': '{n, plural, one {# unit} other {# units}}',
  'units.line': 'line {line}',
  'units.off': 'Without unit {unit}',
  'units.offCaption':
    'The units of this layer without which most is lost here: bits in the mean, and predictions that are others',
  'units.offNote':
    '{task, select, language-model {With its h held at 0 at every step, characters {from} to {to} cost {bits} bits each in the mean, and at {others} of {n} another one is expected most.} classification {With its h held at 0 at every step, the class of this text loses {bits} bits; {others, plural, one {another class is more probable.} other {it stays the same.}}} other {With its h held at 0 at every step, the tags of tokens {from} to {to} lose {bits} bits each in the mean, and at {others} of {n} another one is most probable.}} It is number {rank} of the {units} units of this layer.',
  'units.offNothing': 'Nothing is predicted here that could be lost.',
  'units.offBits': 'Bits',
  'units.offOthers': 'Others',
  'units.tags': 'Unit {unit} and the {task, select, classification {classes} other {tags}}',
  'units.tagsCaption':
    'How the unit goes together with each tag: correlation, area under the curve, what that is by chance, and what its value tells of the tag in bits',
  'units.tagsChance':
    '“By chance” is what none of {n, plural, one {# tag} other {# tags}} exceeds in 95 of 100 times when the tags are moved along the text, nor when every {task, select, classification {text is given any class} other {word is given a tag of its own, but any}}. ✓ is beyond both.',
  'units.byChance': 'by chance',
  'units.noTags': 'All tokens have the same one: there is nothing to tell apart.',
  'units.tag': 'Tag',
  'units.tokens': 'Tokens',
  'units.r': 'r',
  'units.auc': 'AUC',
  'units.bits': 'Bits',
  'units.tableLabel': 'The units of the plot as a table',
  'units.inStretch': 'chosen',
  'units.state': 'State',
} as const;

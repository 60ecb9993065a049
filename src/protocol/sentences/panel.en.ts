import { ALONG_EN } from './along.en.js';
import { ATTRIBUTION_EN } from './attribution.en.js';
import { FILE_EN } from './file.en.js';
import { NETWORK_EN } from './network.en.js';
import { NETWORKS_EN } from './networks.en.js';
import { DIFFERENCE_EN } from './difference.en.js';
import { FILES_EN } from './files.en.js';
import { READ_EN } from './read.en.js';
import { STATES_EN } from './states.en.js';
import { TRAJECTORY_EN } from './trajectory.en.js';
import { OUT_EN } from './out.en.js';
import { TRAIN_EN } from './train.en.js';
import { TAGS_EN } from './tags.en.js';
import { UNITS_EN } from './units.en.js';

/**
 * Every sentence of the panel in English. A template has values in braces: `{name}`; by number `{n, plural, one {# step}
 * other {# steps}}`, with `#` for the number; by kind `{kind, select, line {a line} other {a token}}`.
 */
export const PANEL_EN = {
  // Things and their numbers
  count:
    '{kind, select, token {{n, plural, one {# token} other {# tokens}}} character {{n, plural, one {# character} other {# characters}}} line {{n, plural, one {# line} other {# lines}}} step {{n, plural, one {# step} other {# steps}}} unit {{n, plural, one {# unit} other {# units}}} sentence {{n, plural, one {# sentence} other {# sentences}}} paragraph {{n, plural, one {# paragraph} other {# paragraphs}}} other {{n, plural, one {# document} other {# documents}}}}',
  'token.name': '{kind, select, character {character} line {line} other {token}}',
  'token.number':
    '{kind, select, character {character {number}} line {line {number}} other {token {number}}}',
  'token.heading':
    '{kind, select, character {Character {number}} line {Line {number}} other {Token {number}}}',
  'segment.name': '{segment, select, sentence {sentence} line {line} paragraph {paragraph} other {document}}',
  'direction.name': '{direction, select, backward {backward} other {forward}}',
  'quantity.name':
    '{quantity, select, h {hidden state} c {cell state} i {input gate} f {forget gate} g {cell candidate} o {output gate} r {reset gate} z {update gate} other {candidate}}',
  'quantity.segment': '{quantity}: {name}',
  'step.number': 'step {number}',
  'step.of': '{step} of {token}',
  'step.after': '{step} after {token}',
  quoted: '{what} “{text}”',
  bits: '{bits} bits',
  reading: 'Reading…',

  // Around the views
  'app.title': 'RNN Lens: {document}',
  'controls.label': 'What is shown',
  'controls.layer': 'Layer',
  'controls.layerOf': 'Layer {layer}',
  'controls.direction': 'Direction',
  'controls.directionOf': '{direction, select, both {⇄ both} backward {← backward} other {→ forward}}',
  'controls.quantity': 'Quantity',
  'controls.card': 'Details beside the picture',
  'controls.model':
    '{title}: {bidirectional, select, yes {bidirectional } other {}}{cell}, {isUneven, select, yes {} other {{layers} × }}{units} units.{hasScore, select, yes { {score}.} other {}} Choose another model…',
  'task.again':
    '{task, select, tagging {Tag again} classification {Classify again} language-model {Read again} other {Run again}}',
  'task.running':
    '{task, select, tagging {Tagging} classification {Classifying} language-model {Reading} other {Running}}',
  'tabs.label': 'Views',
  'tabs.more': 'More',
  'more.label': 'More actions',
  'more.present': 'Presentation: larger, fewer controls',
  'columns.name':
    '{mode, select, text {Columns as wide as their words} even {Even columns} large {Large columns} other {Overview: two steps a pixel}}',
  'view.tags': '{task, select, classification {Classes} language-model {Surprisal} other {Tags}}',
  'view.probabilities': 'Probabilities',
  'view.states': 'Hidden states',
  'view.network': 'Network',
  'view.units': 'Units',
  'view.difference': 'Difference',
  'empty.heading': 'See what a recurrent network does with your text',
  'empty.private': 'Nothing leaves this computer.',
  'empty.read': '{hasModel, select, yes {Read {document} with {models}} other {Read {document}}}',
  'empty.otherModel': 'Another network…',
  'empty.samples': '{hasDocument, select, yes {Or begin with a sample} other {Begin with a sample}}',
  'empty.sampleOf': '{file}, read by {model}',
  'empty.moreSamples': 'More samples…',
  'empty.getStarted': 'First steps',
  'empty.then': 'Then type: the panel follows.',
  'notices.progress': 'Tagging',
  'notices.stale': 'The text changed since this run. {again}.',
  'notices.starting': 'Reading {document}…',
  'notices.running': '{running}: {done} of {all}.',
  'headless.title': '{what, select, tags {No tags from {model}} other {No class probabilities from {model}}}',
  'headless.why':
    'This model is a recurrent network only: no layer on top of it turns states into labels, so there is nothing to show here. Its states, equations and shapes are in “Hidden states”.',
  'headless.show': 'Show hidden states',
  'status.word':
    '{word, select, exact {Up to date} provisional {Reading the rest…} updating {Reading your edit…} running {Reading… {percent} %} other {From before your edit}}',
  'status.meaning':
    '{word, select, exact {All that is shown is of the text as it is now.} provisional {From your last edit on, the last digits may still change: the rest of the text is being read again.} updating {Some of what is shown is still of the text before your last edit.} running {The network is reading the text.} other {The text was edited since the network read it.}}',
  'status.problem':
    '{code, select, ' +
    'segmentsCut {{n, plural, one {# sequence is longer than {limit} tokens: it was cut.} other {# sequences are longer than {limit} tokens: they were cut.}}} ' +
    'tokensCut {{n, plural, one {# token is longer than {limit} characters: it was cut.} other {# tokens are longer than {limit} characters: they were cut.}}} ' +
    'wordsUnknown {{n, plural, one {# word is unknown to the model.} other {# words are unknown to the model.}}} ' +
    'wordsLeftOut {{n, plural, one {# word is unknown to the model and left out.} other {# words are unknown to the model and left out.}}} ' +
    'symbolsUnknown {{n, plural, one {# character is unknown to the model.} other {# characters are unknown to the model.}}} ' +
    'surrogatesLone {{n, plural, one {# half of a character stands alone (a lone surrogate).} other {# halves of characters stand alone (lone surrogates).}}} ' +
    'numbersUnreadable {{n, plural, one {# number is missing or cannot be read: it counts as 0.} other {# numbers are missing or cannot be read: they count as 0.}}} ' +
    'markupLeftOut {{n, plural, one {# character is left out as markup or code.} other {# characters are left out as markup or code.}}} ' +
    'scriptLeftOut {{n, plural, one {# character is left out: it is markup, or another model reads it.} other {# characters are left out: they are markup, or another model reads them.}}} ' +
    'other {{n, plural, one {# number is left out: the network takes fewer a line.} other {# numbers are left out: the network takes fewer a line.}}}}',
  'status.problems': '{first} (+{n})',
  'pin.states': 'Pin states: show what edits change',
  'pin.unpin': 'Unpin states',
  'pin.end': 'End comparison',

  // Tags
  'tags.morphemes': 'Morphemes',
  'tags.details': 'Details',
  'tags.starts': '{segment} starts',
  'tags.startsHere': 'A {segment} starts here',
  'tags.nothingBefore': 'Nothing was read before it.',
  'tags.asExpected': 'It came as expected',
  'tags.surprisal': 'p = {p}; a full bar is {bits} bits or more',
  'tags.legend':
    '{task, select, classification {Colours of the classes} next {Colours of what comes next} other {Colours of the tags}}',
  'tags.unknown':
    "{what, select, word {Not in the model's vocabulary: it goes by its characters.} other {Some of its characters are not in the model's vocabulary.}}",
  'tags.unknownShort': '{text} (unknown to the model)',
  'tags.below': '{label} (below its threshold)',
  'tags.belowTitle': 'No label is on: this is the likeliest.',
  'tags.soFar': '{label} so far',
  'tags.soFarTitle': 'The class of the text up to this token.',

  // Probabilities
  'probabilities.label': 'Class probabilities',
  'probabilities.order': 'Model order',
  'probabilities.noToken': 'No token is selected.',
  'probabilities.next': 'p(next {noun} | … “{text}”), {place}',
  'probabilities.ofSegment': 'p(class | {segment}), line {line}',
  'probabilities.ofToken': 'p(class | “{text}”), {place}',
  'probabilities.whole': 'The whole {segment}',
  'probabilities.wholeHead': 'The whole {segment}: {head}',
  'probabilities.after': 'After token {number}',
  'probabilities.theClass': 'the class of the {segment}',
  'probabilities.theTag': 'the tag',
  'probabilities.theNext': 'what came next',
  'probabilities.choose': 'Choose a token in the table, in the heatmap or in the editor.',
  'classes.next': 'Next',
  'classes.class': 'Class',
  'classes.meaning': 'Meaning',
  'classes.share': 'Share',
  'classes.probability': 'Probability',
  'classes.cameNext': '← came next',
  'classes.on': 'on',
  'classes.independent': '{n} labels that do not exclude one another; {on} on',
  'classes.sum': 'Sum of {n} classes: {sum} · entropy {entropy} of {most} bits',
  'classes.sumOfSome':
    'Sum of {n} classes: {sum} · the {shown} shown: {part} · entropy {entropy} of {most} bits',

  // Hidden states
  'order.name':
    '{order, select, similar {Units that do alike together} selection {Units high in the selection on top} other {Units as the model numbers them}}',
  'order.again': 'Order units by this text anew',
  'states.asTable': 'Show as table',
  'states.fit': 'Fit all units',
  'gutter.unit': 'unit {unit}',
  'gutter.reads': '{direction, select, backward {reads back} other {reads on}}',
  'states.role': 'heatmap',
  'states.label': 'Heatmap: {name}, {units} units by {steps} steps. {keys}',
  'states.keys':
    'Left and right arrows move through the steps, up and down through the units, Home and End go to the first and last step, plus and minus make the rows higher and lower, 0 fits all units, Enter pins the unit or takes its pin away, Space shows the token in the editor.',
  'states.unit': 'unit {unit}',
  'states.reading': 'reading…',
  'states.noTokens': 'The text has no tokens.',
  'states.later': 'The states are there when the run is complete.',
  'legend.cells':
    'a pixel is {units, plural, one {a unit} other {# units}} × {steps, plural, one {a step} other {# steps}}: the value with the largest magnitude',
  'legend.tanh': 'c has no bound: shown is tanh(c)',
  'legend.unbounded': '{quantity} has no bound here: the scale ends at the largest value seen so far',
  'unit.label': 'Unit',
  'unit.goTo': 'Go to unit',
  'unit.goToNumber': 'Go to unit {unit}',
  'unit.of': 'of {units}',
  'unit.pin': 'Pin',
  'unit.unpin': 'Unpin',
  'unit.unpinNumber': 'Unpin unit {unit}',
  'unit.pinTitle': 'A row of its own for the selected unit, right under the text',
  'unit.pinned': 'Pinned units',
  'unit.full': '{n} units are pinned: unpin one first.',
  'unit.isPinned': 'Unit {unit} is pinned.',
  'unit.isUnpinned': 'Unit {unit} is no longer pinned.',
  'unit.colour': 'Colour the editor',
  'unit.stopColouring': 'Stop colouring',
  'unit.colourTitle': 'The selected unit as the background of the text in the editor',
  'table.caption': '{name} of {step}',
  'table.noStep': 'no step',
  'table.unit': 'Unit',
  'table.unitNumber': 'Unit {unit}',
  'table.rank': 'Rank by |{column}|',
  'table.pinned': '{unit} (pinned)',
  'table.around': 'Pinned units around it: {shown}',
  'table.step': 'Step',
  'table.read': 'Read',

  ...UNITS_EN,

  // Sidebar
  'sidebar.label': 'Details',
  'sidebar.token': 'Selected token',
  'sidebar.classes': 'Most probable classes',
  'sidebar.unit': 'Unit',
  'sidebar.shapes': 'Shapes of this run',
  'sidebar.equation': 'Equation',
  'sidebar.noToken': 'No token',
  'sidebar.place': 'line {line}, column {column}',
  'sidebar.notTagged': 'not tagged yet',
  'sidebar.notRead': 'not read yet',
  'sidebar.surprisal': 'surprisal {bits} bits, {p}',
  'sidebar.expected': 'expected “{symbol}”',
  'sidebar.next': 'Next {noun}',
  'sidebar.most': 'Most probable',
  'sidebar.after': 'After this token',
  'sidebar.unitHere': 'Unit {unit} here',
  'sidebar.unitAt': 'Unit {unit} at step {step}',
  'sidebar.rank': 'rank',
  'sidebar.rankOf': '{rank} of {units} by |{quantity}|',
  'sidebar.what': '{name}, layer {layer}, {direction}',
  'sidebar.shapesLater': 'Known when the run is complete.',
  'sidebar.output': 'output',
  'sidebar.longest': 'n = {n}, the longest of {segments}.',
  'sidebar.axesTitle': 'What the axes are',
  'sidebar.axes':
    'x (batch, n, input) · output (batch, n, hidden·directions) · {isUneven, select, yes {{states} of each layer and direction (batch, hidden)} other {{states} (layers·directions, batch, hidden)}}.',
  'equation.of': 'Equation, unit {unit}, t = {t}',
  'equation.ofUnit': "this unit's {share} = {numbers}",
  'equation.projected': 'A sum over all units of c. Choose c or a gate to see the numbers of one unit.',
  'equation.zero': 'First step: {name} = 0.',
  'equation.zeroUnless': 'First step: {name} = 0, unless the run went on from a saved state.',
  'equation.continued': 'First step: {name} is the state the run went on from.',

  ...NETWORK_EN,
  ...OUT_EN,
  ...TAGS_EN,
  ...READ_EN,

  // Differences
  'difference.comparing': 'Comparing…',
  'difference.deleted': 'Everything was deleted',
  'difference.noneLeft': 'No {noun} that is left has other states',
  'difference.nothing': 'Nothing differs: every {noun} has the same states',
  'difference.first': 'First difference: {token}, line {line}',
  'difference.sameText': 'same text',
  'difference.counts': '{kind, select, character {Characters} line {Lines} other {Tokens}}: {counts}',
  'difference.countOf': '{what, select, inserted {{n} new} replaced {{n} replaced} other {{n} gone}}',
  'difference.changes': 'What the model says differently',
  'difference.classes': 'Class probabilities of both runs',
  'difference.listed':
    '{task, select, classification {Classes and probabilities that changed} language-model {Surprisal that changed} other {Tags and probabilities that changed}}',
  'difference.listedCount': '{what}: {n}',
  'difference.unchanged':
    '{task, select, classification {No class changed, and no probability by 0.005.} language-model {No character is a bit more or less surprising.} other {No token has another tag, or one whose probability moved by 0.05.}}',
  'difference.token': 'Token',
  'difference.line': 'Line',
  'difference.change': 'Change',
  'difference.more': 'and {n} more',
  'difference.show': 'Show it in the editor',
  'difference.ofTask':
    '{task, select, classification {p(class | this {segment})} language-model {p(next | … {text})} other {p(class | {text})}}',
  'difference.ofBoth': '{what}: {before} → {after}',
  'difference.labelChanged': '{task, select, classification {class changed} other {tag changed}}',
  'difference.new':
    '{kind, select, models {new: the other model has no such token} edit {new: not in the pinned text} other {new: not in the first passage}}',
  'difference.isNew': 'This token is {new}.',
  'difference.title': 'Difference of the {name}',
  'difference.replaced': 'replaced',
  'difference.hatched': 'hatched: new',
  'difference.bar': 'bar above: replaced',
  'difference.flag': '▼ first difference',
  'difference.incomparable': 'nothing in sight can be compared',
  'difference.none': 'no difference in sight',
  'difference.largest': 'largest |Δ| in sight {size}',

  ...NETWORKS_EN,
  ...STATES_EN,
  ...FILES_EN,
  ...DIFFERENCE_EN,
  ...ATTRIBUTION_EN,
  ...TRAJECTORY_EN,
  ...ALONG_EN,
  ...TRAIN_EN,
  ...FILE_EN,
} as const;

/** The key of a sentence of the panel. */
export type PanelSentence = keyof typeof PANEL_EN;

/** Sentences of the panel in a language: a template for every key. */
export type PanelCatalogue = Readonly<Record<PanelSentence, string>>;

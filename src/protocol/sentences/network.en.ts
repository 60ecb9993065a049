/** Sentences of the view of the network, part of the panel's. */
export const NETWORK_EN = {
  'network.role': 'unrolled network',
  'network.label': 'The unrolled network',
  'network.describe': 'Step {step} of {steps}. {keys}',
  'network.keys':
    'Left and right arrows go through the steps, up and down through the layers and directions, with Shift through the units; Home and End go to the first and last step, Space shows the token in the editor.',
  'network.heading': 'Step {step} of {steps}: “{text}”',
  'network.earlier': 'One step back',
  'network.later': 'One step on',
  'network.row':
    '{kind, select, labels {{task, select, classification {class} language-model {next} other {tags}}} output {output} other {x}}',
  'network.layer': 'layer {layer} {direction, select, backward {←} other {→}}',
  'network.head': 'head',
  'network.sees': 'sees',
  'network.sight': '{sight, select, here {here} before {→} after {←} other {–}}',
  'network.sightName':
    '{sight, select, here {this step} before {seen: it lies before} after {seen: it comes after} other {not seen}}',
  'network.guess': 'guess',
  'network.twin': 'The steps in the picture, unit {unit}',
  'network.task':
    '{reads, select, last {Many to one: the class of the {segment} is read from the last states{directions, select, two {: → at its last step, ← at its first} other {}}.} max {Many to one: the class of the {segment} is read from the largest value that each unit has at any step.} mean {Many to one: the class of the {segment} is read from the mean of each unit over all steps.} none {No head: the output at every step is all that this network gives.} other {Many to many: every {token} gets a label, read from the output{directions, select, two {: → where the {token} ends, ← where it begins} other { where it ends}}.}}',
  'network.nextSymbol':
    'Many to many: after every step it says which symbol comes next. The number is how probable the one that came was.',
  'network.autoregressive':
    'It sees only what lies before: autoregressive. What it guesses can be read as the next step, and so it writes.',
  'network.seesOf':
    '{directions, select, two {Every step sees the whole {segment}, in one pass: → what lies before, ← what comes after. It cannot answer before the {segment} ends.} other {Every step sees only what lies before it: what comes later changes nothing that was said.}}',
  'network.nextToken': 'After every {token} it says which {token} comes next.',
  'network.seesAhead':
    'What is said of a step depends also on those close behind it: a convolution before the recurrent layers reads them, too.',
  'network.around':
    'The picture has the recurrent layers only. {place, select, before {Before them stand: {before}.} behind {Behind them stand: {behind}.} other {Before them stand: {before}; behind them: {behind}.}}',
  'network.operation':
    '{kind, select, dense {a dense layer} convolution {a convolution} activation {{name}} scale {a scale and a shift} pool {{name, select, mean {the mean over the steps} max {the largest values over the steps} first {the first step} other {the last step}}} flatten {all steps side by side} attention {an attention average} other {{name, select, concat {layers side by side} add {a sum of layers} multiply {a product of layers} average {a mean of layers} other {the largest values of layers}}}}',
  'network.stepLabel': 'The step in numbers',
  'network.unitTitle': 'Layer {layer} {direction}, unit {unit}',
  'network.gate': 'Gate',
  'network.gateMeaning':
    '{gate, select, i {let in} f {keep} g {new content} o {show} r {reset} z {keep} n {new content} other {state}}',
  'network.gateTable': 'Sums of the gates',
  'network.sum': 'Sum',
  'network.value': 'Value',
  'network.mostOf': 'Most of it from',
  'network.mostFrom': 'most of it from {from}',
  'network.sameMatrices': 'The step in matrices: the same ones at every step',
  'network.projected':
    'This network projects: h is W_hr (o ⊙ tanh(c)), a sum over all units. The numbers are those of one unit of c.',
  'network.matrices': 'Matrices of {gate}',
  'network.everyProduct': 'Every product',
  'network.unitSum': 'unit {unit} {gate}',
  'network.loss': 'Loss',
  'network.lossWhat':
    'The right answer at each step is the symbol that comes next: the loss of a step is its surprisal.',
  'network.lossMean': '{n, plural, one {mean of # step} other {mean of # steps}}',
  'network.lossLast': 'last step',
  'network.lossOwn': 'of “{text}”, which came here',
  'network.goldWhat':
    'The right answer at each word is the tag that the file gives it: the loss of a word is −log₂ of the probability of that tag.',
  'network.goldMean': '{n, plural, one {mean of # word} other {mean of # words}}',
  'network.goldLast': 'last word',
  'network.goldOwn': 'of {label}, the tag of “{text}”',
  'network.goldRight': 'right tags',
  'network.rightOf': '{right} of {n} ({percent} %)',
  'network.bitsAndNats': '{bits} bits ({nats} nats)',
  'network.noGold':
    'A loss compares with the right {task, select, classification {classes} other {tags}}, which this text does not have. Open a CoNLL-U file, which has them, or measure with `rnn-lens evaluate`.',
  'network.shapesLabel': 'Shapes and parameters',
  'network.tensors': 'What goes through the network',
  'network.axesColumn': 'Axes',
  'network.this': 'This {segment}',
  'network.all': 'The whole run',
  'network.axes':
    '{name, select, x {batch, n, input} output {batch, n, hidden·directions} h_n {layers·directions, batch, hidden} c_n {layers·directions, batch, hidden} own {batch, hidden} other {{level, select, segment {batch, classes} other {batch, n, classes}}}}',
  'network.parameters': '{n, plural, one {# parameter} other {# parameters}}',
  'network.parameter': 'Name',
  'network.where': 'Where',
  'network.shape': 'Shape',
  'network.numbers': 'Numbers',
  'network.restOf': 'embeddings, and what reads the letters of words',
  'network.spoken': 'step {step}, {text}, layer {layer} {direction}, unit {unit}: h {value}',
} as const;

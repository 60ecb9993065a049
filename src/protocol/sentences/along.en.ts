/** Sentences of how sure a model is along a text, part of the panel's. */
export const ALONG_EN = {
  'along.title':
    '{task, select, classification {As the {segment} is read} language-model {Surprise along the text} other {Doubt along the text}}',
  'along.note':
    '{task, select, classification {{up, select, none {Bars: the probability of “{down}” if the {segment} ended at this {noun}.} other {What the network would say if the {segment} ended at this {noun}: up “{up}”, down “{down}”; no bar is even.}}} language-model {Bars: the bits each {noun} cost, up to {most}; {mean} on average.} other {Bars: the entropy of the {noun}’s classes in bits, up to {most}. Without a bar the network is certain.}}',
  'along.unknown': '…',
  'along.list': '{title}: left and right arrows walk, Space shows the place in the editor',
  'along.cell': '{text}: {bits} bits',
  'along.cellClass': '{text}: {label} {p}',
  'along.head': 'Kind of label',
  'along.lines':
    '{segment, select, sentence {Sentences} line {Lines} paragraph {Paragraphs} other {Documents}} around it',
  'along.number': 'Line',
  'along.text': 'Text',
  'along.asRead': 'As it is read',
  'along.verdict': 'Verdict',
  'strip.name': 'Whole text',
  'strip.label': 'Whole text: where the heatmap is in it',
  'strip.title': 'Drag to travel. Height: bits by which the network is unsure',
  'strip.value': 'steps {from} to {to} of {all}',
} as const;

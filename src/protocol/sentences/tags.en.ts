/** Sentences of the table of tokens, part of the panel's. */
export const TAGS_EN = {
  'tags.label': 'Tokens and tags',
  'tags.describe':
    'Up and down arrows go row by row, with Shift they choose rows; Control and C copies what is chosen, Control and A chooses all; N and P go to the next and previous one that is doubtful; Enter shows it in the editor.',
  'tags.index': '{kind, select, character {No.} other {Token}}',
  'tags.text': '{kind, select, character {Character} other {Text}}',
  'tags.tag': '{task, select, classification {Class} language-model {Expected} next {Next} other {Tag}}',
  'tags.number': '{task, select, language-model {Surprisal} other {Probability}}',
  'tags.numberShort': '{task, select, language-model {Surprisal} other {p}}',
  'tags.surprisalMeaning':
    'How little the character was expected, in bits; a bar is full at {full} bits and more',
  'tags.runnerUp': '{task, select, language-model {Second} other {Runner-up}}',
  'tags.runnerUpMeaning':
    '{task, select, language-model {What was expected next to most, and how probable it was} other {What is most probable besides what is shown}}',
  'tags.entropy': 'Bits',
  'tags.entropyMeaning':
    'Entropy of the probabilities in bits: 0 where one has everything, {most} where all are equal',
  'tags.confidence': 'p',
  'tags.confidenceMeaning': 'How probable the morphemes of the word are, all together',
  'tags.sort': 'Sorts; once more the other way round, and then as in the text',
  'tags.filter': 'Filter',
  'tags.doubtful': '{task, select, language-model {Surprising} other {Unsure}}',
  'tags.unknownOnly': 'Unknown',
  'tags.wholeText': 'Whole text',
  'tags.count': '{n} of {of, plural, one {# row} other {# rows}}',
  'tags.reading': 'Reading the text: {percent} %',
} as const;

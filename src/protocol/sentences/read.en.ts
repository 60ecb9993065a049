/** Sentences of the text to read, part of the panel's. */
export const READ_EN = {
  'view.read': 'Read',
  'read.label': 'The text with what the network says of it',
  'read.describe':
    'Left and right arrows go word by word, up and down line by line; N and P go to the next and previous one that is doubtful; Enter shows it in the editor.',
  'read.labels': 'Labels',
  'read.labelsTitle': 'Shows or hides what stands under the words.',
  'read.next': 'Next {task, select, language-model {surprise} other {unsure}}',
  'read.nextTitle':
    'The next {task, select, language-model {character of 5 bits or more} classification {one under 90 %} other {word under 90 %}} (N)',
  'read.previous': 'Previous',
  'read.previousTitle':
    'The previous {task, select, language-model {character of 5 bits or more} classification {one under 90 %} other {word under 90 %}} (P)',
  'read.note':
    '{task, select, language-model {The stronger the shade, the more surprising; underlined: 5 bits or more, one chance in 32.} other {Dashed frame and ?: under 90 % sure.}}',
  'read.filter': 'Click: hide or show. Alt+click: only this one.',
  'read.labelTitle': '{meaning} p = {p}',
  'read.unsure': 'unsure',
  'read.looking': 'Looking… {token}',
  'read.none': 'None further {direction, select, up {up} other {down}}.',
  'read.spoken':
    '{kind} {n} “{text}”{label, select, none {} other {, {label}}}{probability, select, none {} other {, {probability}}}{doubtful, select, yes {, doubtful} other {}}',
  'read.bits': '{bits} bits',
} as const;

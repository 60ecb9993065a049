/** The sentences about other files in the view of units, see `PANEL_EN`. */
export const FILES_EN = {
  'files.title': 'In other files',
  'files.go':
    '{state, select, searching {Stop} done {Search again} other {Search the files of the workspace}}',
  'files.searching': '{words}: searching, {percent} % …',
  'files.stopped': 'The search was stopped',
  'files.found':
    '{words}: {places, plural, one {# place} other {# places}} in {files, plural, one {# file} other {# files}} of {searched, plural, one {# that was read} other {# that were read}}{some, select, yes {; {left, plural, one {# more was not read (too long, no text, or one too many)} other {# more were not read (too long, no text, or too many)}}} other {}}.',
  'files.open': 'Open {name} at line {line}',
} as const;

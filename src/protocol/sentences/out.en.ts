/** Sentences of what leaves the panel, part of the panel's. */
export const OUT_EN = {
  'out.caption': '{title} · {document} · {model}',
  'out.savePicture': 'Save Picture…',
  'out.copyTable': 'Copy Table',
  'out.saveTable': 'Save Table…',
  'out.saveStates': 'Save States…',
  'out.saveReport': 'Save Report…',
  'out.noTable': 'There is no table here.',
  'out.noPicture': 'The picture could not be drawn: make the panel smaller and try again.',
} as const;

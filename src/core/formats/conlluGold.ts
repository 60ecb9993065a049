/** `id, form, lemma, UPOS` of a word. */
const COLUMNS = /^\d+\t([^\t\n]+)\t[^\t\n]*\t([^\t\n]+)/;

/**
 * The part of speech (UPOS) that a document in CoNLL-U gives the word whose form is at `[start, end)` (UTF-16 offsets);
 * null where these are not a whole form, or it has none.
 */
export function uposAt(text: string, start: number, end: number): string | null {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const tab = text.indexOf('\t', lineStart);
  if (start === 0 || tab !== start - 1) return null;
  const lineEnd = text.indexOf('\n', end);
  const columns = COLUMNS.exec(text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd));
  if (!columns || columns[1].length !== end - start) return null;
  return columns[2] === '_' ? null : columns[2].trim();
}

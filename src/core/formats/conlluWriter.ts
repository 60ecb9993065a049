import { columnValue, oneLine } from './conllu.js';

/** A token to write with its tags; `_` is written for a tag that is absent. */
export interface TaggedToken {
  readonly form: string;
  readonly upos?: string;
  readonly xpos?: string;
  readonly lemma?: string;
  readonly feats?: string;
  /** False if no white space follows the token in its sentence: writes `SpaceAfter=No`. */
  readonly spaceAfter: boolean;
  /** First code unit and one past the last in the document (UTF-16): writes `TokenRange=start:end`. */
  readonly rangeUtf16?: readonly [start: number, end: number];
}

/** A sentence to write as CoNLL-U. */
export interface TaggedSentence {
  /** Identifier for `# sent_id`; the comment is left out if absent. */
  readonly sentId?: string;
  /** The sentence's text for `# text`; white space in it, line breaks included, is written as single spaces. */
  readonly text: string;
  readonly tokens: readonly TaggedToken[];
}

/** Writes a tagged sentence as CoNLL-U with LF and the blank line after it; empty if it has no tokens. */
export function writeTaggedSentence(sentence: TaggedSentence): string {
  if (sentence.tokens.length === 0) return '';
  const lines: string[] = [];
  if (sentence.sentId !== undefined) lines.push(`# sent_id = ${oneLine(sentence.sentId)}`);
  lines.push(`# text = ${oneLine(sentence.text)}`);
  sentence.tokens.forEach((token, index) => lines.push(taggedRow(token, index + 1)));
  return `${lines.join('\n')}\n\n`;
}

function taggedRow(token: TaggedToken, id: number): string {
  const misc: string[] = [];
  if (!token.spaceAfter) misc.push('SpaceAfter=No');
  if (token.rangeUtf16) misc.push(`TokenRange=${token.rangeUtf16[0]}:${token.rangeUtf16[1]}`);
  const { lemma, upos, xpos, feats } = token;
  const tags = [lemma, upos, xpos, feats].map((value) => columnValue(value ?? '_'));
  return [id, columnValue(token.form), ...tags, '_', '_', '_', misc.join('|') || '_'].join('\t');
}

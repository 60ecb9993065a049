import { commentValue, words } from '../formats/conllu.js';
import { readConllu } from '../formats/conlluReader.js';
import { RnnLensError } from '../problems.js';
import { segmentText, type Tokenizer } from '../text/segmentation.js';
import type { Example } from './example.js';

/** Text whose spaces are learned: sentences of a treebank, or (of another file) its lines. */
export interface SpacingData {
  readonly format: 'spacing';
  /** Further files to learn from, as `train`. */
  readonly more?: readonly string[];
}

/** The head that says of each syllable whether a space follows it. */
export const SPACING_HEAD = 'spacing';

/** Its labels. */
export const SPACE = 'space';
export const JOIN = 'join';

/** Sentences that are joined to one line, in turn: people write lines of more than one. */
const SENTENCES_A_LINE = [1, 2, 3];

/** Spaces that treebanks put around marks, though nobody writes them. */
const BEFORE_MARK = / (?=[.,!?;:…·%)\]}>’”」』》〉])/gu;
const AFTER_MARK = /(?<=[([{<‘“「『《〈]) /gu;

/**
 * Lines without their spaces, each syllable labelled by whether one followed it; the last of a line has no label.
 * Throws RnnLensError if there are none. Sentences to learn from are joined, those to be judged by are not.
 */
export function spacingExamples(
  text: string,
  tokenizer: Tokenizer,
  { file, isJoined }: { readonly file: string; readonly isJoined: boolean },
): Example[] {
  const lines = /\.conllu$/.test(file) ? treebankLines(text) : text.split(/\r?\n/);
  const examples = (isJoined ? joined(lines) : lines).flatMap((line): Example[] => {
    const { tokens, gaps } = syllables(line.trim(), tokenizer);
    if (tokens.length < 2) return [];
    const last = tokens.length - 1;
    return [{ tokens, labels: [tokens.map((_, t) => (t === last ? null : gaps[t] ? SPACE : JOIN))] }];
  });
  if (examples.length === 0) throw new RnnLensError('{0} has no text with spaces to learn.', file);
  return examples;
}

function treebankLines(conllu: string): string[] {
  return readConllu(conllu).document.sentences.map((sentence) => {
    const text =
      commentValue(sentence, 'text') ??
      words(sentence)
        .map(({ form }) => form)
        .join(' ');
    return text.replace(BEFORE_MARK, '').replace(AFTER_MARK, '');
  });
}

function joined(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (let from = 0, turn = 0; from < lines.length; turn++) {
    const count = SENTENCES_A_LINE[turn % SENTENCES_A_LINE.length];
    out.push(lines.slice(from, from + count).join(' '));
    from += count;
  }
  return out;
}

/** The tokens of a line, and whether white space follows each. */
function syllables(line: string, tokenizer: Tokenizer): { tokens: string[]; gaps: boolean[] } {
  const { starts, ends } = segmentText(line, tokenizer, 'document');
  return {
    tokens: Array.from(starts, (start, t) => line.slice(start, ends[t])),
    gaps: Array.from(ends, (end, t) => t + 1 < starts.length && starts[t + 1] > end),
  };
}

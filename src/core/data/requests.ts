import { countTransitions, type LabelTransitions } from '../heads/transitions.js';
import { RnnLensError } from '../problems.js';
import type { Example } from './example.js';

/** Sentences with one intent each, and slots of their words: blocks of `# intent = X` and rows of `word TAB slot`. */
export interface RequestData {
  readonly format: 'requests';
  /** λ of what slot follows what, see `LabelTransitions`; none are counted where it is left out. */
  readonly transitionWeight?: number;
}

/** The heads that learn from requests, in the order of an example's labels. */
export const REQUEST_HEADS = { slot: 'slot', intent: 'intent' } as const;

/** The label of a word that is part of no slot. */
export const NO_SLOT = 'O';

/** Requests with the slot of each word, and the intent of all; throws RnnLensError naming the file and the line. */
export function requestExamples(text: string, file: string): Example[] {
  const examples: Example[] = [];
  let block = newBlock();
  const end = (line: number): void => {
    if (block.tokens.length > 0) {
      if (block.intent === null)
        throw new RnnLensError('{0}: no "# intent = …" before line {1}.', file, line);
      examples.push({ tokens: block.tokens, labels: [block.slots, [block.intent]] });
    }
    block = newBlock();
  };
  text.split(/\r?\n/).forEach((line, k) => {
    if (line === '') return end(k + 1);
    const intent = /^# intent = (.+)$/.exec(line);
    if (intent) block.intent = intent[1];
    if (line.startsWith('# ')) return;
    const [token, slot] = line.split('\t');
    if (!slot) throw new RnnLensError('{0}: line {1} must be a word, a tab and its slot.', file, k + 1);
    block.tokens.push(token);
    block.slots.push(slot);
  });
  end(text.length);
  if (examples.length === 0) throw new RnnLensError('{0} has no requests.', file);
  return examples;
}

/** What slot follows what in requests; slots that are none of `labels` are left out. */
export function slotTransitions(
  examples: readonly Example[],
  labels: readonly string[],
  weight: number,
): LabelTransitions {
  const numbers = new Map(labels.map((label, k) => [label, k]));
  const known = examples.map(({ labels: [slots] }) => slots.flatMap((slot) => numbers.get(slot ?? '') ?? []));
  return countTransitions(known, labels.length, weight);
}

interface Block {
  intent: string | null;
  readonly tokens: string[];
  readonly slots: string[];
}

function newBlock(): Block {
  return { intent: null, tokens: [], slots: [] };
}

import { sentence, type Sentence } from '../../sentence.js';
import type { ForeignVocabulary } from '../foreign.js';
import type { Table } from './table.js';

/** Far more symbols than rows are those of another model. */
const TOO_MANY = 20;

/** Whether a vocabulary must be another model's: a Keras word index has more words than rows, but not so many more. */
export function isOfAnother({ ids }: ForeignVocabulary, rows: number): boolean {
  return ids.size > TOO_MANY * rows;
}

/** That it is another model's, with both numbers. */
export function ofAnother({ place, ids }: ForeignVocabulary, rows: number): Sentence {
  return sentence(
    'The vocabulary {0} has {1} symbols, the table {2} rows: it belongs to another model.',
    place,
    ids.size,
    rows,
  );
}

/** What does not fit between a vocabulary and a table with so many rows; empty where all is well. */
export function vocabularyMisfits(vocabulary: ForeignVocabulary, rows: number): Sentence[] {
  const { ids, place, tokenizer } = vocabulary;
  let largest = -1;
  for (const id of ids.values()) largest = Math.max(largest, id);
  const kept = (tokenizer?.numWords ?? Infinity) - 1;
  const found: Sentence[] = [];
  if (Math.min(largest, kept) >= rows) {
    // A Keras word index has all words of its texts, also those the network never reads.
    found.push(
      isOfAnother(vocabulary, rows)
        ? ofAnother(vocabulary, rows)
        : sentence(
            'The vocabulary {0} has ids up to {1}, the table {2} rows: symbols with larger ids are unknown to the network.',
            place,
            largest,
            rows,
          ),
    );
  }
  if (ids.size > 0 && ids.size < rows / 2)
    found.push(
      sentence(
        'The vocabulary {0} has {1} symbols, the table {2} rows: most rows have no symbol.',
        place,
        ids.size,
        rows,
      ),
    );
  return found;
}

/** What is odd about a table by itself: symbols that are there twice, ids of several symbols, ids without one. */
export function oddities({ pairs }: Table, unit: ForeignVocabulary['unit'], place: string): Sentence[] {
  const found: Sentence[] = [];
  const ids = new Map<string, number>();
  for (const [symbol, id] of pairs) {
    const before = ids.get(symbol);
    if (before !== undefined && before !== id) {
      found.push(
        sentence('In {0} the symbol {1} is there twice, as {2} and {3}.', place, shown(symbol), before, id),
      );
      break;
    }
    ids.set(symbol, id);
  }
  const used = new Set(ids.values());
  if (used.size < ids.size)
    found.push(sentence('In {0} {1} symbols share {2} ids.', place, ids.size, used.size));
  const largest = [...used].reduce((a, b) => Math.max(a, b), 0);
  const smallest = [...used].reduce((a, b) => Math.min(a, b), largest);
  const gaps = largest - smallest + 1 - used.size;
  if (gaps > 0)
    found.push(
      sentence('In {0} {1} ids between {2} and {3} have no symbol.', place, gaps, smallest, largest),
    );
  if (unit === 'characters')
    for (const [symbol, id] of ids)
      if (symbol === '' || /^\s{2,}$/.test(symbol))
        found.push(
          sentence('{0} is damaged: {1} has id {2}, which is no character.', place, shown(symbol), id),
        );
  return found.slice(0, 8);
}

function shown(symbol: string): string {
  return JSON.stringify(symbol);
}

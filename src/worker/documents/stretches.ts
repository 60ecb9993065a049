import { sameStretches } from '../../core/analysis/networks/sameStretches.js';
import { fromPairs, type TokenAlignment } from '../../core/analysis/tokenAlignment.js';
import { readingOf } from '../../core/session/reading.js';
import { tokensInDocument } from '../../core/text/projection.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type { OpenDocument } from '../openDocuments.js';

type PlacedDocument = Pick<OpenDocument, 'document' | 'model' | 'projection'>;

/** Where the tokens of a document are in the text as it is written. */
export function tokensOf({ document, projection }: PlacedDocument): SegmentedText {
  const flat = document.flat();
  return projection ? tokensInDocument(projection, flat) : flat;
}

/** The tokens that two networks cut alike out of one text; null for networks that cut all of it alike. */
export function stretchAlignment(before: PlacedDocument, after: PlacedDocument): TokenAlignment | null {
  // Of one network two texts are compared, or two passages of one.
  if (before.document.pipeline === after.document.pipeline) return null;
  const [old, now] = [before, after].map(({ model }) => readingOf(model.manifest).tokenizer);
  if (old === now && !before.projection === !after.projection) return null;
  const pairs = sameStretches(tokensOf(before), tokensOf(after));
  return fromPairs(pairs.before, pairs.after);
}

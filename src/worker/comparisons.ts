import {
  alignTokensInPieces,
  identity,
  realign,
  swapped,
  type TokenAlignment,
  type TokenDelta,
} from '../core/analysis/tokenAlignment.js';
import type { ComparedDocuments } from '../protocol/engine.js';
import type { EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';

/** Two documents and which of their tokens are which. */
export interface Comparison {
  readonly before: EngineDocument;
  readonly after: EngineDocument;
  readonly alignment: TokenAlignment;
}

type Aligned = ComparedDocuments & {
  alignment: TokenAlignment;
  /** Of two networks that cut one text differently: it is not kept up with edits, but made anew. */
  readonly isByStretch: boolean;
};

/** Tokens of two documents that are the same stretch of one text; null where their texts say which is which. */
export type StretchAlignment = (documents: ComparedDocuments) => TokenAlignment | null;

/** The alignments of documents that are compared, kept up with the edits of both. */
export class Comparisons {
  private readonly known: Aligned[] = [];

  constructor(
    private readonly documentOf: (id: number) => EngineDocument,
    private readonly byStretch: StretchAlignment = () => null,
  ) {}

  /** A document and its copy: every token is itself. */
  pinned(documents: ComparedDocuments): void {
    const alignment = identity(this.documentOf(documents.afterId).tokenCount);
    this.known.push({ ...documents, alignment, isByStretch: false });
  }

  /** Aligns two documents that were not compared yet, giving way to others; rejects as the job's turns do. */
  async align(documents: ComparedDocuments, { turn }: Pick<Job, 'turn'>): Promise<void> {
    const { beforeId, afterId } = documents;
    const [before, after] = [this.documentOf(beforeId), this.documentOf(afterId)];
    if (this.find(documents)) return;
    const stretches = this.byStretch(documents);
    if (stretches)
      return void this.known.push({ beforeId, afterId, alignment: stretches, isByStretch: true });
    const pieces = alignTokensInPieces(before.texts, after.texts);
    let next = pieces.next();
    for (; !next.done; next = pieces.next()) await turn();
    // Somebody else may have needed it meanwhile.
    if (!this.find(documents))
      this.known.push({ beforeId, afterId, alignment: next.value, isByStretch: false });
  }

  /** Two documents that were pinned or aligned; Error if one of them is not there, or they were not. */
  of(documents: ComparedDocuments): Comparison {
    const [before, after] = [this.documentOf(documents.beforeId), this.documentOf(documents.afterId)];
    const found = this.find(documents);
    if (!found) throw new Error('These documents were not aligned.');
    return { before, after, alignment: found.alignment };
  }

  /** A document was edited: it is aligned again around that, whichever of two it is. */
  edited(id: number, deltas: readonly TokenDelta[]): void {
    this.forget(({ beforeId, afterId, isByStretch }) => isByStretch && (beforeId === id || afterId === id));
    for (const each of this.known) {
      if (each.beforeId !== id && each.afterId !== id) continue;
      const [before, after] = [this.documentOf(each.beforeId), this.documentOf(each.afterId)];
      each.alignment =
        each.afterId === id
          ? realign(each.alignment, deltas, before.texts, after.texts)
          : swapped(realign(swapped(each.alignment), deltas, after.texts, before.texts));
    }
  }

  /** A document is gone, or another one has its id. */
  closed(id: number): void {
    this.forget(({ beforeId, afterId }) => beforeId === id || afterId === id);
  }

  private find({ beforeId, afterId }: ComparedDocuments): Aligned | undefined {
    return this.known.find((each) => each.beforeId === beforeId && each.afterId === afterId);
  }

  private forget(isGone: (documents: Aligned) => boolean): void {
    for (let k = this.known.length - 1; k >= 0; k--) if (isGone(this.known[k])) this.known.splice(k, 1);
  }
}

/** Blocks as they are told: after, before, length, 1 for replaced, `[blocks, 4]`. */
export function packAlignment(alignment: TokenAlignment): Uint32Array {
  return Uint32Array.from(
    alignment.flatMap(({ after, before, length, replaced }) => [after, before, length, Number(replaced)]),
  );
}

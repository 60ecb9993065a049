import type { LoadedModel } from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';
import type { ContentChange } from '../core/session/editedText.js';
import { MarkedText } from '../core/session/markup/markedText.js';
import type { WayBack } from '../core/text/projection.js';
import type { EditedPlace } from '../protocol/engine.js';
import { Comparisons } from './comparisons.js';
import type { OpenModel } from './documents/openDocument.js';
import { placesInText } from './documents/placesInText.js';
import type { LeftOutCode } from './documents/readText.js';
import { stretchAlignment } from './documents/stretches.js';
import { SegmentedDocument } from './documents/segmentedDocument.js';
import { SequenceDocument } from './documents/sequenceDocument.js';
import type { ModelFiles } from './helper.js';

/** A loaded model, and its files for whoever has to load it, too. */
export interface KnownModel extends OpenModel {
  readonly files: ModelFiles;
  readonly loaded: LoadedModel;
}

/** A document and its model. */
export interface OpenDocument {
  readonly document: SegmentedDocument | SequenceDocument;
  readonly model: KnownModel;
  /** What the document is of a text; null for all of it. Offsets that are asked and told are the text's. */
  readonly projection: WayBack | null;
  /** What is said of what it leaves out of the text. */
  readonly leftOutAs: LeftOutCode;
}

interface Entry extends OpenDocument {
  /** Ends the run or edit that is under way in it. */
  task: AbortController;
  edits: number;
}

/** The documents that were run, by the ids the host gave them, and which of them are compared. */
export class OpenDocuments {
  /** Which tokens of two documents are the same. */
  readonly comparisons = new Comparisons(
    (id) => this.document(id),
    ({ beforeId, afterId }) => stretchAlignment(this.entry(beforeId), this.entry(afterId)),
  );
  private readonly entries = new Map<number, Entry>();

  /** A document and its model; the error says what to do where there is none. */
  open(id: number): OpenDocument {
    return this.entry(id);
  }

  document(id: number): SegmentedDocument | SequenceDocument {
    return this.entry(id).document;
  }

  /** A document that can be written on; the error says what kind of model that takes. */
  sequence(id: number): SequenceDocument {
    const document = this.document(id);
    const isWriter = this.open(id).model.manifest.task === 'language-model';
    if (!isWriter || !(document instanceof SequenceDocument))
      throw new RnnLensError(
        'Only a language model has one state to go on from at every place: choose one with "Select Model".',
      );
    return document;
  }

  /** Takes a document in; what was known by its id is gone. The task's signal aborts with the next edit. */
  put(id: number, open: OpenDocument, task: AbortController): void {
    this.entries.set(id, { ...open, task, edits: 0 });
    this.comparisons.closed(id);
  }

  /** Ends the run or edit that is under way in a document, if there is one. */
  stop(id: number): void {
    this.entries.get(id)?.task.abort();
  }

  /** Keeps a document as it is now under another id. */
  pin(id: number, pinnedId: number): void {
    const { document, model, projection, leftOutAs } = this.entry(id);
    const pinned = projection instanceof MarkedText ? projection.copy() : projection;
    const copy = { document: document.copy(), model, projection: pinned, leftOutAs };
    this.put(pinnedId, copy, new AbortController());
    this.comparisons.pinned({ beforeId: pinnedId, afterId: id });
  }

  /** Edits a document; tells where it changed, and what ends the work on it when the next edit comes. */
  edit(
    id: number,
    changes: readonly ContentChange[],
  ): { readonly places: readonly EditedPlace[]; readonly signal: AbortSignal } {
    const entry = this.entry(id);
    const { document, projection } = entry;
    const isMarked = projection instanceof MarkedText && document instanceof SegmentedDocument;
    if (projection && !isMarked) throw new RnnLensError('A part of a text is not followed: run it again.');
    entry.task.abort();
    entry.task = new AbortController();
    entry.edits++;
    const edits = isMarked ? projection.edit(changes) : null;
    const places = document.edit(edits?.flatMap(({ change }) => change ?? []) ?? changes);
    this.comparisons.edited(
      id,
      places.map(({ delta }) => delta),
    );
    const told = isMarked && edits ? placesInText(document.store, places, edits, projection) : places;
    return { places: told, signal: entry.task.signal };
  }

  /** Where an offset of the text is in what was read of it. */
  readAt(id: number, offsetUtf16: number): number {
    return this.entry(id).projection?.toRead(offsetUtf16) ?? offsetUtf16;
  }

  /** Lets go of a document. */
  close(id: number): void {
    this.stop(id);
    this.entries.delete(id);
    this.comparisons.closed(id);
  }

  /** Tells whether some documents are still what they are now: neither edited, nor closed, nor run anew. */
  watch(...ids: readonly number[]): () => boolean {
    const then = ids.map((id) => [this.entry(id), this.entry(id).edits] as const);
    return () =>
      then.every(([entry, edits], k) => this.entries.get(ids[k]) === entry && entry.edits === edits);
  }

  private entry(id: number): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new RnnLensError('This document was not tagged yet: tag it first.');
    return entry;
  }
}

import type { SourceFiles } from '../core/import/files.js';
import type { ForeignFile, ImportAnswers, Recognised } from '../core/import/foreign.js';
import type { ImportedNetwork } from '../core/import/network.js';
import { sha256Of } from '../core/import/sha256.js';
import { readVocabularyFile, type VocabularyFile } from '../core/import/vocabularyFile.js';
import type { ForeignPlace } from '../protocol/imports.js';

/**
 * A file that is being imported: what a dialog asks for again and again is read and converted once, and anew only where
 * an answer changes it.
 */
export class OpenedImport {
  private readonly network = new Latest<ImportedNetwork>();
  private readonly vocabulary = new Latest<VocabularyFile>();
  private readonly labels = new Latest<VocabularyFile>();
  private hash: Promise<string> | null = null;

  constructor(
    readonly file: ForeignFile,
    readonly files: SourceFiles,
    private readonly filesAt: (at: ForeignPlace) => Promise<SourceFiles>,
  ) {}

  /** The file's network by some answers: the last one is kept, so its numbers are read once. */
  recognised(file: Recognised): Recognised {
    const ids = new Set(file.questions.map(({ id }) => id));
    return {
      ...file,
      network: (answers) => this.network.of(keyOf(answers, ids), () => file.network(answers)),
    };
  }

  /** Symbols of a vocabulary's file, and labels in it. */
  vocabularyAt(at: ForeignPlace): Promise<VocabularyFile> {
    return this.read(at, this.vocabulary);
  }

  /** Labels of a file, and symbols in it. */
  labelsAt(at: ForeignPlace): Promise<VocabularyFile> {
    return this.read(at, this.labels);
  }

  /** Of the whole file, in hexadecimal. */
  sha256(): Promise<string> {
    this.hash ??= sha256Of(this.files.main);
    return this.hash;
  }

  private async read(at: ForeignPlace, kept: Latest<VocabularyFile>): Promise<VocabularyFile> {
    const { main } = await this.filesAt(at);
    const key = at.kind === 'path' ? `${at.path} ${main.sizeBytes}` : at;
    return kept.of(key, () => readVocabularyFile(main));
  }
}

/** What was last made, under the key of what it was made of. */
class Latest<T> {
  private key: unknown = null;
  private value: Promise<T> | null = null;

  of(key: unknown, make: () => Promise<T>): Promise<T> {
    if (this.value && this.key === key) return this.value;
    const made = make();
    this.key = key;
    this.value = made;
    // What failed is tried again: its file may have been put right.
    made.catch(() => {
      if (this.value === made) this.value = null;
    });
    return made;
  }
}

/** Answers to some questions, in an order of their own. */
function keyOf(answers: ImportAnswers, ids: ReadonlySet<string>): string {
  const own = Object.entries(answers).filter(([id]) => ids.has(id));
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

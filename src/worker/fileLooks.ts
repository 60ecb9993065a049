import type { ForeignFile } from '../core/import/foreign.js';
import { networkLayers } from '../core/import/networkLayers.js';
import { openForeign } from '../core/import/openForeign.js';
import { FOREIGN_READERS } from '../core/import/readers.js';
import { tensorStatistics } from '../core/import/tensorStatistics.js';
import { RnnLensError } from '../core/problems.js';
import type { EngineContract } from '../protocol/engine.js';
import type { FileContents, FileRequests } from '../protocol/fileView.js';
import type { ForeignPlace } from '../protocol/imports.js';
import type { Handlers } from '../protocol/rpc.js';
import { filesAt, type OpenPath } from './foreignFiles.js';
import type { Jobs } from './jobs.js';

/** What is listed of a file at most: a message has less than a megabyte. */
const MOST_TENSORS = 4000;
const MOST_FACTS = 500;
const MOST_LABELS = 50;
/** Characters of a fact. */
const MOST_TEXT = 1000;

/** Files of other frameworks that are looked into, by the host's ids: what they say, and their tensors' numbers when asked. */
export class FileLooks {
  private readonly files = new Map<number, ForeignFile>();

  constructor(
    private readonly openPath: OpenPath | null,
    private readonly jobs: Jobs,
  ) {}

  /** What the host may ask. */
  questions(): Pick<Handlers<EngineContract>['requests'], keyof FileRequests> {
    return {
      lookInto: ({ id, at }) => this.open(id, at),
      layersOfFile: async ({ id }) => {
        const { recognised, tensors } = this.file(id);
        if (recognised.kind === 'refused') throw new RnnLensError('{0}', recognised.reason);
        return networkLayers(await recognised.network({}), tensors);
      },
      statisticsOfTensor: ({ id, tensor }, signal, tell) => {
        const job = this.jobs.begin([signal], { tell });
        return tensorStatistics(this.file(id).tensors[tensor], async (share) => {
          job.done(share);
          await job.turn();
        });
      },
      closeLook: ({ id }) => {
        this.files.delete(id);
        return null;
      },
    };
  }

  private async open(id: number, at: ForeignPlace): Promise<FileContents> {
    const files = await filesAt(this.openPath, at);
    const file = await openForeign(files, FOREIGN_READERS);
    this.files.set(id, file);
    const { main } = files;
    return { name: main.name, sizeBytes: main.sizeBytes, ...contentsOf(file) };
  }

  private file(id: number): ForeignFile {
    const file = this.files.get(id);
    if (!file) throw new Error('The file is not open.');
    return file;
  }
}

function contentsOf({
  format,
  tensors,
  facts,
  vocabularies,
  labels,
  recognised,
}: ForeignFile): Omit<FileContents, 'name' | 'sizeBytes'> {
  return {
    format,
    tensors: tensors.slice(0, MOST_TENSORS).map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    tensorCount: tensors.length,
    numbers: tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    facts: facts.slice(0, MOST_FACTS).map(({ name, value }) => ({
      name,
      value: value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value,
    })),
    vocabularies: vocabularies.map(({ place, ids }) => ({ place, count: ids.size })),
    labels: labels?.slice(0, MOST_LABELS) ?? [],
    labelCount: labels?.length ?? 0,
    refusal: recognised.kind === 'refused' ? recognised.reason : null,
  };
}

import { measureImport } from '../core/evaluate/importMeasure.js';
import type { ForeignVocabulary, Recognised } from '../core/import/foreign.js';
import { importedModel } from '../core/import/importedModel.js';
import { importPlan, type ImportPlan } from '../core/import/importPlan.js';
import { rowsOf } from '../core/import/networkFacts.js';
import { openForeign } from '../core/import/openForeign.js';
import { FOREIGN_READERS } from '../core/import/readers.js';
import { alphabetsOfSize, alphabetVocabulary } from '../core/import/vocabulary/alphabets.js';
import { symbolsBeside } from '../core/import/vocabulary/beside.js';
import { RnnLensError } from '../core/problems.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import type {
  ForeignDescription,
  ForeignPlace,
  ImportChoice,
  ImportRequests,
  ImportState,
} from '../protocol/imports.js';
import { filesAt, type OpenPath } from './foreignFiles.js';
import type { Jobs } from './jobs.js';
import { OpenedImport } from './openedImport.js';

/** Labels that a dialog shows. */
const SHOWN_LABELS = 8;

/** Files of other frameworks that are open, by the host's ids. */
export class Imports {
  private readonly opened = new Map<number, OpenedImport>();

  constructor(
    private readonly openPath: OpenPath | null,
    private readonly work: { readonly jobs: Jobs; readonly engine: RecurrentEngine },
  ) {}

  /** What the host may ask. */
  questions(): {
    [K in keyof ImportRequests]: (
      params: ImportRequests[K]['params'],
      signal: AbortSignal,
    ) => Promise<ImportRequests[K]['result']>;
  } {
    return {
      openForeign: ({ id, at }) => this.open(id, at),
      planImport: async ({ id, choice }) => {
        const { plan } = await this.plan(id, choice);
        return stateOf(plan);
      },
      measureImport: async ({ id, choice, text }, signal) => {
        const { plan } = await this.plan(id, choice);
        const source = { file: '', format: '', sha256: '' };
        const settings = plan.settings({ name: 'x', title: 'x', source });
        const { turn } = this.work.jobs.begin([signal]);
        return measureImport(plan.network, settings, text, { engine: this.work.engine, turn });
      },
      importForeign: async ({ id, choice, name }) => {
        const { plan, opened } = await this.plan(id, choice);
        const { format } = opened.file;
        const source = { file: opened.files.main.name, format, sha256: await opened.sha256() };
        const model = importedModel(plan.network, plan.settings({ name, title: name, source }));
        const { json, weights } = model.files();
        return { manifest: json, weights };
      },
      closeForeign: async ({ id }) => {
        this.opened.delete(id);
        return null;
      },
    };
  }

  private async open(id: number, at: ForeignPlace): Promise<ForeignDescription> {
    const files = await filesAt(this.openPath, at);
    const file = await openForeign(files, FOREIGN_READERS);
    const opened = new OpenedImport(file, files, (place) => filesAt(this.openPath, place));
    this.opened.set(id, opened);
    const { recognised } = file;
    const rows =
      recognised.kind === 'network' ? rowsOf(await opened.recognised(recognised).network({})) : null;
    return {
      format: file.format,
      tensors: file.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      facts: file.facts,
      vocabularies: file.vocabularies.map(({ place, ids }) => ({ place, count: ids.size })),
      alphabets:
        rows === null ? [] : alphabetsOfSize(rows).map(({ id: name, title }) => ({ id: name, title })),
      beside: await symbolsBeside(files),
      ...{ rows, refusal: recognised.kind === 'refused' ? recognised.reason : null },
    };
  }

  private async plan(id: number, choice: ImportChoice): Promise<{ plan: ImportPlan; opened: OpenedImport }> {
    const opened = this.opened.get(id);
    if (!opened) throw new Error('The file to import is not open.');
    if (opened.file.recognised.kind === 'refused')
      throw new RnnLensError('{0}', opened.file.recognised.reason);
    const recognised = opened.recognised(opened.file.recognised);
    const { answers } = choice;
    const vocabulary = await vocabularyOf(opened, recognised, choice);
    const labels = await labelsOf(opened, choice);
    return { opened, plan: await importPlan(recognised, { vocabulary, labels, answers }) };
  }
}

async function vocabularyOf(
  opened: OpenedImport,
  recognised: Recognised,
  { vocabulary, answers }: ImportChoice,
): Promise<ForeignVocabulary> {
  if (vocabulary.kind === 'alphabet')
    return alphabetVocabulary(vocabulary.id, rowsOf(await recognised.network(answers)));
  if (vocabulary.kind === 'own') {
    const own = opened.file.vocabularies.find(({ place }) => place === vocabulary.place);
    if (!own) throw new RnnLensError('The file has no vocabulary "{0}".', vocabulary.place);
    return own;
  }
  const [first] = (await opened.vocabularyAt(vocabulary.at)).vocabularies;
  if (!first) throw new RnnLensError('{0} has labels, and no vocabulary.', nameOf(vocabulary.at));
  return first;
}

async function labelsOf(opened: OpenedImport, { labels }: ImportChoice): Promise<readonly string[] | null> {
  if (labels.kind === 'own') return opened.file.labels;
  if (labels.kind === 'names') return labels.names;
  const found = (await opened.labelsAt(labels.at)).labels;
  if (!found) throw new RnnLensError('{0} has no labels.', nameOf(labels.at));
  return found;
}

function nameOf(at: ForeignPlace): string {
  return at.kind === 'bytes' ? at.name : (at.path.split(/[\\/]/).at(-1) ?? at.path);
}

function stateOf(plan: ImportPlan): ImportState {
  const source = { file: '', format: '', sha256: '' };
  const { manifest } = importedModel(plan.network, plan.settings({ name: 'x', title: 'x', source }));
  const labels = manifest.heads.at(0)?.labels ?? [];
  return {
    questions: plan.questions,
    notes: plan.network.notes,
    task: manifest.task,
    labels: labels.slice(0, SHOWN_LABELS),
    labelCount: labels.length,
  };
}

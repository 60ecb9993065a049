import * as vscode from 'vscode';
import { plural, t } from '../../live/sentences.js';
import type { ForeignDescription, ImportChoice } from '../../protocol/imports.js';
import type { ForeignPlaces } from './foreignPlaces.js';
import { measuredPick, type Measure, type MeasuredItem } from './measuredPick.js';

/** A file of another framework that is being imported. */
export interface ImportedFile {
  readonly file: vscode.Uri;
  /** Where the engine finds files. */
  readonly places: ForeignPlaces;
  readonly description: ForeignDescription;
}

interface VocabularyItem extends MeasuredItem {
  readonly choose: () => Promise<ImportChoice['vocabulary'] | undefined>;
}

/** Lets people choose the symbols of a network's ids: those in its file, beside it, an alphabet, or any file. */
export async function chooseVocabulary(
  { file, places, description: { vocabularies, alphabets, beside, rows } }: ImportedFile,
  {
    choice,
    measure,
  }: { readonly choice: Omit<ImportChoice, 'vocabulary'>; readonly measure: Measure | null },
): Promise<ImportChoice['vocabulary'] | undefined> {
  const itemOf = (
    label: string,
    description: string,
    choose: () => Promise<ImportChoice['vocabulary']>,
  ): VocabularyItem => ({
    ...{ label, description, choose },
    candidate: async () => ({ ...choice, vocabulary: await choose() }),
  });
  const own = vocabularies.map(({ place, count }) =>
    itemOf(place, plural(count, '{0} symbol, in the file', '{0} symbols, in the file'), () =>
      Promise.resolve({ kind: 'own', place }),
    ),
  );
  const files = beside.vocabularies.map((name) =>
    itemOf(name, t('beside the file'), async () => ({ kind: 'file', at: await places.beside(file, name) })),
  );
  const known = alphabets.map(({ id, title }) =>
    itemOf(t(title.text, ...title.values.map((value) => String(value))), t('of this size'), () =>
      Promise.resolve({ kind: 'alphabet', id }),
    ),
  );
  const other: VocabularyItem = {
    label: t('Choose a file …'),
    candidate: null,
    choose: async () => {
      const chosen = await askFile(t('RNN Lens: Symbols of the Model'));
      return chosen && { kind: 'file', at: await places.file(chosen) };
    },
  };
  const item = await measuredPick([...own, ...files, ...known, other], {
    measure,
    title: t('RNN Lens: Import Model'),
    placeHolder: plural(
      rows ?? 0,
      'The symbol of its {0} id: its tokenizer or vocabulary',
      'The symbols of its {0} ids: its tokenizer or vocabulary',
    ),
  });
  return item?.choose();
}

interface LabelsItem extends vscode.QuickPickItem {
  readonly choose: () => Promise<ImportChoice['labels'] | undefined>;
}

/** Lets people name the network's outputs: from a file, or typed. */
export async function chooseLabels({
  file,
  places,
  description: { beside },
}: ImportedFile): Promise<ImportChoice['labels'] | undefined> {
  const items: LabelsItem[] = [
    { label: t('As they are in the file, or numbers'), choose: async () => ({ kind: 'own' }) },
    ...beside.labels.map((name) => ({
      label: name,
      description: t('beside the file'),
      choose: async () => ({ kind: 'file' as const, at: await places.beside(file, name) }),
    })),
    { label: t('Type them …'), choose: typeLabels },
    {
      label: t('Choose a file …'),
      choose: async () => {
        const chosen = await askFile(t('RNN Lens: Labels of the Model'));
        return chosen && { kind: 'file', at: await places.file(chosen) };
      },
    },
  ];
  const item = await vscode.window.showQuickPick(items, {
    title: t('RNN Lens: Import Model'),
    placeHolder: t('What its outputs are called'),
  });
  return item?.choose();
}

async function typeLabels(): Promise<ImportChoice['labels'] | undefined> {
  const typed = await vscode.window.showInputBox({
    title: t('RNN Lens: Labels of the Model'),
    prompt: t('In the order of the outputs, with commas between them'),
  });
  if (!typed) return undefined;
  return { kind: 'names', names: typed.split(',').map((name) => name.trim()) };
}

async function askFile(title: string): Promise<vscode.Uri | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title })) ?? [];
  return file;
}

import * as vscode from 'vscode';
import { NUMBER_LOSSES, type NumberLoss } from '../../core/data/numbers.js';
import type { CellKind } from '../../core/rnn/config.js';
import type { NetworkChoice } from '../../core/train/own/ownRecipe.js';
import type { Proposal } from '../../core/train/own/proposals.js';
import { plural, t } from '../../live/sentences.js';
import type { TableColumns } from './tableColumns.js';
import { chooseColumns } from './tableColumns.js';

/** What is chosen so far. */
export interface TrainingDraft extends NetworkChoice {
  readonly name: string;
  /** What the text is called. */
  readonly label: string;
  readonly proposal: Proposal;
  readonly proposals: readonly Proposal[];
  readonly minutes: number;
  readonly cores: number;
  readonly mostCores: number;
  /** The model to begin with. */
  readonly start: string | null;
  readonly models: readonly string[];
  readonly columns: TableColumns | null;
}

type Action = 'train' | 'recipe';

/** What people chose, and whether it begins at once or as a recipe to look at. */
export interface Chosen {
  readonly draft: TrainingDraft;
  readonly action: Action;
}

interface Item extends vscode.QuickPickItem {
  readonly act: () => Promise<Partial<TrainingDraft> | Action | undefined> | Action;
}

/** Shows all choices as rows that can be changed until people train; undefined if they think better of it. */
export async function trainDialog(first: TrainingDraft): Promise<Chosen | undefined> {
  let draft = first;
  for (;;) {
    const item = await vscode.window.showQuickPick(itemsOf(draft), {
      title: t('RNN Lens: Train a Network'),
      placeHolder: t('{0}: choose a row to change it', draft.label),
      matchOnDescription: true,
    });
    if (!item) return undefined;
    const done = await item.act();
    if (done === 'train' || done === 'recipe') return { draft, action: done };
    if (done) draft = { ...draft, ...done };
  }
}

function itemsOf(draft: TrainingDraft): Item[] {
  const { name, label, cell, layers, hiddenSize, minutes, proposal, start } = draft;
  const units = proposal.widths?.targets ?? hiddenSize;
  const network = start ?? `${cellName(cell)} ${layers} × ${units}`;
  return [
    {
      label: `$(play) ${t('Train')}`,
      description: t('{0} on {1}, {2}, as "{3}"', network, label, timeText(minutes), name),
      act: () => 'train',
    },
    {
      label: t('What it learns'),
      description: proposalText(proposal),
      act: () =>
        pickFrom(t('What it learns'), draft.proposals, proposalText, (chosen) => ({ proposal: chosen })),
    },
    ...(draft.columns && proposal.own.kind === 'table' ? [columnsItem(draft)] : []),
    ...(proposal.widths ? [lossItem(proposal)] : []),
    {
      label: t('Begin with'),
      description: start ?? t('a new network'),
      act: () =>
        pickFrom(
          t('Begin with'),
          [null, ...draft.models],
          (model) => model ?? t('a new network'),
          (model) => ({ start: model }),
        ),
    },
    ...(start === null ? networkItems(draft) : []),
    {
      label: t('Time'),
      description: timeText(minutes),
      act: () => pickFrom(t('Time'), [1, 3, 6, 15, 60], timeText, (chosen) => ({ minutes: chosen })),
    },
    ...(draft.mostCores > 1 ? [coresItem(draft)] : []),
    { label: t('Name'), description: name, act: () => askName(name) },
    {
      label: t('Recipe …'),
      description: t('everything else, as a file'),
      act: () => 'recipe',
    },
  ];
}

function networkItems(draft: TrainingDraft): Item[] {
  const { cell, layers, hiddenSize, proposal } = draft;
  return [
    {
      label: t('Cell'),
      description: cellName(cell),
      act: () =>
        pickFrom(t('Cell'), ['GRU', 'LSTM', 'RNN_TANH', 'RNN_RELU'] as const, cellName, (chosen) => ({
          cell: chosen,
        })),
    },
    {
      label: t('Layers'),
      description: String(layers),
      act: () => pickFrom(t('Layers'), [1, 2, 3], String, (chosen) => ({ layers: chosen })),
    },
    // The states themselves are learned: the data say how many there are, and that they are read forward.
    ...(proposal.widths ? [] : [unitsItem(hiddenSize), directionsItem(draft)]),
  ];
}

function unitsItem(hiddenSize: number): Item {
  return {
    label: t('Units'),
    description: String(hiddenSize),
    act: () =>
      pickFrom(t('Units'), [4, 8, 16, 32, 64, 128, 256, 384], String, (chosen) => ({ hiddenSize: chosen })),
  };
}

function directionsItem({ bidirectional, proposal }: TrainingDraft): Item {
  const text = (both: boolean): string => (both ? t('forward and backward') : t('forward'));
  if (proposal.task === 'language-model')
    return {
      label: t('Directions'),
      description: text(false),
      detail: t('One only: read backward, too, it would see the characters that it is to predict.'),
      act: async () => undefined,
    };
  return {
    label: t('Directions'),
    description: text(bidirectional),
    act: () => pickFrom(t('Directions'), [true, false], text, (both) => ({ bidirectional: both })),
  };
}

/** Of the textbook task. */
function lossItem(proposal: Proposal): Item {
  const { loss = 'all' } = proposal;
  const text = (one: NumberLoss): string => (one === 'all' ? t('over all steps') : t('of the last step'));
  return {
    label: t('Loss'),
    description: text(loss),
    act: () =>
      pickFrom(t('Loss'), NUMBER_LOSSES, text, (chosen) => ({ proposal: { ...proposal, loss: chosen } })),
  };
}

function columnsItem({ columns, proposal }: TrainingDraft): Item {
  const { text = 0, label = 1 } = proposal.own.columns ?? {};
  const names = columns!.names;
  return {
    label: t('Columns'),
    description: t('text: {0}, label: {1}', names[text] ?? text + 1, names[label] ?? label + 1),
    detail: labelsText(proposal),
    act: async () => {
      const chosen = await chooseColumns(columns!, proposal);
      return chosen && { proposal: chosen };
    },
  };
}

function labelsText({ own: { labels = [] }, rows = 0 }: Proposal): string {
  const shown = labels.slice(0, 8).join(', ') + (labels.length > 8 ? ' …' : '');
  return t('{0}; {1}', plural(rows, '{0} row', '{0} rows'), shown);
}

function coresItem({ cores, mostCores }: TrainingDraft): Item {
  const all = Array.from({ length: mostCores }, (_, k) => k + 1);
  const text = (count: number): string => t('{0} of {1}', count, mostCores);
  return {
    label: t('Cores'),
    description: text(cores),
    act: () => pickFrom(t('Cores'), all, text, (chosen) => ({ cores: chosen })),
  };
}

async function pickFrom<T>(
  title: string,
  values: readonly T[],
  text: (value: T) => string,
  done: (value: T) => Partial<TrainingDraft>,
): Promise<Partial<TrainingDraft> | undefined> {
  const items = values.map((value) => ({ label: text(value), value }));
  const item = await vscode.window.showQuickPick(items, {
    title: t('RNN Lens: Train a Network'),
    placeHolder: title,
  });
  return item && done(item.value);
}

async function askName(name: string): Promise<Partial<TrainingDraft> | undefined> {
  const typed = await vscode.window.showInputBox({
    title: t('RNN Lens: Train a Network'),
    prompt: t('What the model is called'),
    value: name,
    validateInput: (value) =>
      /^[a-z0-9][a-z0-9._-]*$/i.test(value) ? null : t('Letters, digits, ".", "-" and "_" only.'),
  });
  return typed === undefined ? undefined : { name: typed };
}

/** `GRU`; of a plain cell its function. */
export function cellName(cell: CellKind): string {
  const names: Readonly<Record<CellKind, string>> = {
    GRU: 'GRU',
    LSTM: 'LSTM',
    RNN_TANH: t('plain RNN'),
    RNN_RELU: t('plain RNN with ReLU'),
  };
  return names[cell];
}

function timeText(minutes: number): string {
  return plural(minutes, 'about {0} minute', 'about {0} minutes');
}

function proposalText({ task, own }: Proposal): string {
  if (task === 'language-model') return t('to write: the next character');
  if (task === 'states') return t('the numbers behind "=", as its states');
  if (task === 'tagging') return t('a tag for each word');
  return own.kind === 'lines' ? t('the label that each line begins with') : t('the label of each row');
}

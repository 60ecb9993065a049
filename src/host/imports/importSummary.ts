import * as vscode from 'vscode';
import { isComparable } from '../../core/import/comparable.js';
import type { ImportQuestion } from '../../core/import/foreign.js';
import type { Sentence } from '../../core/sentence.js';
import { plural, sentenceOf, t } from '../../live/sentences.js';
import { RnnLensError } from '../../core/problems.js';
import type { ImportState } from '../../protocol/imports.js';
import type { ImportDraft } from './importModel.js';
import { measuredPick, type Measure } from './measuredPick.js';

/** What people do with the summary of an import. */
export type Summary =
  | { readonly kind: 'import' }
  | { readonly kind: 'answer'; readonly id: string; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'labels' }
  | { readonly kind: 'vocabulary' };

interface Item extends vscode.QuickPickItem {
  readonly act?: () => Promise<Summary | undefined> | Summary;
}

/** Shows what will be made of a file, each choice a row that can be changed; undefined if people think better of it. */
export async function summary(
  draft: ImportDraft,
  state: ImportState | string,
  measure: Measure | null,
): Promise<Summary | undefined> {
  for (;;) {
    const item = await vscode.window.showQuickPick(itemsOf(draft, state, measure), {
      title: t('RNN Lens: Import {0}', draft.name),
      placeHolder: t('How it is read: choose a row to change it'),
      matchOnDescription: true,
    });
    if (!item) return undefined;
    const done = await item.act?.();
    if (done) return done;
  }
}

function itemsOf(draft: ImportDraft, state: ImportState | string, measure: Measure | null): Item[] {
  const { choice, description, name } = draft;
  if (typeof state === 'string')
    return [
      { label: `$(warning) ${state}`, act: () => ({ kind: 'vocabulary' }) },
      vocabularyItem(draft),
      labelsItem(''),
    ];
  const open = state.questions.find(({ id, isNeeded }) => isNeeded && choice.answers[id] === undefined);
  const go: Item = open
    ? {
        label: `$(question) ${textOf(open.text)}`,
        detail: t('must be answered'),
        act: () => answer(open, draft, measure),
      }
    : {
        label: `$(check) ${t('Import')}`,
        description: t('{0} as "{1}"', description.format, name),
        act: () => ({ kind: 'import' }),
      };
  const more = plural(state.labelCount, '{0} output', '{0} outputs');
  return [
    go,
    ...state.questions.map((question): Item => ({
      label: textOf(question.text),
      description: textOf(answerOf(question, draft)),
      act: () => answer(question, draft, measure),
    })),
    vocabularyItem(draft),
    ...(state.labelCount > 0 ? [labelsItem(`${more}: ${state.labels.join(', ')}`)] : []),
    { label: t('Name'), description: name, act: () => askName(name) },
    { label: t('What was converted'), kind: vscode.QuickPickItemKind.Separator },
    ...state.notes.map((note): Item => ({ label: textOf(note) })),
    { label: t('Tensors'), kind: vscode.QuickPickItemKind.Separator },
    ...description.tensors.map((tensor): Item => ({
      label: tensor.name,
      description: `${tensor.dtype} [${tensor.shape.join(', ')}]`,
    })),
  ];
}

function vocabularyItem({ choice: { vocabulary } }: ImportDraft): Item {
  const named = {
    own: () => (vocabulary.kind === 'own' ? vocabulary.place : ''),
    alphabet: () => (vocabulary.kind === 'alphabet' ? vocabulary.id : ''),
    file: () => (vocabulary.kind === 'file' ? fileName(vocabulary.at) : ''),
  };
  return { label: t('Symbols'), description: named[vocabulary.kind](), act: () => ({ kind: 'vocabulary' }) };
}

function fileName(at: { readonly kind: string; readonly path?: string; readonly name?: string }): string {
  return at.name ?? (at.path ?? '').split(/[/\\]/).at(-1) ?? '';
}

function labelsItem(description: string): Item {
  return { label: t('Outputs'), description, act: () => ({ kind: 'labels' }) };
}

/** The answer that was given, or the likeliest. */
function answerOf({ id, options }: ImportQuestion, { choice }: ImportDraft): Sentence {
  return (options.find(({ value }) => value === choice.answers[id]) ?? options[0]).title;
}

async function answer(
  question: ImportQuestion,
  { choice, name }: ImportDraft,
  measure: Measure | null,
): Promise<Summary | undefined> {
  const { id, options, isNeeded } = question;
  const current = choice.answers[id] ?? options[0]?.value;
  const isCompared = isComparable(id);
  const items = options.map(({ value, title, detail }) => ({
    value,
    label: textOf(title),
    candidate: isCompared ? () => Promise.resolve(withAnswer(choice, id, value)) : null,
    ...(value === current && !isNeeded && { description: t('now') }),
    ...(detail && { detail: textOf(detail) }),
  }));
  const title = t('RNN Lens: Import {0}', name);
  const item = await measuredPick(items, { title, placeHolder: textOf(question.text), measure });
  return item && { kind: 'answer', id, value: item.value };
}

function withAnswer(choice: ImportDraft['choice'], id: string, value: string): ImportDraft['choice'] {
  return { ...choice, answers: { ...choice.answers, [id]: value } };
}

async function askName(name: string): Promise<Summary | undefined> {
  const typed = await vscode.window.showInputBox({
    title: t('RNN Lens: Import Model'),
    prompt: t('What the model is called'),
    value: name,
    validateInput: (value) =>
      /^[a-z0-9][a-z0-9._-]*$/i.test(value) ? null : t('Letters, digits, ".", "-" and "_" only.'),
  });
  return typed === undefined ? undefined : { kind: 'name', name: typed };
}

/** A sentence of the core in the display language. */
function textOf(sentence: Sentence): string {
  return sentenceOf(new RnnLensError('{0}', sentence));
}

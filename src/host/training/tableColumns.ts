import * as vscode from 'vscode';
import { readDelimited } from '../../core/data/own/delimited.js';
import { labelsIn } from '../../core/data/own/ownTable.js';
import type { Proposal } from '../../core/train/own/proposals.js';
import { t } from '../../live/sentences.js';

/** A table that is learned from. */
export interface TableColumns {
  readonly text: string;
  readonly file: string;
  readonly names: readonly string[];
}

/** Which column is the text and which the label; undefined if people think better of it. */
export async function chooseColumns(table: TableColumns, proposal: Proposal): Promise<Proposal | undefined> {
  const { columns } = proposal.own;
  if (!columns) return undefined;
  const items = table.names.map((name, k) => ({ label: name === '' ? String(k + 1) : name, k }));
  const ask = (placeHolder: string): Thenable<{ readonly k: number } | undefined> =>
    vscode.window.showQuickPick(items, { title: t('RNN Lens: Columns'), placeHolder });
  const text = await ask(t('The column with the text'));
  const label = text && (await ask(t('The column with the label')));
  if (!text || !label) return undefined;
  const rows = readDelimited(table.text, columns.separator, table.file).slice(columns.header ? 1 : 0);
  const { labels } = labelsIn(rows, label.k);
  return {
    ...proposal,
    own: { ...proposal.own, columns: { ...columns, text: text.k, label: label.k }, labels },
  };
}

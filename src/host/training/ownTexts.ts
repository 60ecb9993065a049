import * as vscode from 'vscode';
import type { OwnFiles } from '../../core/data/own/ownData.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import type { ActiveEditor } from '../editor/activeEditor.js';

/** Text to learn from, as files of a training's folder. */
export interface OwnTexts {
  /** What it is called. */
  readonly label: string;
  readonly files: OwnFiles;
  /** By their names in `files`. */
  readonly texts: ReadonlyMap<string, string>;
  /** All of it. */
  readonly text: string;
}

/** Most of a folder's text: what is more is left out. */
const MOST_CHARACTERS = 50_000_000;
const MOST_FILES = 500;

/** Files of a folder that are text. */
const TEXT_FILE =
  /\.(txt|text|md|markdown|tex|rst|adoc|org|html?|xml|json|ya?ml|csv|tsv|conllu?|py|js|ts|jsx|tsx|java|c|h|cpp|hpp|cs|go|rs|rb|php|swift|kt|scala|r|jl|lua|sql|sh|css)$/i;

/** The text of a file or folder that was chosen, else of the active document. */
export async function ownTexts(
  { active }: { readonly active: ActiveEditor },
  given: unknown,
): Promise<OwnTexts> {
  if (given instanceof vscode.Uri) {
    const { type } = await vscode.workspace.fs.stat(given);
    return type & vscode.FileType.Directory ? textsOfFolder(given) : textOfFile(given);
  }
  const { document } = active;
  if (!document)
    throw new Refusal(t('There is no text to learn from: open a document and run the command again.'));
  return ofOne(document.uri, document.getText());
}

async function textOfFile(file: vscode.Uri): Promise<OwnTexts> {
  const document = await vscode.workspace.openTextDocument(file);
  return ofOne(file, document.getText());
}

function ofOne(file: vscode.Uri, text: string): OwnTexts {
  const label = baseName(file) || 'text.txt';
  const name = `data/${safe(label)}`;
  if (text.trim() === '') throw new Refusal(t('{0} has no text to learn from.', label));
  return { label, files: { train: name, development: name }, texts: new Map([[name, text]]), text };
}

async function textsOfFolder(folder: vscode.Uri): Promise<OwnTexts> {
  const texts = new Map<string, string>();
  let length = 0;
  for (const file of await textFiles(folder)) {
    if (texts.size >= MOST_FILES || length >= MOST_CHARACTERS) break;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    if (text.trim() === '' || text.includes('\0')) continue;
    const inside = file.path
      .slice(folder.path.length + 1)
      .split('/')
      .map(safe)
      .join('_');
    texts.set(`data/${inside}`, text);
    length += text.length;
  }
  const label = baseName(folder);
  const [first, ...more] = [...texts.keys()];
  if (first === undefined) throw new Refusal(t('{0} has no text to learn from.', label));
  const files = { train: first, more, development: first };
  return { label, files, texts, text: [...texts.values()].join('\n') };
}

/** Of a folder and those in it, by name; what begins with a dot is left out. */
async function textFiles(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const entries = await vscode.workspace.fs.readDirectory(folder);
  for (const [name, type] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith('.') || name === 'node_modules' || found.length >= MOST_FILES) continue;
    const place = vscode.Uri.joinPath(folder, name);
    if (type & vscode.FileType.Directory) found.push(...(await textFiles(place)));
    else if (TEXT_FILE.test(name)) found.push(place);
  }
  return found;
}

function baseName(place: vscode.Uri): string {
  return place.path.split('/').filter(Boolean).at(-1) ?? '';
}

/** A name that every file system takes. */
function safe(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'text';
}

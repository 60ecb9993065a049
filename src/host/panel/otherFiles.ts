import * as vscode from 'vscode';
import type { FileClicks } from '../../protocol/otherFiles.js';
import type { OtherFile, OtherFiles } from '../../live/fileMatches.js';

/** Files that are looked through at most, bytes of one, and what of the workspace's folders is looked at for them. */
const MOST_FILES = 200;
const MOST_BYTES = 1_000_000;
const MOST_FOLDERS = 2000;

/** Folders with nothing that people wrote; those whose names begin with a dot are left out as well. */
const EXCLUDED: ReadonlySet<string> = new Set(['node_modules']);

/**
 * The workspace's files of the same kind (by their ending) as a document, in the order of their names. Folders are read
 * as VS Code gives them: its own search is a program that not every installation and no browser has.
 */
export async function otherFilesLike(documentUri: string): Promise<OtherFiles> {
  const ending = endingOf(vscode.Uri.parse(documentUri));
  const all = (await filesBelow(vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? []))
    .filter((uri) => uri.toString() !== documentUri && endingOf(uri) === ending)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: OtherFile[] = [];
  for (const uri of all.slice(0, MOST_FILES)) {
    const facts = await vscode.workspace.fs.stat(uri).then(undefined, () => null);
    if (facts && facts.size <= MOST_BYTES) files.push(fileOf(uri, facts));
  }
  return { files, left: all.length - files.length };
}

async function filesBelow(folders: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const waiting = [...folders];
  for (let looked = 0; waiting.length > 0 && looked < MOST_FOLDERS; looked++) {
    const folder = waiting.shift()!;
    const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
    for (const [name, type] of entries) {
      const place = vscode.Uri.joinPath(folder, name);
      if (type & vscode.FileType.File) found.push(place);
      // A link may lead back to where it is.
      else if (type === vscode.FileType.Directory && !name.startsWith('.') && !EXCLUDED.has(name))
        waiting.push(place);
    }
  }
  return found;
}

/** `.txt`, in small letters; an empty text for none. */
function endingOf({ path }: vscode.Uri): string {
  return /[^/]\.[^./]+$/.exec(path)?.[0].slice(1).toLowerCase() ?? '';
}

/** What VS Code is told to open a match: the file, where documents are, with the match selected. */
export function placeToOpen({
  uri,
  from,
  to,
}: FileClicks['openMatch']): [vscode.Uri, vscode.TextDocumentShowOptions] {
  const selection = new vscode.Range(from[0] - 1, from[1] - 1, to[0] - 1, to[1] - 1);
  return [vscode.Uri.parse(uri), { viewColumn: vscode.ViewColumn.One, selection }];
}

/** A file as it is in an editor, or on disk. */
function fileOf(uri: vscode.Uri, { mtime, size }: vscode.FileStat): OtherFile {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return {
    uri: uri.toString(),
    name: vscode.workspace.asRelativePath(uri),
    version: open ? `open ${open.version}` : `${mtime} ${size}`,
    text: async () => open?.getText() ?? textOf(await vscode.workspace.fs.readFile(uri)),
  };
}

/** UTF-8 as text; null for bytes that are none. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

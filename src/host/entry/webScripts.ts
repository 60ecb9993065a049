import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';

/** A script of the extension, wherever it is installed; rejects with the file system's error. */
export async function readScript(uri: vscode.Uri): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await vscode.workspace.fs.readFile(uri));
}

/**
 * Runs a bundle of the older module format and gives what it exports. A browser's extension host has no way to require a
 * second file; it runs the first one as a function of `module`, `exports` and `require` itself, and so does this.
 */
export function runScript<T>(bytes: Uint8Array<ArrayBuffer>, modules: Readonly<Record<string, unknown>>): T {
  const module = { exports: {} as T };
  const given = (name: string): unknown => {
    if (!Object.hasOwn(modules, name)) throw new Error(t('"{0}" is not there in a browser.', name));
    return modules[name];
  };
  const text = new TextDecoder().decode(bytes);
  const body = new Function('module', 'exports', 'require', text) as (...values: unknown[]) => void;
  body(module, module.exports, given);
  return module.exports;
}

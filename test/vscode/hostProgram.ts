// The command line, for tests inside Node's extension host; `web/hostProgram.ts` is its like in a browser.
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { extensionId } from './hostSupport.js';

/** Whether the engine here and the command line have the same arithmetic, to the last bit. */
export const hasSameArithmetic = true;

/** What the command line says; files as they are on disk. Rejects with its complaint. */
export async function program(...args: readonly (string | vscode.Uri)[]): Promise<string> {
  const { extensionPath } = vscode.extensions.getExtension(extensionId)!;
  const given = args.map((argument) => (typeof argument === 'string' ? argument : argument.fsPath));
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return execFileSync(process.execPath, [`${extensionPath}/dist/cli.js`, ...given], {
    env,
    encoding: 'utf8',
  });
}

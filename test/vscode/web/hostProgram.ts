// The command line, for tests inside a browser's extension host: the process of the tests is asked to run it.
import * as vscode from 'vscode';
import { askMark, type HostAsk } from '../hostResult.js';
import { workspaceFile } from '../hostSupport.js';
import { until } from '../until.js';

/** Browsers have fused multiply-add in WebAssembly, and Node 20 has not. */
export const hasSameArithmetic = false;

let asked = 0;

/** As in Node's extension host; the answer comes as a file of the workspace. */
export async function program(...args: readonly (string | vscode.Uri)[]): Promise<string> {
  const answer = workspaceFile(`answer-${asked++}.json`);
  const given = args.map((argument) => (typeof argument === 'string' ? argument : argument.path));
  const ask: HostAsk = { args: given, answer: answer.path };
  console.log(askMark + JSON.stringify(ask));
  const bytes = await until('the answer of the command line', async () =>
    vscode.workspace.fs.readFile(answer),
  );
  const { output, code } = JSON.parse(new TextDecoder().decode(bytes)) as { output: string; code: number };
  if (code !== 0) throw new Error(`The command line: ${output}`);
  return output;
}

import * as vscode from 'vscode';

/** The walkthroughs of the manifest. */
export type Walkthrough = 'start' | 'textbook';

/** Opens a walkthrough of the manifest; VS Code remembers which of its steps were done. */
export async function openWalkthrough(extensionId: string, name: Walkthrough): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#${name}`, false);
}

import * as vscode from 'vscode';
import { sentenceOf, t } from '../../live/sentences.js';
import { useDisplayLanguage } from '../displayLanguage.js';
import { FILE_VIEW_TYPE } from '../fileView/fileViewType.js';
import { PANEL_TYPE } from '../panel/panelType.js';
import { hasTagged } from '../runs/taggedKey.js';
import type { TestApi } from '../testApi.js';
import { newStatusItem, showIdle } from '../status/statusItem.js';
import type { RnnLensApi } from '../../../media/api/rnn-lens.js';
import { PublicApi, registerTools, type PublicHost } from './publicEntry.js';

/** The extension at work. */
export interface Host extends PublicHost {
  /** Names of its commands, without `rnnLens.`. */
  readonly commands: readonly string[];
  /** Runs a command by its name; what goes wrong is told to people. */
  run(command: string, argument: unknown): Promise<void>;
  /** Takes a panel over that was open when VS Code was reloaded. */
  restore(panel: vscode.WebviewPanel): void;
  /** Shows a model file of another framework in an editor of its own. */
  showFile(file: vscode.Uri, editor: vscode.WebviewPanel): void;
  readonly tests: TestApi;
}

/** What `activate` returns: what is for other extensions, and beside it, where VS Code runs tests, what is for these. */
export interface Exports extends RnnLensApi {
  readonly forTests?: Entry;
}

/** For this extension's tests only: it may change with any version. */
export interface Entry {
  /** Whether anything was made beside the status bar item. */
  readonly isAwake: boolean;
  /** What the status bar item shows. */
  readonly status: string;
  /** Names of the commands that are there, without `rnnLens.`; the host is made if it is not. */
  commands(): Promise<readonly string[]>;
  /** The interface for tests; the host is made if it is not. */
  tests(): Promise<TestApi>;
}

/** What a command's name begins with. */
const PREFIX = 'rnnLens.';

/**
 * What is there in every window: the item of the status bar, and commands that make the host when one is run for the
 * first time; where files were tagged before the window was loaded it is made at once. `make` gets the item, which the host
 * goes on with.
 */
export function openEntry(
  context: vscode.ExtensionContext,
  make: (status: vscode.StatusBarItem) => Promise<Host>,
): Exports {
  useDisplayLanguage();
  const status = newStatusItem();
  showIdle(status);
  let made: Promise<Host> | null = null;
  const host = () => (made ??= begin());
  const api = new PublicApi(() => host().catch(refuse));
  const begin = async (): Promise<Host> => {
    const ready = await make(status);
    context.subscriptions.push(api.made(ready));
    return ready;
  };
  const registered = commandsOf(context.extension).map((name) =>
    vscode.commands.registerCommand(PREFIX + name, async (argument: unknown) => {
      await (await host().catch(refuse)).run(name, argument);
    }),
  );
  const serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
    deserializeWebviewPanel: async (panel) => (await host()).restore(panel),
  });
  const editors = vscode.window.registerCustomEditorProvider(FILE_VIEW_TYPE, {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, editor) => (await host().catch(refuse)).showFile(uri, editor),
  });
  const tools = registerTools(context.extension, () => host().catch(refuse));
  context.subscriptions.push(status, serializer, editors, ...registered, ...tools);
  // Why it cannot be made is said when something is asked of it.
  if (hasTagged(context.workspaceState)) void host().catch(() => undefined);
  if (context.extensionMode !== vscode.ExtensionMode.Test) return api;
  const forTests: Entry = {
    get isAwake() {
      return made !== null;
    },
    get status() {
      return status.text;
    },
    commands: async () => (await host()).commands,
    tests: async () => (await host()).tests,
  };
  return Object.assign(api, { forTests });
}

/** Files of the extension are missing or damaged: nothing else keeps the host from being made. */
function refuse(error: unknown): never {
  throw new Error(t('RNN Lens could not be started ({0}): reinstall the extension.', sentenceOf(error)));
}

/** The commands of the manifest, without `rnnLens.`. */
function commandsOf({ packageJSON }: vscode.Extension<unknown>): readonly string[] {
  const { contributes } = packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return contributes.commands.map(({ command }) => command.slice(PREFIX.length));
}

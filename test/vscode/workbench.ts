// A real VS Code for tests: one server and one browser, and a page object for the workbench of each window.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { root } from '../project.mjs';
import { ensureBrowser } from './browser.mjs';
import { QuickInput } from './quickInput.js';
import {
  ensureServer,
  startServer,
  type ExtensionHost,
  type VsCodeServer,
  type WindowContent,
} from './server.mjs';
import { until } from './until.js';
import { recordCspViolations, webviewFrame } from './webview.js';

/** What settings and the theme picker call each theme, and the class VS Code gives its workbench. */
const themes = {
  light: { setting: 'Default Light Modern', label: 'Light Modern', cssClass: 'vs' },
  dark: { setting: 'Default Dark Modern', label: 'Dark Modern', cssClass: 'vs-dark' },
  'high-contrast': { setting: 'Default High Contrast', label: 'Dark High Contrast', cssClass: 'hc-black' },
  'high-contrast-light': {
    setting: 'Default High Contrast Light',
    label: 'Light High Contrast',
    cssClass: 'hc-light',
  },
} as const;

/** VS Code Server, also in the form in which webviews name its files: their service worker answers, nothing is asked. */
const HERE = /^(127\.0\.0\.1|[\w-]+\+127-002e0-002e0-002e1-003a\d+\.vscode-resource\.vscode-cdn\.net)$/;

/** For whatever has to appear, on a machine that is cold and busy. */
const WAIT_MS = 90_000;

export type Theme = keyof typeof themes;

export interface OpenOptions {
  readonly theme?: Theme;
  /** A folder whose copy becomes the workspace; the sample texts if it is left out. */
  readonly folder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Whether the workspace is trusted; yes if it is left out. */
  readonly trusted?: boolean;
  /** More of the user's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What is loaded into it; this extension if it is left out. */
  readonly content?: WindowContent;
  /** Called with the page before VS Code loads in it. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** One server and one browser; windows are opened one at a time, because they share the user's settings. */
export class VsCode {
  /** Workspace folders to delete in the end. */
  private readonly folders: string[] = [];

  private constructor(
    private readonly server: VsCodeServer,
    private readonly browser: Browser,
    /** Where extensions run. */
    readonly host: ExtensionHost,
  ) {}

  /** With `installed`, a VSIX, the extension is what that installs, and not this project. */
  static async start(host: ExtensionHost = chosenHost(), installed?: string): Promise<VsCode> {
    const executablePath = await ensureBrowser();
    await ensureServer();
    const server = await startServer({ host, ...(installed !== undefined && { installed }) });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    try {
      return new VsCode(server, await chromium.launch({ executablePath, args }), host);
    } catch (error) {
      // A server left running would keep the test's process alive.
      await server.stop();
      throw error;
    }
  }

  /** Opens a window on a copy of a folder, and waits until the workbench stands. */
  async open(options: OpenOptions = {}): Promise<Workbench> {
    const theme = options.theme ?? 'light';
    this.server.writeSettings({
      'workbench.colorTheme': themes[theme].setting,
      'security.workspace.trust.enabled': !(options.trusted ?? true),
      // Whatever still starts and takes the focus would close it.
      'workbench.quickOpen.closeOnFocusLost': false,
      // What turns and blinks is painted by the processor.
      'workbench.reduceMotion': 'on',
      'editor.cursorBlinking': 'solid',
      ...options.settings,
    });
    const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-workspace-'));
    this.folders.push(folder);
    cpSync(options.folder ?? path.join(root, 'media', 'samples'), folder, { recursive: true });
    const context = await this.browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
    });
    // The first window of a cold machine fills VS Code's caches.
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    const workbench = new Workbench(page, folder);
    await recordCspViolations(page);
    await options.prepare?.(page);
    await page.goto(this.server.url(folder, { ...options.content }));
    await workbench.ready(theme);
    return workbench;
  }

  /** Opens a window for `body` and closes it after; a picture of it stays when `body` rejects. */
  async use(options: OpenOptions, body: (workbench: Workbench) => Promise<void>): Promise<void> {
    const workbench = await this.open(options);
    try {
      await body(workbench);
    } catch (error) {
      const file = await workbench.screenshot(`failure-${path.basename(workbench.folder)}`);
      console.log([`A picture of the failure: ${file}`, ...workbench.consoleErrors].join('\n'));
      throw error;
    } finally {
      await workbench.close();
    }
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** `npm test -- --host web` runs all tests in VS Code in the browser's extension host. */
function chosenHost(): ExtensionHost {
  return process.env.RNN_LENS_HOST === 'web' ? 'web' : 'node';
}

/** One window of VS Code. */
export class Workbench {
  /** Errors in the console and uncaught ones, without what this build of VS Code prints of itself. */
  readonly consoleErrors: string[] = [];
  /** Requests of the page, its frames and workers to any other place than VS Code Server. */
  readonly requestsElsewhere: string[] = [];
  readonly quickInput: QuickInput;

  constructor(
    readonly page: Page,
    /** The workspace folder, a copy that `VsCode.stop` deletes. */
    readonly folder: string,
  ) {
    this.quickInput = new QuickInput(page);
    page.on('console', (message) => {
      const text = `${message.text()} (${message.location().url})`;
      if (message.type() === 'error' && !isOfTheWorkbench(text)) this.consoleErrors.push(text);
    });
    page.context().on('request', (request) => {
      const url = new URL(request.url());
      const isHere = /^(data|blob|about):$/.test(url.protocol) || HERE.test(url.hostname);
      if (!isHere) this.requestsElsewhere.push(url.href);
    });
    page.on('pageerror', (error) => this.consoleErrors.push(error.stack ?? error.message));
  }

  /** Waits for the workbench, its theme and the listed files. */
  async ready(theme: Theme): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.inTheme(theme);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Changes the colour theme of the open window. */
  async setTheme(theme: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    // Not by the settings file: this build of VS Code does not notice that a file changed on disk.
    await this.pick(themes[theme].label);
    await this.inTheme(theme);
  }

  private async inTheme(theme: Theme): Promise<void> {
    await this.page.locator(`.monaco-workbench.${themes[theme].cssClass}`).waitFor();
  }

  /** Opens a file by its path in the workspace; the editor has the focus then. */
  async openFile(file: string): Promise<void> {
    const name = path.basename(file);
    const editor = this.page.locator('.editor-group-container.active .monaco-editor.focused').first();
    const open = async () => {
      // The whole path, because searching by name needs a program that this build of VS Code comes without.
      await this.quickInput.choose(path.join(this.folder, file), name);
      await this.tab(name).waitFor({ timeout: 20_000 });
      return editor.waitFor({ timeout: 5_000 }).then(() => true);
    };
    await until(`${name} is open and has the focus`, open, WAIT_MS);
  }

  /** The active tab of a file. */
  tab(name: string): Locator {
    return this.page.locator(`.tab.active[data-resource-name="${name}"]`).first();
  }

  /** Puts the cursor of the active editor at a line and column, both from 1, and reveals it. */
  async goTo(line: number, column = 1): Promise<void> {
    const text = `:${line}:${column}`;
    await this.quickInput.ask(`a row for ${text}`, text, async () =>
      (await this.quickInput.labels()).some((label) => label.startsWith(`Go to line ${line}`)),
    );
    await this.quickInput.accept();
    await this.quickInput.closed();
    await this.statusBarItem(new RegExp(`^Ln ${line}, Col `));
  }

  /** Runs a command by the title the palette shows, for example `RNN Lens: Open Panel`. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput.choose(`>${title}`, title);
  }

  /** Picks the row with this label in the choices that a command shows. */
  async pick(label: string): Promise<void> {
    await this.quickInput.pick(label);
  }

  /** What the command palette lists for a query, once that is something; the palette is closed then. */
  async paletteEntries(query: string): Promise<string[]> {
    const entries = await this.quickInput.ask(`commands for "${query}"`, `>${query}`, async () => {
      const names = await this.quickInput.labels();
      return names.some((name) => name.includes(query)) ? names : undefined;
    });
    await this.quickInput.close();
    return entries;
  }

  /** Types into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** The texts of the status bar's items, in order. */
  async statusBar(): Promise<string[]> {
    const texts = await this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
  }

  /** Waits until an item of the status bar matches; resolves to its text. */
  async statusBarItem(pattern: RegExp, timeoutMs?: number): Promise<string> {
    const find = async () => (await this.statusBar()).find((text) => pattern.test(text));
    return until(`the status bar shows ${pattern}`, find, timeoutMs);
  }

  /** The messages of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** How many pieces of text in the visible part of the editors carry an extension's decoration. */
  async decorationCount(): Promise<number> {
    return this.page.locator('.editor-instance [class*="TextEditorDecorationType"]').count();
  }

  /** The text of the hover at a place of the active editor, both from 1. */
  async hoverText(line: number, column: number): Promise<string> {
    await this.goTo(line, column);
    await this.runCommand('Show or Focus Hover');
    const hover = this.page.locator('.monaco-editor .monaco-hover:visible').first();
    const text = await until('the hover shows a text', () => hover.innerText());
    await this.page.keyboard.press('Escape');
    return text;
  }

  /** The document inside this extension's webview (or another extension's), once it has a body. */
  async webviewFrame(extensionId?: string): Promise<Frame> {
    return until('the webview shows a document', () => webviewFrame(this.page, extensionId), WAIT_MS);
  }

  /** Saves a picture of the window as `out/screenshots/NAME.png`; resolves to its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(root, 'out', 'screenshots', `${name}.png`);
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }
}

/**
 * Whether an error in the console is none of this extension's: what VS Code's own code says without naming the
 * extension (absent native modules, no gallery, a built-in extension that is slow to answer), and files of the
 * server that are not there. A refused resource of a page is always told.
 */
function isOfTheWorkbench(text: string): boolean {
  if (/Content Security Policy|rnn-?lens(?!-workspace)|dist\/(extension|engine|host)\b/i.test(text))
    return false;
  return (
    /\/static\/out\/vs\/(?!.*webview)/.test(text) ||
    /Failed to load resource: .*\((?!.*webview)/.test(text) ||
    /bad HTTP response code \(404\) was received when fetching the script/.test(text) ||
    /\[Service Worker\] registration/.test(text)
  );
}

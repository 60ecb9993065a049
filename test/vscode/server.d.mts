/** Where extensions run: on the server, in Node, or in the browser. */
export type ExtensionHost = 'node' | 'web';

/** What is loaded into a window, as paths on this machine. */
export interface WindowContent {
  /** The folder of the extension; this project if it is left out. */
  readonly extension?: string;
  /** A bundle of tests for the extension host, which it runs. */
  readonly tests?: string;
}

/** A running VS Code Server. */
export interface VsCodeServer {
  readonly port: number;
  /** The page that opens `folder` with the extension; what is not known of the content is payload of the page. */
  url(folder: string, content?: WindowContent & Readonly<Record<string, string>>): string;
  /** Replaces the user's settings, for windows opened from now on. */
  writeSettings(settings: Readonly<Record<string, unknown>>): void;
  stop(): Promise<void>;
}

export function ensureServer(say?: (line: string) => void): Promise<void>;

export function startServer(options?: {
  port?: number;
  settings?: Readonly<Record<string, unknown>>;
  host?: ExtensionHost;
  /** A VSIX to install instead of loading the project. */
  installed?: string;
}): Promise<VsCodeServer>;

/** A running VS Code Server. */
export interface VsCodeServer {
  readonly port: number;
  /** The page that opens `folder` with the extension; `file:` URLs in `payload` become remote ones. */
  url(folder: string, payload?: Readonly<Record<string, string>>): string;
  /** Replaces the user's settings, for windows opened from now on. */
  writeSettings(settings: Readonly<Record<string, unknown>>): void;
  stop(): Promise<void>;
}

export function ensureServer(say?: (line: string) => void): Promise<void>;

export function startServer(options?: {
  port?: number;
  settings?: Readonly<Record<string, unknown>>;
}): Promise<VsCodeServer>;

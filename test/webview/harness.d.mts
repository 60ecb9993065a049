/** Serves the panel before a fake host; query parameters: theme, tokens, cell, empty, delay, saved, model (korean, reviews, prose, textbook). */
export function writeHarness(): Promise<void>;
export function writtenHarness(): Map<string, string>;
export function serveHarness(
  port?: number,
  files?: Map<string, string> | null,
): Promise<{ url: string; close(): Promise<void> }>;

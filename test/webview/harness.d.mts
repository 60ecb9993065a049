/** Serves the panel before a fake host; query parameters: theme, tokens, cell, empty, delay, saved. */
export function serveHarness(port?: number): Promise<{ url: string; close(): Promise<void> }>;

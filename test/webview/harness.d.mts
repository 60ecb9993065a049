/** Serves the panel before a fake host; query parameters: theme, tokens, cell, empty, delay, saved, model (korean, reviews, prose, textbook). */
export function serveHarness(port?: number): Promise<{ url: string; close(): Promise<void> }>;

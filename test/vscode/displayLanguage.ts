import type { Page } from 'playwright-core';

/** What opens a window in Korean: VS Code's page reads the display language from a global variable before it starts. */
export const KOREAN = {
  prepare: async (page: Page): Promise<void> => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'ko', set: () => undefined });
    });
  },
};

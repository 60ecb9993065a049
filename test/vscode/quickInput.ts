// VS Code's quick input (command palette, files, lines, an extension's choices) on machines of any speed.
import type { Locator, Page } from 'playwright-core';
import { until } from './until.js';

/** The whole time for one question to quick input; a cold, busy machine needs a good part of it. */
const TIMEOUT_MS = 90_000;

/** How long the first list may take before it is asked for anew; every further one may take twice as long. */
const PATIENCE_MS = 4_000;

/** How long an absent widget may take to come after its key was pressed. */
const OPENING_MS = 3_000;

export class QuickInput {
  private readonly widget: Locator;
  private readonly input: Locator;
  /** Files, commands, or an extension's choices. */
  readonly rows: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('input[type="text"]').first();
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Opens it with a text: a leading `>` lists commands, `:` goes to a line, else it finds files. */
  async open(text: string): Promise<void> {
    await until(`quick input opens with "${text}"`, () => this.fill(text), TIMEOUT_MS);
  }

  /** The labels of the rows, of a long list only those that are drawn. */
  labels(): Promise<string[]> {
    return this.rows.locator('.label-name').allTextContents();
  }

  /**
   * Opens it with a text and resolves to what `probe` finds there. Whenever it was closed or changed by what else
   * starts up in the window it is filled again. It is also opened anew when nothing is found for a while: VS Code
   * lists the commands of extensions only if they were read within 0.8 s, and never adds those that were late.
   */
  async ask<T>(what: string, text: string, probe: () => Promise<T>): Promise<NonNullable<T>> {
    const end = Date.now() + TIMEOUT_MS;
    const filledProbe = async () => ((await this.fill(text)) ? probe() : undefined);
    for (let patience = PATIENCE_MS; ; patience *= 2) {
      const left = end - Date.now();
      try {
        return await until(what, filledProbe, Math.min(patience, left));
      } catch (error) {
        if (left > patience) await this.close();
        else throw new Error(`${(error as Error).message} It lists: ${(await this.labels()).join(' | ')}`);
      }
    }
  }

  /** Opens it with a text, waits for the row with a label and picks it. */
  async choose(text: string, label: string): Promise<void> {
    await this.ask(`quick input has "${label}"`, text, () => this.reach(label));
    await this.accept();
  }

  /** Picks the row with a label in what something else has opened, an extension's choices for example. */
  async pick(label: string): Promise<void> {
    const reached = async () => (await this.input.isVisible()) && this.reach(label);
    await until(`quick input has "${label}"`, reached, TIMEOUT_MS).catch(async (error: Error) => {
      throw new Error(`${error.message} It lists: ${(await this.labels()).join(' | ')}`);
    });
    await this.accept();
  }

  /** Takes what is proposed in an input that something else opens, once it is what is expected. */
  async acceptProposal(expected: RegExp): Promise<void> {
    await until(`an input with ${expected}`, async () =>
      expected.test(await this.input.inputValue({ timeout: 1000 })),
    );
    await this.accept();
    await this.closed();
  }

  /** Picks the row that has the focus. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** Closes it if it is open. */
  async close(): Promise<void> {
    await until(
      'quick input closes',
      async () => {
        if (await this.input.isVisible()) await this.input.press('Escape', { timeout: 2000 });
        return !(await this.input.isVisible());
      },
      TIMEOUT_MS,
    );
  }

  async closed(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden', timeout: TIMEOUT_MS });
  }

  /** True once it is open and holds the text; one step towards that otherwise. */
  private async fill(text: string): Promise<boolean> {
    if (!(await this.input.isVisible())) {
      // A key pressed while an editor or a webview is still taking the focus is lost.
      await this.page.keyboard.press('F1');
      await this.input.waitFor({ timeout: OPENING_MS });
    }
    if ((await this.input.inputValue({ timeout: 1000 })) === text) return true;
    await this.input.fill(text, { timeout: 2000 });
    return false;
  }

  /** Moves the focus one row on unless it has reached the label. */
  private async reach(label: string): Promise<boolean> {
    // By keys, because a mouse that rests over the editor brings up hovers, and long lists are drawn in part.
    const focused = this.rows.locator('xpath=self::*[contains(@class, "focused")]').locator('.label-name');
    if ((await focused.first().textContent({ timeout: 1000 })) === label) return true;
    await this.input.press('ArrowDown', { timeout: 1000 });
    return false;
  }
}

// What VS Code draws behind the text of the active editor, read from its page: the style of every visible letter.
import type { Page } from 'playwright-core';

/** A visible line: its text, and for every letter of it what an extension draws there, '' for nothing. */
export interface DrawnLine {
  readonly text: string;
  readonly styles: readonly string[];
}

/** The visible lines, from the first one on; the font must have one width and the lines must not wrap. */
export function drawnLines(page: Page): Promise<DrawnLine[]> {
  return page.evaluate(() => {
    const editor = document.querySelector('.editor-instance .monaco-editor')!;
    const lines = Array.from(editor.querySelectorAll<HTMLElement>('.view-lines .view-line'), (line) => ({
      top: line.style.top,
      text: (line.textContent ?? '').replaceAll('\u00a0', ' '),
      width: line.firstElementChild?.getBoundingClientRect().width ?? 0,
    }));
    const longest = lines.reduce((a, b) => (b.text.length > a.text.length ? b : a));
    const letter = longest.width / longest.text.length;
    const rows = Array.from(editor.querySelectorAll<HTMLElement>('.view-overlays > div'));
    const drawn = lines.map(({ top, text }) => {
      const styles = Array.from(text, () => [] as string[]);
      const row = rows.find(({ style }) => style.top === top);
      for (const box of row?.querySelectorAll<HTMLElement>('.cdr') ?? []) {
        const name = /\S*TextEditorDecorationType\S*/.exec(box.className)?.[0];
        const [left, width] = [parseFloat(box.style.left), parseFloat(box.style.width)];
        const [from, to] = [Math.round(left / letter), Math.round((left + width) / letter)];
        if (name) for (let k = from; k < Math.min(to, text.length); k++) styles[k].push(name);
      }
      return { top: parseFloat(top), text, styles: styles.map((names) => names.sort().join('+')) };
    });
    return drawn.sort((a, b) => a.top - b.top).map(({ text, styles }) => ({ text, styles }));
  });
}

/** Words that are not drawn in one style, and (of marks) not in any or with a blank beside them: with their line. */
export function misdrawn(lines: readonly DrawnLine[], everyWord: boolean): string[] {
  return lines.flatMap(({ text, styles }, line) =>
    [...text.matchAll(/[A-Za-z]+| +/g)]
      .filter(({ 0: piece, index }) => {
        const own = new Set(styles.slice(index, index + piece.length));
        if (piece.startsWith(' ')) return everyWord && (own.size > 1 || !own.has(''));
        return own.size > 1 || (everyWord && own.has(''));
      })
      .map(({ 0: piece, index }) => `${line + 1}:${index + 1} "${piece}"`),
  );
}

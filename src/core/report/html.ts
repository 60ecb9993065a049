import { inEnglish, type Say } from '../sentence.js';

/** Markup that is put together from texts; what is not escaped yet is a string, what is markup is `Html`. */
export interface Html {
  readonly html: string;
}

/** What stands in a cell: a text, or markup. */
export type Content = string | Html;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text as the text of HTML: markup in it is shown, control characters by their pictures, lone surrogates as U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\0-\x08\x0b-\x1f]/g, (sign) => String.fromCharCode(0x2400 + sign.charCodeAt(0)))
    .replace(/\x7f/g, '\u2421')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

/** A text of the document itself: kept apart from what is around it, whatever direction it is written in. */
export function quoted(text: string): Html {
  return { html: `<bdi class="text">${escapeHtml(text)}</bdi>` };
}

export function htmlOf(content: Content): string {
  return typeof content === 'string' ? escapeHtml(content) : content.html;
}

/** A table with a caption and the names of its columns; the first column names the rows. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  /** Columns of numbers, from 0. */
  readonly numbers?: readonly number[];
  readonly rows: readonly (readonly Content[])[];
}

/** A line a row; a table without rows is nothing. */
export function tableHtml({ caption, columns, numbers = [], rows }: Table): string {
  if (rows.length === 0) return '';
  const kind = (column: number): string => (numbers.includes(column) ? ' class="n"' : '');
  const head = columns.map((name, k) => `<th scope="col"${kind(k)}>${escapeHtml(name)}</th>`).join('');
  const body = rows.map(
    ([first, ...others]) =>
      `<tr><th scope="row"${kind(0)}>${htmlOf(first)}</th>` +
      `${others.map((cell, k) => `<td${kind(k + 1)}>${htmlOf(cell)}</td>`).join('')}</tr>`,
  );
  return scrollable(
    caption,
    [
      `<table><caption>${escapeHtml(caption)}</caption>`,
      `<thead><tr>${head}</tr></thead><tbody>`,
      ...body,
      '</tbody></table>',
    ].join('\n'),
  );
}

/** Rows of two columns, a name and what it is. */
export function factsHtml(
  caption: string,
  rows: readonly (readonly [string, Content])[],
  t: Say = inEnglish,
): string {
  return tableHtml({ caption, columns: [t('what'), t('is')], rows });
}

/** What may be wider than the page: scrolled by itself, also with the keyboard. */
export function scrollable(name: string, html: string): string {
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(name)}">\n${html}\n</div>`;
}

export function section(title: string, parts: readonly string[]): string {
  const inside = parts.filter((part) => part !== '');
  return ['<section>', `<h2>${escapeHtml(title)}</h2>`, ...inside, '</section>'].join('\n');
}

export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

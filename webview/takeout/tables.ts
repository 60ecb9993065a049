/** The tables of a part of the page as tab-separated text. */

/** Whether something is a number as the panel writes one. */
const NUMBER = /^[−-]?[\d,]*\.?\d+(?: ?%)?$/;

/** All tables that are on the screen, one under the other; empty where there is none. */
export function tablesIn(root: HTMLElement): string {
  const tables = Array.from(root.querySelectorAll<HTMLElement>('table')).filter(
    (table) => table.checkVisibility() && !table.closest('[aria-hidden=true]'),
  );
  return tables.map((table) => tableText(table, tables.length > 1)).join('\n');
}

function tableText(table: HTMLElement, isNamed: boolean): string {
  const caption = table.querySelector('caption')?.textContent?.trim();
  const rows = Array.from(table.querySelectorAll('tr'), (row) =>
    Array.from(row.querySelectorAll('th, td'), cellText).join('\t'),
  );
  const named = isNamed && caption ? [`# ${caption}`] : [];
  return [...named, ...rows].map((line) => `${line}\n`).join('');
}

/** What is seen of a cell; a minus sign and thousands as programs read them. */
function cellText(cell: Element): string {
  const copy = cell.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('.visually-hidden, [aria-hidden=true], [hidden]'))
    hidden.remove();
  const text = (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
  return NUMBER.test(text) ? text.replace('−', '-').replace(/,/g, '') : text;
}

/** Rows of cells as tab-separated text. */
export function rowsText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`).join('');
}

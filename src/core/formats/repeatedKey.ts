/**
 * The first name that an object in a JSON text has twice, or null; `JSON.parse` keeps the last of them without a word.
 * The text must be valid JSON.
 */
export function repeatedKey(json: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(null);
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === '"') {
      const end = stringEnd(json, at);
      const names = open.at(-1);
      if (names && isName(json, end)) {
        const name = JSON.parse(json.slice(at, end)) as string;
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return null;
}

/** One past the closing quote of the string that begins at `start`. */
function stringEnd(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Only a name has a colon after it. */
function isName(json: string, end: number): boolean {
  let at = end;
  while (/[ \t\r\n]/.test(json[at] ?? '')) at++;
  return json[at] === ':';
}

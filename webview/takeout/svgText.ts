/** Pieces of an SVG file as text. */

/** Text as it stands in XML. */
export function escapeXml(text: string): string {
  // What no XML may have is left out.
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return clean.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** An element; attributes that are null are left out, numbers have two decimals. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number | null>>,
  content = '',
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === null) return [];
    return [` ${key}="${typeof value === 'number' ? Number(value.toFixed(2)) : escapeXml(value)}"`];
  });
  const open = `<${name}${written.join('')}`;
  return content === '' ? `${open}/>` : `${open}>${content}</${name}>`;
}

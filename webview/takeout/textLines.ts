/** The lines a text node is broken into on the screen. */

/** A stretch of text on one line, where it is on the screen. */
export interface TextLine {
  readonly text: string;
  readonly box: DOMRect;
}

/** Lines of a text node, as they are drawn. */
export function textLines(node: Text): TextLine[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const boxes = Array.from(range.getClientRects()).filter(({ width }) => width > 0);
  if (boxes.length === 0) return [];
  if (boxes.length === 1) return [{ text: node.data, box: boxes[0] }];
  const lines: { text: string; box: DOMRect }[] = [];
  for (let at = 0; at < node.length;) {
    const next = at + (node.data.codePointAt(at)! > 0xffff ? 2 : 1);
    range.setStart(node, at);
    range.setEnd(node, next);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last && (box.width === 0 || Math.abs(box.top - last.box.top) < box.height / 2)) {
      last.text += node.data.slice(at, next);
      if (box.width > 0)
        last.box = new DOMRect(last.box.left, last.box.top, box.right - last.box.left, last.box.height);
    } else if (box.width > 0) lines.push({ text: node.data.slice(at, next), box });
    at = next;
  }
  return lines;
}

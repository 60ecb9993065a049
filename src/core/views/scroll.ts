/**
 * Browsers cap the size of an element (some 33 million pixels), long documents need more. So the scrolled
 * element is at most `MAX_ELEMENT_PX` long and its scroll position stands for one in the real content.
 */
export const MAX_ELEMENT_PX = 8_000_000;

/** Length of the scrolled element in CSS pixels for a content of `contentPx`. */
export function elementLength(contentPx: number): number {
  return Math.min(contentPx, MAX_ELEMENT_PX);
}

/** Offset in the content, in pixels, for a scroll position of the element. */
export function contentOffset(scrollPx: number, contentPx: number, viewportPx: number): number {
  if (contentPx <= MAX_ELEMENT_PX) return scrollPx;
  return (scrollPx / (MAX_ELEMENT_PX - viewportPx)) * (contentPx - viewportPx);
}

/** Scroll position of the element for an offset in the content; the inverse of `contentOffset`. */
export function scrollPosition(offsetPx: number, contentPx: number, viewportPx: number): number {
  if (contentPx <= MAX_ELEMENT_PX) return offsetPx;
  return (offsetPx / (contentPx - viewportPx)) * (MAX_ELEMENT_PX - viewportPx);
}

/** Keeps an offset inside the content. */
export function clampOffset(offsetPx: number, contentPx: number, viewportPx: number): number {
  return Math.max(0, Math.min(offsetPx, contentPx - viewportPx));
}

/**
 * The offset that makes an item visible: unchanged if it is, moved as little as possible if it is near, and
 * centred if it is more than a viewport away.
 */
export function revealOffset(
  offsetPx: number,
  viewportPx: number,
  itemStartPx: number,
  itemLengthPx: number,
): number {
  const itemEnd = itemStartPx + itemLengthPx;
  if (itemStartPx >= offsetPx && itemEnd <= offsetPx + viewportPx) return offsetPx;
  const far = itemEnd < offsetPx - viewportPx || itemStartPx > offsetPx + 2 * viewportPx;
  if (far) return itemStartPx + itemLengthPx / 2 - viewportPx / 2;
  return itemStartPx < offsetPx ? itemStartPx : itemEnd - viewportPx;
}

/**
 * Rows `[from, to)` of one height of which at least a part is in sight, and `beyond` more at both ends; the cost does
 * not depend on how many rows there are.
 */
export function rowsInSight(
  offsetPx: number,
  viewportPx: number,
  rowPx: number,
  count: number,
  beyond = 0,
): readonly [number, number] {
  const from = Math.max(0, Math.floor(offsetPx / rowPx) - beyond);
  const to = Math.min(count, Math.ceil((offsetPx + viewportPx) / rowPx) + beyond);
  return [Math.min(from, to), to];
}

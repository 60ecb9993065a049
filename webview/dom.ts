type Child = Node | string | null | undefined | false;

/** Attributes of `h`: strings as they are, `true` as the empty attribute, `false` and null not at all. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Makes an element; children that are null or false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Sets, changes or removes attributes. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Sets the text only when it differs, so that nothing is announced or laid out twice. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** A bar of a share (0…1) of its track; purely visual, the number stands beside it. */
export function bar(share: number): HTMLElement {
  const fill = h('span', { class: 'bar-fill' });
  // Through the CSSOM: the panel's policy forbids style attributes.
  fill.style.width = `${(Math.min(1, Math.max(0, share || 0)) * 100).toFixed(2)}%`;
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

/** Gives whatever matches `selector` its text as a tooltip while the pointer is over it, if some of it is cut off. */
export function titleWhenCut(root: HTMLElement, selector: string): void {
  root.addEventListener('pointerover', ({ target }) => {
    const element = target instanceof Element ? target.closest<HTMLElement>(selector) : null;
    if (!element) return;
    const cut = element.scrollWidth > element.clientWidth;
    if (cut && !element.title) {
      element.title = element.textContent ?? '';
      element.addEventListener('pointerleave', () => element.removeAttribute('title'), { once: true });
    }
  });
}

/** What is to be done in the next frame, in this order. */
const asked = new Set<() => void>();
let isFrameAsked = false;

/**
 * Calls `work` at most once a frame however often it is asked. What such work asks for is done in the same frame: a
 * picture must not wait for the next one.
 */
export function oncePerFrame(work: () => void): () => void {
  return () => {
    asked.add(work);
    askFrame();
  };
}

function askFrame(): void {
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(doAsked);
}

function doAsked(): void {
  const done = new Set<() => void>();
  try {
    // A set that grows is walked to its new end.
    for (const work of asked) {
      if (done.has(work)) continue;
      done.add(work);
      asked.delete(work);
      work();
    }
  } finally {
    // What is asked for again after it was done, or comes after work that failed.
    isFrameAsked = false;
    if (asked.size > 0) askFrame();
  }
}

/** Calls back when a CSS pixel becomes another number of the screen's: at another zoom, on another screen. */
export function onPixelRatioChange(changed: () => void): void {
  const now = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  const next = () => {
    onPixelRatioChange(changed);
    changed();
  };
  now.addEventListener('change', next, { once: true });
}

/**
 * Must be imported before the toolkit. Its foundation finds out whether `:focus-visible` exists by appending a
 * `<style>` to the head, which the panel's content security policy forbids (a violation, and then the wrong
 * answer). While the toolkit loads, style elements stay outside and get a sheet that needs no permission.
 */
const head = document.head;
const appendChild = head.appendChild.bind(head);
const removeChild = head.removeChild.bind(head);

head.appendChild = <T extends Node>(node: T): T => {
  if (!(node instanceof HTMLStyleElement)) return appendChild(node);
  Object.defineProperty(node, 'sheet', { value: new CSSStyleSheet() });
  return node;
};
head.removeChild = <T extends Node>(node: T): T =>
  node instanceof HTMLStyleElement && node.parentNode === null ? node : removeChild(node);

/** Undoes the interception, once the toolkit is loaded. */
export function endFocusProbe(): void {
  Reflect.deleteProperty(head, 'appendChild');
  Reflect.deleteProperty(head, 'removeChild');
}

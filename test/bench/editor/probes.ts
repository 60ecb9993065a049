// What the benchmark puts into the pages of VS Code: when keys came, when frames were painted, when the panel changed.
import type { Frame, Page } from 'playwright-core';

/** A key in the workbench. Times are milliseconds of the machine's clock. */
export interface Key {
  readonly at: number;
  /** From the key to the end of the frame that shows it. */
  frameMs: number;
}

interface Probed {
  benchKeys?: Key[];
  benchChanges?: number[];
}

/** Notes every key from now on. */
export function watchKeys(page: Page): Promise<void> {
  return page.evaluate(() => {
    const keys: Key[] = [];
    (globalThis as Probed).benchKeys = keys;
    const note = (event: KeyboardEvent): void => {
      const key: Key = { at: performance.timeOrigin + event.timeStamp, frameMs: NaN };
      keys.push(key);
      requestAnimationFrame(() => {
        // A message is handled after the frame was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (key.frameMs = performance.now() - event.timeStamp);
        port2.postMessage(null);
      });
    };
    document.addEventListener('keydown', note, true);
  });
}

/** Notes the end of the frame that shows a change of the panel's table or heatmap, for every change. */
export function watchPanel(panel: Frame): Promise<void> {
  return panel.evaluate(() => {
    const changes: number[] = [];
    (globalThis as Probed).benchChanges = changes;
    // What is drawn when a frame is asked for is seen in that frame, and all else in the next one.
    let inFrame = false;
    const request = requestAnimationFrame;
    globalThis.requestAnimationFrame = (draw) =>
      request((time) => {
        inFrame = true;
        queueMicrotask(() => queueMicrotask(() => (inFrame = false)));
        draw(time);
      });
    const afterPaint = (): void => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => changes.push(performance.timeOrigin + performance.now());
      port2.postMessage(null);
    };
    const note = (): void => (inFrame ? afterPaint() : void request(afterPaint));
    const options = { childList: true, characterData: true, subtree: true };
    new MutationObserver(note).observe(document.querySelector('.tag-layer')!, options);
    const { prototype } = CanvasRenderingContext2D;
    const put = prototype.putImageData as (image: ImageData, x: number, y: number) => void;
    let [last, largest] = [0, 0];
    prototype.putImageData = function (
      this: CanvasRenderingContext2D,
      image: ImageData,
      x: number,
      y: number,
    ) {
      put.call(this, image, x, y);
      // The tile of all units; the rows of single ones are smaller.
      if (image.data.length < largest / 2) return;
      largest = Math.max(largest, image.data.length);
      let hash = image.data.length;
      for (const pixel of new Uint32Array(image.data.buffer)) hash = (Math.imul(hash, 31) + pixel) | 0;
      if (hash !== last) note();
      last = hash;
    } as typeof prototype.putImageData;
  });
}

/** Notes the end of the frame that shows the pixel of `openPixel` in another colour. */
export function watchPixel(page: Frame): Promise<void> {
  return page.evaluate(() => {
    const changes: number[] = [];
    (globalThis as Probed).benchChanges = changes;
    const { prototype } = CanvasRenderingContext2D;
    const { fillRect } = prototype;
    prototype.fillRect = function (this: CanvasRenderingContext2D, ...place) {
      fillRect.apply(this, place);
      // It is drawn in a frame; a message is handled after that was painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => changes.push(performance.timeOrigin + performance.now());
      port2.postMessage(null);
    };
  });
}

/** Takes away and resolves to what was noted. */
export async function takeKeys(page: Page): Promise<Key[]> {
  return page.evaluate(() => (globalThis as Probed).benchKeys?.splice(0) ?? []);
}

/** Takes away and resolves to what was noted. */
export async function takeChanges(panel: Frame): Promise<number[]> {
  return panel.evaluate(() => (globalThis as Probed).benchChanges?.splice(0) ?? []);
}

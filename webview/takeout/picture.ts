/** A part of the page as a file: an SVG, and a PNG of it. */
import { Drawing } from './drawing.js';
import { escapeXml, tag } from './svgText.js';

/** Around a picture, and the line that says what it is of, in pixels. */
const MARGIN = 12;
const CAPTION = 30;
/** Pixels of a PNG for each of the screen's: sharp in print. */
const FINENESS = 2;

/** A picture with its size in CSS pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** What is on the screen of an element, under a line that says what it is. */
export function pictureOf(element: HTMLElement, caption: string): Picture {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(document.body);
  const [width, height] = [box.width + 2 * MARGIN, box.height + CAPTION + 2 * MARGIN];
  const drawing = new Drawing({ left: box.left - MARGIN, top: box.top - CAPTION - MARGIN });
  drawing.line(caption, MARGIN, MARGIN + 14, style, 14);
  drawing.add(element);
  const ground = tag('rect', { width, height, fill: style.backgroundColor });
  const attributes = {
    ...{ xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
    role: 'img',
  };
  const svg = tag('svg', attributes, `${tag('title', {}, escapeXml(caption))}${ground}${drawing.content}`);
  return { svg, width, height };
}

/** The picture in pixels. Rejects where the browser cannot draw it. */
export async function pngOf({ svg, width, height }: Picture): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * FINENESS);
  canvas.height = Math.round(height * FINENESS);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture is too large to be drawn.');
  return new Uint8Array(await blob.arrayBuffer());
}

/**
 * A picture of a part of the page as it is on the screen: text, boxes and drawings as vectors, canvases as the pixels
 * they are.
 */
import { CONTROLS } from '../ui/controls.js';
import { vectorsOf, withoutText, type PaintedText } from './paintings.js';
import { escapeXml, tag } from './svgText.js';
import { textLines } from './textLines.js';

/** What is drawn of a drawing in the page, from what its style says. */
const DRAWN = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'dominant-baseline'],
];

/** Elements that people act on, and which say nothing. */
const TOOLS = `[data-tools], ${CONTROLS}`;

/** Draws an element and what is in it, with its top left corner at the origin. */
export class Drawing {
  private readonly parts: string[] = [];
  private readonly clips: string[] = [];
  private readonly metrics = document.createElement('canvas').getContext('2d')!;

  constructor(private readonly origin: { readonly left: number; readonly top: number }) {}

  /** All that was drawn, as parts of an SVG. */
  get content(): string {
    const defs = this.clips.length > 0 ? tag('defs', {}, this.clips.join('')) : '';
    return defs + this.parts.join('\n');
  }

  /** Draws an element as it is on the screen. */
  add(element: Element): void {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return;
    // What only screen readers have.
    if (style.clipPath.startsWith('inset(50%') || element.matches(TOOLS)) return;
    const box = element.getBoundingClientRect();
    if (element instanceof SVGSVGElement) return this.drawing(element, box);
    this.ground(style, box);
    if (element instanceof HTMLCanvasElement) return this.pixels(element, box);
    const isClip = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    if (isClip) this.open(box);
    for (const child of inOrder(element)) {
      if (child instanceof Text) this.text(child, style);
      else if (child instanceof Element) this.add(child);
    }
    if (isClip) this.parts.push('</g>');
  }

  /** A line of text of its own, with its baseline at `y`. */
  line(text: string, x: number, y: number, { color, fontFamily }: CSSStyleDeclaration, size: number): void {
    const attributes = { x, y, fill: color, 'font-family': fontFamily, 'font-size': size };
    this.parts.push(tag('text', attributes, escapeXml(text)));
  }

  private place({ left, top, width, height }: DOMRect) {
    return { x: left - this.origin.left, y: top - this.origin.top, width, height };
  }

  private open(box: DOMRect): void {
    const id = `clip${this.clips.length}`;
    this.clips.push(tag('clipPath', { id }, tag('rect', this.place(box))));
    this.parts.push(`<g clip-path="url(#${id})">`);
  }

  /** Background and borders. */
  private ground(style: CSSStyleDeclaration, box: DOMRect): void {
    if (box.width === 0 || box.height === 0) return;
    const place = this.place(box);
    const rx = Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.width / 2);
    if (isSeen(style.backgroundColor))
      this.parts.push(tag('rect', { ...place, fill: style.backgroundColor, ...(rx > 0 ? { rx } : {}) }));
    const { x, y, width, height } = place;
    const sides = [
      ['top', x, y, x + width, y],
      ['right', x + width, y, x + width, y + height],
      ['bottom', x, y + height, x + width, y + height],
      ['left', x, y, x, y + height],
    ] as const;
    for (const [side, x1, y1, x2, y2] of sides) {
      const thick = parseFloat(style.getPropertyValue(`border-${side}-width`)) || 0;
      const kind = style.getPropertyValue(`border-${side}-style`);
      const stroke = style.getPropertyValue(`border-${side}-color`);
      if (thick === 0 || kind === 'none' || kind === 'hidden' || !isSeen(stroke)) continue;
      const dashes = { dashed: `${3 * thick}`, dotted: `${thick}` }[kind] ?? null;
      const inward = { top: [0, 0.5], right: [-0.5, 0], bottom: [0, -0.5], left: [0.5, 0] }[side];
      const [dx, dy] = inward.map((share) => share * thick);
      this.parts.push(
        tag('line', {
          ...{ x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy },
          ...{ stroke, 'stroke-width': thick, 'stroke-dasharray': dashes },
        }),
      );
    }
  }

  private pixels(canvas: HTMLCanvasElement, box: DOMRect): void {
    if (canvas.width === 0 || canvas.height === 0 || box.width === 0) return;
    const drawn = vectorsOf(canvas);
    if (drawn !== null) {
      const viewBox = `0 0 ${canvas.offsetWidth} ${canvas.offsetHeight}`;
      return void this.parts.push(tag('svg', { ...this.place(box), viewBox }, drawn));
    }
    const painting = withoutText(canvas);
    const href = (painting?.canvas ?? canvas).toDataURL('image/png');
    this.parts.push(tag('image', { ...this.place(box), preserveAspectRatio: 'none', href }));
    for (const text of painting?.texts ?? []) this.paintedText(text, box);
  }

  /** Text of a canvas, where it is there. */
  private paintedText(of: PaintedText, box: DOMRect): void {
    const { left, top } = box;
    const [a, b, c, d, e, f] = of.matrix;
    const { x, y } = this.place(box);
    this.metrics.font = of.font;
    const style = fontOf(this.metrics.font);
    const attributes = {
      ...{ x: of.x, y: of.y, fill: of.fill, ...style },
      'text-anchor': ANCHORS[of.align],
      'dominant-baseline': BASELINES[of.baseline],
      transform: `matrix(${[a, b, c, d, e + x, f + y].map((value) => Number(value.toFixed(3))).join(' ')})`,
    };
    const { clip } = of;
    if (clip)
      this.open(
        new DOMRect(left + clip.left, top + clip.top, clip.right - clip.left, clip.bottom - clip.top),
      );
    this.parts.push(tag('text', attributes, escapeXml(of.text)));
    if (clip) this.parts.push('</g>');
  }

  private text(node: Text, style: CSSStyleDeclaration): void {
    if (node.data.trim() === '') return;
    const isKept = style.whiteSpace.startsWith('pre');
    this.metrics.font = style.font;
    for (const { text, box } of textLines(node)) {
      const shown = isKept ? text.replace(/[\r\n]+$/, '') : text.replace(/\s+/g, ' ').trim();
      const { fontBoundingBoxAscent, fontBoundingBoxDescent } = this.metrics.measureText(shown);
      const above = (box.height - fontBoundingBoxAscent - fontBoundingBoxDescent) / 2;
      const { x, y, width } = this.place(box);
      const attributes = {
        ...{ x, y: y + above + fontBoundingBoxAscent, fill: style.color },
        ...{ 'font-family': style.fontFamily, 'font-size': parseFloat(style.fontSize) },
        'font-weight': style.fontWeight === '400' ? null : style.fontWeight,
        'font-style': style.fontStyle === 'normal' ? null : style.fontStyle,
        'text-decoration': style.textDecorationLine === 'none' ? null : style.textDecorationLine,
        'xml:space': isKept ? 'preserve' : null,
        // As wide as here, whatever fonts there are elsewhere.
        textLength: shown.length > 1 ? width : null,
        lengthAdjust: shown.length > 1 ? 'spacingAndGlyphs' : null,
      };
      this.parts.push(tag('text', attributes, escapeXml(shown)));
    }
  }

  /** A drawing of the page, with what its style sheet says written into it. */
  private drawing(svg: SVGSVGElement, box: DOMRect): void {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const originals = [svg, ...svg.querySelectorAll('*')];
    [copy, ...copy.querySelectorAll('*')].forEach((element, k) => {
      const style = getComputedStyle(originals[k]);
      if (style.display === 'none') element.setAttribute('display', 'none');
      if (style.visibility === 'hidden') element.setAttribute('visibility', 'hidden');
      for (const name of DRAWN) element.setAttribute(name, style.getPropertyValue(name));
      for (const name of ['class', 'style', 'id', 'role', 'tabindex']) element.removeAttribute(name);
    });
    const { x, y, width, height } = this.place(box);
    for (const [name, value] of Object.entries({ x, y, width, height, overflow: 'visible' }))
      copy.setAttribute(name, String(value));
    this.parts.push(new XMLSerializer().serializeToString(copy));
  }
}

const ANCHORS = { left: null, start: null, center: 'middle', right: 'end', end: 'end' } as const;
const BASELINES = {
  ...{ alphabetic: null, middle: 'central', top: 'text-before-edge', hanging: 'hanging' },
  ...{ bottom: 'text-after-edge', ideographic: 'text-after-edge' },
} as const;

/** The parts of a font as a canvas names it: `600 12px Name, Other`. */
function fontOf(font: string): Record<string, string | number | null> {
  const [, before, size, family] = /^(.*?)([\d.]+)px\s+(.*)$/.exec(font) ?? ['', '', '12', 'sans-serif'];
  const weight = /\b(bold|[1-9]00)\b/.exec(before)?.[0] ?? null;
  return { 'font-family': family, 'font-size': Number(size), 'font-weight': weight };
}

/** Children from back to front. */
function inOrder(element: Element): ChildNode[] {
  const height = (node: ChildNode): number =>
    node instanceof Element ? Number.parseInt(getComputedStyle(node).zIndex, 10) || 0 : 0;
  return Array.from(element.childNodes)
    .map((node, k) => ({ node, k, z: height(node) }))
    .sort((a, b) => a.z - b.z || a.k - b.k)
    .map(({ node }) => node);
}

function isSeen(colour: string): boolean {
  return colour !== 'transparent' && !/^rgba\(.*, 0\)$/.test(colour);
}

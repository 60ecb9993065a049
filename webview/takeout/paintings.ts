/** Canvases with text in them: a picture paints them once more, with the text as text. */

/** Draws all that is on a canvas, in CSS pixels. */
export type Paint = (context: CanvasRenderingContext2D) => void;

/** A text on a canvas. */
export interface PaintedText {
  readonly text: string;
  readonly font: string;
  readonly fill: string;
  readonly align: CanvasTextAlign;
  readonly baseline: CanvasTextBaseline;
  /** Where it is, in CSS pixels of the canvas: `a b c d e f`, and the place within that. */
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly x: number;
  readonly y: number;
  /** Only what is in it is seen, in CSS pixels; null for all. */
  readonly clip: Box | null;
}

/** A rectangle from one corner to the other. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const paints = new WeakMap<HTMLCanvasElement, Paint>();

/** This is how a canvas was painted last. */
export function painted(canvas: HTMLCanvasElement, paint: Paint): void {
  paints.set(canvas, paint);
}

const vectors = new WeakMap<HTMLCanvasElement, () => string>();

/** A picture has this in place of a canvas: elements of an SVG in its CSS pixels. */
export function drawnAs(canvas: HTMLCanvasElement, draw: () => string): void {
  vectors.set(canvas, draw);
}

/** What a picture has in place of a canvas; null for its pixels. */
export function vectorsOf(canvas: HTMLCanvasElement): string | null {
  return vectors.get(canvas)?.() ?? null;
}

/** A canvas painted once more without its text, and the text; null where nobody said how it was painted. */
export function withoutText(
  canvas: HTMLCanvasElement,
): { readonly canvas: HTMLCanvasElement; readonly texts: readonly PaintedText[] } | null {
  const paint = paints.get(canvas);
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext('2d');
  if (!paint || !context) return null;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  const lifter = new TextLifter(context);
  paint(lifter.context);
  return { canvas: copy, texts: lifter.texts };
}

/** Takes the text out of what is painted. */
class TextLifter {
  readonly texts: PaintedText[] = [];
  readonly context: CanvasRenderingContext2D;
  private clips: (Box | null)[] = [null];
  private box: Box | null = null;

  constructor(private readonly real: CanvasRenderingContext2D) {
    const own: Record<string, unknown> = {
      fillText: (text: string, x: number, y: number) => this.lift(text, x, y),
      save: () => {
        this.clips.push(this.clips.at(-1)!);
        real.save();
      },
      restore: () => {
        if (this.clips.length > 1) this.clips.pop();
        real.restore();
      },
      rect: (x: number, y: number, width: number, height: number) => {
        this.box = this.boxOf(x, y, width, height);
        real.rect(x, y, width, height);
      },
      clip: () => {
        this.clips[this.clips.length - 1] = common(this.clips.at(-1)!, this.box);
        real.clip();
      },
    };
    this.context = new Proxy(real, {
      get: (target, key) => {
        if (key in own) return own[key as string];
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value),
    });
  }

  private get matrix(): PaintedText['matrix'] {
    const { a, b, c, d, e, f } = this.real.getTransform();
    const [p, q, r, s, u, v] = [a, b, c, d, e, f].map((value) => value / devicePixelRatio);
    return [p, q, r, s, u, v];
  }

  private lift(text: string, x: number, y: number): void {
    const { font, fillStyle, textAlign: align, textBaseline: baseline } = this.real;
    if (text.trim() === '' || typeof fillStyle !== 'string') return;
    const clip = this.clips.at(-1)!;
    this.texts.push({ text, font, fill: fillStyle, align, baseline, matrix: this.matrix, x, y, clip });
  }

  private boxOf(x: number, y: number, width: number, height: number): Box {
    const [a, , , d, e, f] = this.matrix;
    return { left: a * x + e, top: d * y + f, right: a * (x + width) + e, bottom: d * (y + height) + f };
  }
}

function common(a: Box | null, b: Box | null): Box | null {
  if (!a || !b) return a ?? b;
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

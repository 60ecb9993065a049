import { LUT_STEPS, type Scale } from './scales.js';

/** Red, green and blue, 0…255 each. */
export type Rgb = readonly [number, number, number];

/** The colours a heatmap is made of; the neutral one is the editor's background. */
export interface HeatmapColors {
  readonly negative: Rgb;
  readonly neutral: Rgb;
  readonly positive: Rgb;
}

/** The four kinds of theme VS Code has. */
export type ThemeKind = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** Ends of the diverging scale, orange and blue: told apart with every common colour blindness. */
export const SCALE_ENDS: Record<ThemeKind, { readonly negative: Rgb; readonly positive: Rgb }> = {
  dark: { negative: [230, 132, 20], positive: [88, 166, 232] },
  light: { negative: [179, 88, 6], positive: [33, 102, 172] },
  'high-contrast': { negative: [255, 158, 46], positive: [108, 184, 255] },
  'high-contrast-light': { negative: [143, 68, 0], positive: [11, 79, 158] },
};

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(…)` and `rgba(…)`; null for anything else. Alpha is dropped. */
export function parseColor(css: string): Rgb | null {
  const text = css.trim();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/i.exec(text);
  if (short) return rgb(short.slice(1, 4).map((digit) => parseInt(digit + digit, 16)));
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?$/i.exec(text);
  if (long) return rgb(long.slice(1, 4).map((digits) => parseInt(digits, 16)));
  const call = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(text);
  return call ? rgb(call.slice(1, 4).map(Number)) : null;
}

function rgb(channels: readonly number[]): Rgb {
  return [channels[0], channels[1], channels[2]];
}

/** Look-up table of a scale, `[LUT_STEPS, 4]` RGBA bytes; mixed in OKLab so that equal steps look equal. */
export function buildLut(kind: Scale['kind'], colors: HeatmapColors): Uint8ClampedArray {
  const table = new Uint8ClampedArray(LUT_STEPS * 4);
  const middle = (LUT_STEPS - 1) / 2;
  for (let step = 0; step < LUT_STEPS; step++) {
    const signed = kind === 'diverging' ? (step - middle) / middle : step / (LUT_STEPS - 1);
    const color = mix(colors.neutral, signed < 0 ? colors.negative : colors.positive, Math.abs(signed));
    table.set([...color, 255], step * 4);
  }
  return table;
}

export type Ink = '#000' | '#fff';

/** Least contrast of text in themes of high contrast. */
const HIGH_CONTRAST = 7;

/** Black or white: which of them is told better from a colour, by the contrast that WCAG 2 defines; it is at least 4.5. */
export function inkOn(color: Rgb): Ink {
  return (luminanceOf(color) + 0.05) ** 2 > 1.05 * 0.05 ? '#000' : '#fff';
}

/** What a number in `inkOn` is edged with where the theme wants more contrast than black or white have on a colour; else null. */
export function haloOn(color: Rgb, theme: ThemeKind): Ink | null {
  if (!theme.startsWith('high-contrast')) return null;
  const luminance = luminanceOf(color) + 0.05;
  if (Math.max(luminance / 0.05, 1.05 / luminance) >= HIGH_CONTRAST) return null;
  return inkOn(color) === '#000' ? '#fff' : '#000';
}

function luminanceOf(color: Rgb): number {
  const [r, g, b] = color.map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colour a `share` (0…1) of the way from one colour to another, in OKLab. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  if (share <= 0) return from;
  if (share >= 1) return to;
  const a = toLab(from);
  const b = toLab(to);
  return fromLab([0, 1, 2].map((axis) => a[axis] + (b[axis] - a[axis]) * share));
}

function toLab(color: Rgb): readonly number[] {
  const [r, g, b] = color.map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([L, A, B]: readonly number[]): Rgb {
  const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
  const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
  const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return rgb(
    linear.map((value) => {
      const c = Math.min(1, Math.max(0, value));
      return Math.round((c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055) * 255);
    }),
  );
}

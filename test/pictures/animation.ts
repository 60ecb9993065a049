// Screenshots of a running VS Code as one animated picture.
import { writeFileSync } from 'node:fs';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';

/** One picture (the bytes of a PNG file) and how long it stands, ms. */
export interface Frame {
  readonly png: Buffer;
  readonly delayMs: number;
}

/** Colours the format can hold, one of them kept for "as before". */
const COLOURS = 255;
/** Pixels the palette is made of, at most: it is the same for all frames, so that still parts stay still. */
const SAMPLED_PIXELS = 400_000;

/** Writes frames of one size as an animated GIF that repeats; RangeError without frames. */
export function writeAnimation(file: string, frames: readonly Frame[]): void {
  if (frames.length === 0) throw new RangeError('An animation needs a frame.');
  const images = frames.map(({ png }) => PNG.sync.read(png));
  const [{ width, height }] = images;
  const palette = gifenc.quantize(sample(images.map(({ data }) => data)), COLOURS);
  const encoder = gifenc.GIFEncoder();
  let before: Uint8Array | null = null;
  images.forEach(({ data }, k) => {
    const indices = gifenc.applyPalette(data, palette);
    encoder.writeFrame(withoutRepeats(indices, before), width, height, {
      ...(k === 0 && { palette: [...palette, [0, 0, 0]], repeat: 0 }),
      transparent: k > 0,
      transparentIndex: palette.length,
      delay: frames[k].delayMs,
      // The frame before stays where this one is transparent.
      dispose: 1,
    });
    before = indices;
  });
  encoder.finish();
  writeFileSync(file, encoder.bytes());

  /** What is as in the frame before is transparent: long runs of one index become small. */
  function withoutRepeats(indices: Uint8Array, last: Uint8Array | null): Uint8Array {
    return last ? indices.map((index, p) => (index === last[p] ? palette.length : index)) : indices;
  }
}

/** Some pixels of all images, RGBA. */
function sample(images: readonly Uint8Array[]): Uint8Array {
  const pixels = images.reduce((sum, data) => sum + data.length / 4, 0);
  // An odd stride does not stay in one column.
  const stride = Math.ceil(pixels / SAMPLED_PIXELS) | 1;
  const sampled: number[] = [];
  for (const data of images)
    for (let p = 0; p < data.length; p += 4 * stride) sampled.push(...data.subarray(p, p + 4));
  return Uint8Array.from(sampled);
}

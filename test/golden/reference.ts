// Reads the reference cases: a folder with a manifest.json and one .safetensors file a case.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CellKind, RnnConfig } from '../../src/core/rnn/config.js';
import { collectWeights, type RnnWeights } from '../../src/core/rnn/weights.js';
import {
  readSafetensors,
  toFloat32,
  toFloat64,
  type SafetensorsFile,
} from '../../src/core/formats/safetensors.js';
import type { FloatArray } from '../../src/core/math/matrix.js';

export interface ReferenceCase {
  readonly kind?: 'gradient' | 'training';
  readonly file: string;
  readonly cell: CellKind;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
  readonly input_size: number;
  readonly hidden_size: number;
  readonly proj_size: number;
  readonly batch: number;
  readonly time: number;
  readonly lengths: readonly number[];
  readonly initial_state: boolean;
  readonly atol: number;
  readonly rtol: number;
  readonly task?: 'many_to_many' | 'many_to_one';
  readonly classes?: number;
  readonly embedding?: number;
  readonly reduction?: 'sum' | 'mean';
  readonly optimizer?: 'adam' | 'adamw' | 'sgd';
  /** JSON of PyTorch's arguments. */
  readonly optimizer_args?: string;
  readonly lr?: number;
  readonly clip_grad_norm?: number | null;
}

/** Where the full reference set is, or the few cases kept with the tests. */
export function referenceFolders(name: 'forward' | 'gradient'): string[] {
  const full = process.env['RNN_LENS_REFERENCE'];
  const fixtures = path.resolve('test/fixtures/reference', name);
  return full && existsSync(path.join(full, name)) ? [fixtures, path.join(full, name)] : [fixtures];
}

export function readCases(folder: string): ReferenceCase[] {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as {
    cases: ReferenceCase[];
  };
  return manifest.cases;
}

export function configOf(c: ReferenceCase): RnnConfig {
  return {
    cell: c.cell,
    inputSize: c.input_size,
    hiddenSize: c.hidden_size,
    projSize: c.proj_size,
    layers: c.layers,
    bidirectional: c.bidirectional,
    bias: c.bias,
  };
}

/** Tensors of one case by name, in the precision asked for. */
export class CaseTensors {
  private readonly file: SafetensorsFile;

  constructor(folder: string, name: string) {
    this.file = readSafetensors(new Uint8Array(readFileSync(path.join(folder, name))));
  }

  has(name: string): boolean {
    return this.file.tensors.has(name);
  }

  names(): string[] {
    return [...this.file.tensors.keys()];
  }

  shape(name: string): readonly number[] {
    return this.file.tensors.get(name)!.shape;
  }

  get(name: string, precise = false): FloatArray {
    const entry = this.file.tensors.get(name);
    if (!entry) throw new Error(`no tensor ${name}`);
    return precise ? toFloat64(entry) : toFloat32(entry);
  }

  weights(config: RnnConfig, prefix = '', precise = false): RnnWeights {
    return collectWeights(config, ({ name }) => this.get(prefix + name, precise));
  }
}

/** Row starts of a padded batch's valid steps. */
export function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((n, b) => (offsets[b + 1] = offsets[b] + n));
  return offsets;
}

/** The valid steps of a padded array [B, T, width], one after the other: [N, width]. */
export function unpad(padded: FloatArray, lengths: readonly number[], time: number): FloatArray {
  const width = padded.length / (lengths.length * time);
  const parts = lengths.flatMap((n, b) => [...padded.subarray(b * time * width, (b * time + n) * width)]);
  return padded instanceof Float64Array ? Float64Array.from(parts) : Float32Array.from(parts);
}

/** The largest |got - expected| beyond atol + rtol·|expected|, as a sentence; null if all is well. */
export function difference(
  what: string,
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  c: { readonly atol: number; readonly rtol: number },
): string | null {
  if (got.length !== expected.length) return `${what}: ${got.length} values instead of ${expected.length}`;
  for (let k = 0; k < got.length; k++) {
    const error = Math.abs(got[k] - expected[k]);
    if (!(error <= c.atol + c.rtol * Math.abs(expected[k])))
      return `${what}[${k}] is ${got[k]} instead of ${expected[k]}`;
  }
  return null;
}

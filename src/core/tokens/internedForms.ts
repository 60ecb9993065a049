import type { FloatArray } from '../math/matrix.js';
import type { Embedding } from './embedding.js';

/** Numbers for forms that have no vocabulary (lines of numbers, words with their letters), and what the network reads of each. */
export class InternedForms implements Embedding {
  private readonly ids = new Map<string, number>();
  private rows = new Float32Array(0);

  /** `read` gives x of some forms, [forms, width]; a form's row must depend on the form alone. */
  constructor(
    readonly width: number,
    private readonly read: (forms: readonly string[]) => FloatArray,
  ) {}

  /** The number of each form; those that are new are read. */
  idsOf(forms: readonly string[]): Uint32Array {
    const fresh = [...new Set(forms)].filter((form) => !this.ids.has(form));
    if (fresh.length > 0) this.add(fresh);
    return Uint32Array.from(forms, (form) => this.ids.get(form)!);
  }

  copyRow(id: number, out: FloatArray, at: number): void {
    out.set(this.rows.subarray(id * this.width, (id + 1) * this.width), at);
  }

  private add(forms: readonly string[]): void {
    const first = this.ids.size;
    const needed = (first + forms.length) * this.width;
    if (needed > this.rows.length) {
      const grown = new Float32Array(Math.max(needed, 2 * this.rows.length));
      grown.set(this.rows);
      this.rows = grown;
    }
    this.rows.set(this.read(forms), first * this.width);
    forms.forEach((form, k) => this.ids.set(form, first + k));
  }
}

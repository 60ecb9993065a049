/** Heights of the blocks of a long text, in CSS pixels: measured where they were drawn, estimated elsewhere. */
export class BlockHeights {
  count = 0;
  private readonly measured = new Map<number, number>();
  private sum = 0;

  /** `guess`: the height of a block while none was measured. */
  constructor(private readonly guess: number) {}

  /** The height of what was not drawn yet: the mean of what was. */
  get estimate(): number {
    return this.measured.size > 0 ? this.sum / this.measured.size : this.guess;
  }

  get total(): number {
    return this.top(this.count);
  }

  /** True if that is another height than was known. */
  measure(block: number, height: number): boolean {
    const before = this.measured.get(block);
    if (before !== undefined && Math.abs(before - height) < 0.5) return false;
    this.measured.set(block, height);
    this.sum += height - (before ?? 0);
    return true;
  }

  /** At another width, or with other things under the words, nothing is known any more. */
  forget(): void {
    this.measured.clear();
    this.sum = 0;
  }

  of(block: number): number {
    return this.measured.get(block) ?? this.estimate;
  }

  /** Where a block begins. */
  top(block: number): number {
    const { estimate } = this;
    let top = block * estimate;
    for (const [at, height] of this.measured) if (at < block) top += height - estimate;
    return top;
  }

  /** The block at an offset, and how far inside of it that is; inside of the first or last one for what is outside. */
  at(offset: number): { readonly block: number; readonly delta: number } {
    let top = 0;
    for (let block = 0; block < this.count - 1; block++) {
      const height = this.of(block);
      if (top + height > offset) return { block, delta: offset - top };
      top += height;
    }
    return { block: Math.max(0, this.count - 1), delta: offset - top };
  }
}

/** A growing list of offsets in one typed array: a book has millions of them. */
export class OffsetList {
  /** How many offsets are in the list. */
  length = 0;
  private items = new Uint32Array(64);

  /** Appends an offset. */
  push(offset: number): void {
    if (this.length === this.items.length) {
      const larger = new Uint32Array(2 * this.length);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length] = offset;
    this.length += 1;
  }

  /** The offset at an index below `length`. */
  at(index: number): number {
    return this.items[index];
  }

  /** Removes the first `count` offsets and gives them, each less `base`. */
  takeFirst(count: number, base: number): Uint32Array {
    const taken = this.items.slice(0, count);
    if (base !== 0) for (let i = 0; i < count; i += 1) taken[i] -= base;
    this.items.copyWithin(0, count, this.length);
    this.length -= count;
    return taken;
  }

  /** Subtracts `by` from every offset. */
  lowerBy(by: number): void {
    for (let i = 0; i < this.length; i += 1) this.items[i] -= by;
  }
}

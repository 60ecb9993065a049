/** What a kernel module exports; addresses and strides are bytes. See assembly/. */
export interface KernelExports {
  forward(job: number): void;
  backward(job: number): void;
  multiply(
    x: number,
    xRow: number,
    m: number,
    K: number,
    panels: number,
    panelCount: number,
    init: number,
    accumulate: boolean,
    out: number,
    outRow: number,
    scratch: number,
  ): void;
  multiplyBlocks(
    blocks: number,
    blockCount: number,
    K: number,
    panels: number,
    panelCount: number,
    zeros: number,
    out: number,
    outRow: number,
  ): void;
  addRowSums(source: number, rowStep: number, rows: number, columns: number, out: number): void;
  packBlocks(source: number, rowStep: number, columns: number, K: number, out: number): void;
  packPanels(
    source: number,
    n: number,
    K: number,
    jStep: number,
    kStep: number,
    out: number,
    panelStride: number,
  ): void;
}

const PAGE = 65536;
/** Zeros for sums that start from nothing; also keeps address 0, which means "none", from being given out. */
export const ZEROS = 64;
export const ZEROS_BYTES = 4096;
/** Behind the zeros lie the modules' own constants: compile.mjs puts them there. */
export const CONSTANTS_BYTES = 256;

/**
 * One instance of the kernels with a memory of its own. Memory is given out upwards and taken back to a mark;
 * views are made when they are needed, because a memory that grows invalidates them.
 */
export class KernelMemory {
  readonly kernels: KernelExports;
  private readonly memory = new WebAssembly.Memory({ initial: 2 });
  private next = ZEROS + ZEROS_BYTES + CONSTANTS_BYTES;

  constructor(module: WebAssembly.Module) {
    const abort = (): never => {
      throw new Error('A kernel stopped.');
    };
    const imports = { env: { memory: this.memory, abort } };
    this.kernels = new WebAssembly.Instance(module, imports).exports as unknown as KernelExports;
  }

  /** Bytes given out so far; `release` takes back what was given out after. */
  get mark(): number {
    return this.next;
  }

  release(mark: number): void {
    this.next = mark;
  }

  /** Room for `length` 32-bit numbers with arbitrary values; throws RangeError if the memory cannot grow. */
  reserve(length: number): number {
    const address = this.next;
    // A cache line of room behind every array: kernels may read a whole vector at its end.
    // Not by bits: those would make addresses beyond 2 GB negative.
    this.next = Math.ceil((address + length * 4 + 64) / 64) * 64;
    const missing = this.next - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE) + growthReserve(this.memory));
    return address;
  }

  /** Room for `length` zeros. */
  zeros(length: number): number {
    const address = this.reserve(length);
    this.f32(address, length).fill(0);
    return address;
  }

  /** A copy of an array; `length` numbers are reserved if that is more. */
  copy(array: Float32Array | Int32Array, length = array.length): number {
    const address = this.reserve(length);
    if (array instanceof Int32Array) this.i32(address, array.length).set(array);
    else this.f32(address, array.length).set(array);
    if (length > array.length) this.f32(address + array.length * 4, length - array.length).fill(0);
    return address;
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }
}

/** Pages to grow by beyond what is needed: an eighth of what there is. */
function growthReserve(memory: WebAssembly.Memory): number {
  return Math.ceil(memory.buffer.byteLength / PAGE / 8);
}

/** A product of dense rows with panels; addresses but for `rows`, `K` and `width`. */
export interface Product {
  /** [rows, K] */
  readonly x: number;
  readonly rows: number;
  readonly K: number;
  /** Panels of `width` outputs. */
  readonly panels: number;
  /** A multiple of 8. */
  readonly width: number;
  /** What every row starts from, [width]; null to add to `out`. */
  readonly init: number | null;
  /** [rows, width] */
  readonly out: number;
}

/** Most rows the kernels take together, and pack at once; 32-bit numbers of a row's entry in their tables. */
export const [MOST_ROWS, ROWS_AT_ONCE, ENTRY] = [6, 96, 4];

/** Computes a product; memory is given back to where it stood. */
export function multiply(memory: KernelMemory, { x, rows, K, panels, width, init, out }: Product): void {
  const { mark } = memory;
  const scratch = memory.reserve((Math.min(rows, ROWS_AT_ONCE) + MOST_ROWS) * (ENTRY + K));
  const start = init ?? 0;
  const panelCount = width / 8;
  memory.kernels.multiply(
    x,
    4 * K,
    rows,
    K,
    panels,
    panelCount,
    start,
    init === null,
    out,
    4 * width,
    scratch,
  );
  memory.release(mark);
}

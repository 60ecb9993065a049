/** 1 in the module with relaxed SIMD, else 0: set by the compiler's `--use`. */
declare const RELAXED: i32;

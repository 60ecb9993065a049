/** The kernels as WebAssembly, put there by the plugin in compile.mjs. */
declare module 'kernel:plain' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
declare module 'kernel:relaxed' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

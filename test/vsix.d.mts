/** Packs what is built as `out`, a path of a file; resolves to whether the pictures of its README have https addresses. */
export function pack(options?: { out?: string; preRelease?: boolean }): Promise<boolean>;

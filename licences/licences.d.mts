/** Folders of the packages that went into bundles, from esbuild's metafiles. */
export function bundledPackages(
  metafiles: readonly { readonly inputs: Readonly<Record<string, unknown>> }[],
): string[];

/** What is said of the package in a folder: its name, version and licence, and the whole text of that. */
export function licenceOf(folder: string): string;

/** Where the list lies in the extension's folder. */
export const MODEL_INDEX: string;

/** Writes the list of `media/models` of an extension's folder: file sizes in bytes, by folder and file. */
export function writeModelIndex(extension: string): void;

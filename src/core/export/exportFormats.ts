/** What a model can be written as. */
export const EXPORT_FORMATS = ['pytorch', 'onnx', 'npz'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The ending of the file that a format is named by. */
export const EXPORT_ENDINGS: Readonly<Record<ExportFormat, string>> = {
  pytorch: '.safetensors',
  onnx: '.onnx',
  npz: '.npz',
};

/** What the first line of every program that is written ends with. */
export const PROGRAM_MARK = 'written by RNN Lens.';

/** Whether a program was written by an export: it may be replaced by one. */
export function isOwnProgram(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 1024)).split('\n')[0].endsWith(PROGRAM_MARK);
}

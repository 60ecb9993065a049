import type { ExportFormat } from '../core/export/exportFormats.js';
import type { ExportedFiles } from '../core/export/exportModel.js';

/** Writes a model as another framework reads it; `fileName` is that of the first file, without a folder. */
export type ExportRequests = {
  exportModel: {
    params: {
      readonly manifest: string;
      readonly weights: Uint8Array;
      readonly format: ExportFormat;
      readonly fileName: string;
    };
    result: ExportedFiles;
  };
};

import { exportModel } from '../core/export/exportModel.js';
import { readParameters } from '../core/formats/modelPackage.js';
import type { EngineContract } from '../protocol/engine.js';
import type { Handlers } from '../protocol/rpc.js';

/** Writing models for other frameworks: no document is needed for it. */
export function exportQuestion(): Pick<Handlers<EngineContract>['requests'], 'exportModel'> {
  return {
    exportModel: ({ manifest: json, weights, format, fileName }) => {
      const { manifest, parameters } = readParameters(json, weights);
      return exportModel(manifest, (name) => parameters.get(name)!, format, fileName);
    },
  };
}

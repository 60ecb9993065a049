import type { ModelManifest } from '../formats/manifest.js';
import { sentence, type Sentence } from '../sentence.js';
import type { ExportedNetwork } from './exportedNetwork.js';
import type { ExportFormat } from './exportFormats.js';
import { npzFile } from './npz.js';
import { onnxFile } from './onnx/onnxFile.js';
import { pythonProgram } from './pytorch/program.js';
import { stateDict } from './pytorch/stateDict.js';
import { exportedNetwork, type FindParameter } from './raise.js';

/** Files that were made of a model, the first under the name that was asked for. */
export interface ExportedFiles {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** What is not in them, for people. */
  readonly notes: readonly Sentence[];
}

/**
 * Writes a model as another framework reads it; `fileName` is that of the first file, without a folder. PyTorch's
 * comes with a program in Python that loads it. Throws RnnLensError for what the format has no words for.
 */
export function exportModel(
  manifest: ModelManifest,
  find: FindParameter,
  format: ExportFormat,
  fileName: string,
): ExportedFiles {
  if (format === 'npz') return { files: [{ name: fileName, bytes: npzFile(manifest, find) }], notes: [] };
  const network = exportedNetwork(manifest, find);
  const { notes } = network;
  if (format === 'onnx') return { files: [{ name: fileName, bytes: onnxFile(network) }], notes };
  const program = new TextEncoder().encode(pythonProgram(network, fileName));
  const files = [
    { name: fileName, bytes: stateDict(network) },
    { name: `${fileName.replace(/\.safetensors$/i, '')}.py`, bytes: program },
  ];
  return { files, notes: [...notes, ...onlyInProgram(network)] };
}

/** What the tensors of a `state_dict` do not tell whoever reads them without the program. */
function onlyInProgram({ nodes }: ExportedNetwork): readonly Sentence[] {
  const reversed = nodes.flatMap(({ operation }) =>
    operation.kind === 'recurrent' && operation.stack.isReversed
      ? [sentence('That "{0}" reads from the end of a text is in the program only.', operation.stack.name)]
      : [],
  );
  const isAround = nodes.some(
    ({ operation }) => operation.kind === 'operation' && !/^(merge|pool)$/.test(operation.operation.kind),
  );
  if (!isAround) return reversed;
  return [
    ...reversed,
    sentence('How the layers before and behind the recurrent ones hang together is in the program only.'),
  ];
}

import { PROGRAM_MARK } from '../exportFormats.js';
import { fill } from '../../sentence.js';
import type { ExportedInput, ExportedNetwork } from '../exportedNetwork.js';
import { answering, helpersFor, LOADING } from './answer.js';
import { encodeCode } from './encode.js';
import { codeOf, valueName } from './forward.js';

/**
 * A Python program that builds the network of a `state_dict`, loads it and says what it makes of the symbols it is
 * given. It needs torch and safetensors. Throws RnnLensError for what PyTorch's modules cannot do.
 */
export function pythonProgram(network: ExportedNetwork, weightsFile: string): string {
  const codes = network.nodes.map(codeOf);
  const modules = codes.flatMap((code) => code.modules);
  const steps = codes.flatMap((code) => code.steps);
  const encode = encodeCode(network);
  const body = [...modules, ...steps].join('\n');
  const answers = network.outputs.map((name) => `"${name}": ${valueName(name)}`).join(', ');
  return [
    heading(
      network,
      weightsFile,
      encode.some((line) => line.includes('unicodedata')),
    ),
    ...helpersFor(body),
    `class Network(nn.Module):`,
    `    def __init__(self):`,
    `        super().__init__()`,
    ...modules.map((line) => `        ${line}`),
    ``,
    `    def forward(self, ${network.inputs.join(', ')}):`,
    `        """${whatItReads(network.inputs)} Answers are logits, by head."""`,
    ...steps.map((line) => `        ${line}`),
    `        return {${answers}}`,
    ``,
    ``,
    ...LOADING,
    ``,
    ``,
    ...encode,
    ``,
    ``,
    ...answering(network),
    ``,
  ].join('\n');
}

function heading({ name, notes }: ExportedNetwork, weightsFile: string, usesUnicode: boolean): string {
  // A name is whatever somebody called a folder: it must not end the text that it stands in.
  const safe = JSON.stringify(name).slice(1, -1).replace(/"/g, "'");
  return [
    `"""The network ${safe}, ${PROGRAM_MARK}`,
    ``,
    `    pip install torch safetensors numpy`,
    `    python THIS_FILE.py SYMBOL SYMBOL ...`,
    ...(notes.length > 0 ? ['', ...notes.map((note) => filledSafely(note))] : []),
    `"""`,
    ``,
    `import json`,
    `import os`,
    `import sys`,
    ...(usesUnicode ? [`import unicodedata`] : []),
    ``,
    `import torch`,
    `import torch.nn.functional as F`,
    `from safetensors import safe_open`,
    `from torch import nn`,
    ``,
    `WEIGHTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), ${JSON.stringify(weightsFile)})`,
    ``,
    ``,
  ].join('\n');
}

function filledSafely(note: ExportedNetwork['notes'][number]): string {
  return fill(note.text, note.values).replace(/["\\]/g, "'");
}

function whatItReads(inputs: readonly ExportedInput[]): string {
  if (inputs.includes('x')) return 'Numbers [texts, steps, width].';
  return inputs.includes('lengths')
    ? 'Ids of words [texts, words], of their characters [texts, words, letters] and how many these are.'
    : 'Ids [texts, steps] of texts of one length.';
}

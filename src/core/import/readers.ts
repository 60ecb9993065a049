import type { ForeignReader } from './foreign.js';
import { KERAS_READER } from './keras/reader.js';
import { ml5Reader } from './ml5/ml5.js';
import { onnxReader } from './onnx/onnx.js';
import { safetensorsReader } from './safetensors/safetensors.js';
import { torchReader } from './torch/reader.js';

/** The formats of other frameworks that can be read; the first whose bytes a file begins with reads it. */
export const FOREIGN_READERS: readonly ForeignReader[] = [
  KERAS_READER,
  onnxReader,
  safetensorsReader,
  ml5Reader,
  torchReader,
];

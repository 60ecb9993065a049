import plainBytes from 'kernel:plain';
import relaxedBytes from 'kernel:relaxed';
import { referenceEngine, type RecurrentEngine } from '../core/rnn/engine.js';
import { KernelEngine } from './engine.js';
import { QuantisedEngine } from './quantisedEngine.js';

/** The modules by name, fastest first. */
const MODULES = { relaxed: relaxedBytes, plain: plainBytes };

export type KernelName = keyof typeof MODULES;

/** Which modules this machine can run; none where WebAssembly or its SIMD is missing. */
export function availableKernels(): KernelName[] {
  if (typeof WebAssembly === 'undefined') return [];
  return (Object.keys(MODULES) as KernelName[]).filter((name) => WebAssembly.validate(MODULES[name]));
}

/** An engine on one of the modules; throws where the machine cannot run it. */
export function kernelEngine(name: KernelName): RecurrentEngine {
  return new KernelEngine(name, new WebAssembly.Module(MODULES[name]));
}

/**
 * The fastest engine this machine can run. Where it can run no module that is the reference, slower by orders of
 * magnitude: `name` is then `reference`, and people should be told.
 */
export function loadEngine(): RecurrentEngine {
  const [fastest] = availableKernels();
  return fastest ? kernelEngine(fastest) : referenceEngine;
}

/**
 * The 8-bit mode of the fastest engine; null where the machine has no relaxed SIMD, which it needs, or multiplies
 * wrongly.
 */
export function loadQuantisedEngine(): RecurrentEngine | null {
  if (!availableKernels().includes('relaxed')) return null;
  const module = new WebAssembly.Module(MODULES.relaxed);
  const engine = new QuantisedEngine(module, new KernelEngine('relaxed', module));
  return multipliesSigned(engine) ? engine : null;
}

/** Whether -1 times -1 is 1: V8 11.3, which has relaxed SIMD behind a flag, takes the signs of the wrong factor. */
function multipliesSigned(engine: RecurrentEngine): boolean {
  const config = { cell: 'RNN_RELU', inputSize: 1, hiddenSize: 1, projSize: 0, layers: 1 } as const;
  const [zero, minusOne] = [new Float32Array(1), Float32Array.of(-1)];
  const weights = { W_ih: minusOne, W_hh: zero, b_ih: null, b_hh: null, W_hr: null };
  const { output } = engine.forward(
    { ...config, bidirectional: false, bias: false },
    [[weights]],
    minusOne,
    Uint32Array.of(0, 1),
  );
  return Math.abs(output[0] - 1) < 1e-3;
}

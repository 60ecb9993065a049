import plainBytes from 'kernel:plain';
import relaxedBytes from 'kernel:relaxed';
import { referenceEngine, type RecurrentEngine } from '../core/rnn/engine.js';
import { KernelEngine } from './engine.js';

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

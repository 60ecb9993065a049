import type { KerasDialect } from './activations.js';

/** What the words of a file mean, by the version of Keras that wrote it; TensorFlow.js itself names none. */
export function dialectOf(version: string | undefined): KerasDialect {
  const [major, minor] = (version?.match(/\d+/g) ?? []).map(Number);
  const own = version?.startsWith('tfjs') || major === undefined ? 2 : major;
  // TensorFlow's Keras 2 took the sigmoid earlier than the one by itself.
  const isOld = own < 2 || (own === 2 && (minor ?? 0) < 3);
  return {
    major: own,
    hardSigmoid: own >= 3 ? 'hard-sigmoid-6' : 'hard-sigmoid',
    gates: isOld || major === undefined || version?.startsWith('tfjs') ? 'hard-sigmoid' : 'sigmoid',
  };
}

import { percent, type ReportTable } from '../core/evaluate/reportFormats.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { loadEngine, loadQuantisedEngine } from '../kernel/load.js';

/** The 8-bit engine; where this machine has none that is said on standard error, and the answer is null. */
export function eightBitEngine(): RecurrentEngine | null {
  const engine = loadQuantisedEngine();
  if (!engine)
    process.stderr.write(
      `Node ${process.versions.node} lacks what the 8-bit mode needs (WebAssembly's relaxed SIMD; newer versions have ` +
        `it): results are exact.\n`,
    );
  return engine;
}

/** The engine of a command with or without `--eight-bit`. */
export function engineFor(eightBit: boolean): RecurrentEngine {
  return (eightBit && eightBitEngine()) || loadEngine();
}

type Scores = Readonly<Record<string, unknown>>;

/** Scores that say how good a model is as a whole. */
const WHOLE = /^(accuracy|macroF1|xposExact|morphemesExact|analysisExact|natsPerCharacter)$/;
/** Scores of a part of the data, and what is found in states. */
const PARTS = /^(unknownWords|quotations|depthProbe)$/;

/** The scores of a whole model by their path (`heads.xpos.accuracy`). */
export function wholeScores(scores: Scores, path = ''): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [key, value] of Object.entries(scores)) {
    if (typeof value === 'number' && WHOLE.test(key)) found[path + key] = value;
    const goesOn = typeof value === 'object' && value !== null && !Array.isArray(value) && !PARTS.test(key);
    if (goesOn) Object.assign(found, wholeScores(value as Scores, `${path}${key}.`));
  }
  return found;
}

/** Exact scores beside those of the 8-bit mode, and what the difference is. */
export function lossTable(exact: Scores, eightBit: Scores): ReportTable {
  const others = wholeScores(eightBit);
  const rows = Object.entries(wholeScores(exact)).map(([name, score]) => {
    const isShare = !name.endsWith('natsPerCharacter');
    const text = (value: number): string => (isShare ? percent(value) : value.toFixed(4));
    return [name, text(score), text(others[name]), signed(text(others[name] - score))];
  });
  return { title: 'What 8 bits cost:', columns: ['score', 'exact', '8-bit', 'difference'], rows };
}

/** A number with its sign; zero has none. */
function signed(number: string): string {
  return Number(number) === 0 ? number.replace('-', '') : number.startsWith('-') ? number : `+${number}`;
}

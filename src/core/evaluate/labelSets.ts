import type { Example } from '../data/example.js';
import type { HeadConfig } from '../heads/head.js';
import { isOn, shownLabels } from '../heads/probabilities.js';
import type { Pipeline } from '../pipeline.js';
import { CalibrationBins, type Calibration } from './calibration.js';
import type { LabelScore } from './labels.js';
import { runRows } from './tagging.js';

/** What `evaluate` prints for a head whose labels do not exclude one another; a label counts where it is on. */
export interface LabelSetScores {
  readonly texts: number;
  /** Mean F1 over the head's labels that occur in the gold data. */
  readonly macroF1: number;
  /** F1 over all labels of all texts together. */
  readonly microF1: number;
  /** Share of texts with exactly the gold labels. */
  readonly exact: number;
  /** Share of texts for which no label is on. */
  readonly without: number;
  readonly perLabel: readonly LabelScore[];
  /** Of the label that is shown first. */
  readonly calibration: Calibration;
}

/** Texts as one head sees them: [texts, classes] both, gold 1 for a label the text has. */
export interface LabelSetRows {
  readonly classes: number;
  readonly probabilities: Float32Array;
  readonly gold: Uint8Array;
}

/** Runs texts; gives what each head says of them beside what is right, in the order of the heads. */
export function labelSetRows(pipeline: Pipeline, examples: readonly Example[]): LabelSetRows[] {
  const { heads } = pipeline.model.architecture;
  const readable = examples.filter(({ tokens }) => tokens.length > 0);
  const rows = heads.map(({ labels }) => ({
    classes: labels.length,
    probabilities: new Float32Array(readable.length * labels.length),
    gold: new Uint8Array(readable.length * labels.length),
  }));
  let text = 0;
  runRows(pipeline, readable, ({ sets }, parts) => {
    rows.forEach(({ classes, probabilities, gold }, head) => {
      probabilities.set(parts[head].probabilities, text * classes);
      for (const label of sets?.[head]?.[0] ?? []) {
        const k = heads[head].labels.indexOf(label);
        if (k >= 0) gold[text * classes + k] = 1;
      }
    });
    text++;
  });
  return rows;
}

/** Scores of one head with its thresholds. */
export function scoreLabelSets(head: HeadConfig, rows: LabelSetRows): LabelSetScores {
  const { classes, probabilities, gold } = rows;
  const texts = gold.length / Math.max(1, classes);
  const on = Uint8Array.from(probabilities, (p, k) => (isOn(head, k % classes, p) ? 1 : 0));
  let [exact, without] = [0, 0];
  for (let at = 0; at < gold.length; at += classes) {
    const [own, right] = [on.subarray(at, at + classes), gold.subarray(at, at + classes)];
    if (own.every((value, k) => value === right[k])) exact++;
    if (own.every((value) => value === 0)) without++;
  }
  const counts = head.labels.map((_, k) => hitsOf(on, gold, classes, k));
  const perLabel = counts.map((hits, k): LabelScore => ({ label: head.labels[k], ...shares(hits) }));
  const seen = perLabel.filter(({ support }) => support > 0);
  const all = counts.reduce(added, { right: 0, on: 0, gold: 0 });
  return {
    texts,
    macroF1: seen.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, seen.length),
    microF1: shares(all).f1,
    exact: exact / Math.max(1, texts),
    without: without / Math.max(1, texts),
    perLabel,
    calibration: calibrationOf(head, rows),
  };
}

function calibrationOf(head: HeadConfig, { classes, probabilities, gold }: LabelSetRows): Calibration {
  const bins = new CalibrationBins();
  shownLabels(head, probabilities, classes).forEach((label, text) => {
    const at = text * classes + label;
    bins.add(probabilities[at], gold[at] === 1);
  });
  return bins.result();
}

interface Hits {
  readonly right: number;
  readonly on: number;
  readonly gold: number;
}

function hitsOf(on: Uint8Array, gold: Uint8Array, classes: number, label: number): Hits {
  const hits = { right: 0, on: 0, gold: 0 };
  for (let k = label; k < gold.length; k += classes) {
    hits.right += on[k] & gold[k];
    hits.on += on[k];
    hits.gold += gold[k];
  }
  return hits;
}

function added(a: Hits, b: Hits): Hits {
  return { right: a.right + b.right, on: a.on + b.on, gold: a.gold + b.gold };
}

function shares({ right, on, gold }: Hits): Omit<LabelScore, 'label'> {
  return {
    precision: right / Math.max(1, on),
    recall: right / Math.max(1, gold),
    f1: (2 * right) / Math.max(1, on + gold),
    support: gold,
  };
}

/** For each label the threshold with the highest F1, midway between two probabilities that occur; 0.5 if it never does. */
export function bestThresholds({ classes, probabilities, gold }: LabelSetRows): number[] {
  return Array.from({ length: classes }, (_, label) => {
    const rows = Array.from({ length: gold.length / classes }, (_, text) => text * classes + label);
    rows.sort((a, b) => probabilities[b] - probabilities[a]);
    const support = rows.reduce((sum, k) => sum + gold[k], 0);
    let [best, threshold, right] = [0, 0.5, 0];
    rows.forEach((k, place) => {
      right += gold[k];
      const next = probabilities[rows[place + 1]] ?? 0;
      const f1 = (2 * right) / (place + 1 + support);
      if (probabilities[k] <= next || f1 <= best) return;
      [best, threshold] = [f1, (probabilities[k] + next) / 2];
    });
    return Math.round(threshold * THRESHOLD_STEPS) / THRESHOLD_STEPS;
  });
}
/** Thresholds are written with so many parts: more would only fit noise. */
const THRESHOLD_STEPS = 1000;

/** The macro F1 of a head with the best one threshold of some for all labels: what an epoch is judged by. */
export function macroF1AtBest(rows: LabelSetRows, head: HeadConfig): number {
  const scores = ONE_THRESHOLDS.map((threshold) => {
    const thresholds = head.labels.map(() => threshold);
    return scoreLabelSets({ ...head, thresholds }, rows).macroF1;
  });
  return Math.max(...scores);
}
const ONE_THRESHOLDS = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4];

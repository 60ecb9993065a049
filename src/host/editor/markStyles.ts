import { tagColour, tagEmphasis, type TagColour, type TagEmphasis } from '../../core/views/tagPalette.js';
import { t } from '../../live/sentences.js';

/** Colours of a mark on one kind of background, `#rrggbbaa`. */
export interface MarkColours {
  readonly borderColor?: string;
  readonly backgroundColor?: string;
  readonly overviewRulerColor?: string;
}

/** How a mark looks; each becomes one decoration type, however many places have it. */
export interface MarkStyle {
  /** Tells styles apart. */
  readonly key: string;
  /** What the mark says. */
  readonly label: string;
  readonly wholeLine: boolean;
  readonly borderWidth: string;
  readonly borderStyle: string;
  readonly light: MarkColours;
  readonly dark: MarkColours;
}

/** An underline and a tint; opacities are two hexadecimal digits. */
interface Look {
  readonly width: string;
  readonly style: string;
  readonly opacity: string;
  readonly staleOpacity: string;
  readonly tint: string | null;
}

const TAG_LOOKS: Record<TagEmphasis, Look> = {
  content: { width: '0 0 2px 0', style: 'solid', opacity: 'ff', staleOpacity: 'a0', tint: '1a' },
  function: { width: '0 0 2px 0', style: 'dotted', opacity: 'd0', staleOpacity: '70', tint: null },
  faint: { width: '0 0 1px 0', style: 'dotted', opacity: '70', staleOpacity: '40', tint: null },
};

/** The mark of a token's tag; stale ones lose their tint and fade, so that nothing old looks current. */
export function tagStyle(label: string, index: number, isStale: boolean): MarkStyle {
  return remembered(`tag ${label} ${index} ${isStale}`, (key) => {
    const look = TAG_LOOKS[tagEmphasis(label)];
    const themed = (hex: string): MarkColours => ({
      borderColor: hex + (isStale ? look.staleOpacity : look.opacity),
      ...(look.tint && !isStale ? { backgroundColor: hex + look.tint } : {}),
    });
    const colours = bothThemes(tagColour(label, index), themed);
    return { key, label, wholeLine: false, borderWidth: look.width, borderStyle: look.style, ...colours };
  });
}

/** Classes differ by the line at their left edge also where colours cannot be told apart. */
const CLASS_LINES = ['dashed', 'solid', 'dotted', 'double'];

/** From hardly surer than guessing to sure. */
const CLASS_TINTS = ['12', '20', '30'];

/** The mark of a classified line (or other text): its tint grows with the probability, in a few steps. */
export function classStyle(
  { label, index, classes, probability }: ClassOfText,
  wholeLine: boolean,
  isStale: boolean,
): MarkStyle {
  const strength = classStrength(probability, classes);
  return remembered(`class ${label} ${index} ${strength} ${wholeLine} ${isStale}`, (key) => {
    const themed = (hex: string): MarkColours => ({
      borderColor: hex + (isStale ? '70' : 'ff'),
      overviewRulerColor: hex + (isStale ? '40' : 'a0'),
      ...(isStale ? {} : { backgroundColor: hex + CLASS_TINTS[strength] }),
    });
    const borderStyle = CLASS_LINES[index % CLASS_LINES.length];
    const colours = bothThemes(tagColour(label, index), themed);
    return { key, label, wholeLine, borderWidth: '0 0 0 4px', borderStyle, ...colours };
  });
}

/** The most probable class of a text. */
export interface ClassOfText {
  readonly label: string;
  readonly index: number;
  /** How many there are. */
  readonly classes: number;
  readonly probability: number;
}

/** 0, 1 or 2: how far the probability is on its way from guessing (1 / classes) to 1. */
export function classStrength(probability: number, classes: number): number {
  const guess = 1 / Math.max(1, classes);
  const share = guess < 1 ? (probability - guess) / (1 - guess) : 1;
  return Math.max(0, Math.min(CLASS_TINTS.length - 1, Math.floor((share || 0) * CLASS_TINTS.length)));
}

/** Bits from which each step of the surprisal scale begins; below the first nothing is marked. */
export const SURPRISAL_STEPS: readonly number[] = [0.5, 1, 2, 3, 4, 6, 8, 11];

/** One hue whose strength grows with the surprisal. */
const SURPRISAL_COLOUR: TagColour = { light: '#d15704', dark: '#f0883e' };
const SURPRISAL_TINTS = ['0d', '17', '21', '2e', '3b', '4a', '59', '6b'];
const STALE_SURPRISAL_TINTS = ['05', '08', '0c', '10', '15', '1a', '1f', '26'];

/** The step of the scale a surprisal in bits is on; -1 for none (below the scale, or not known). */
export function surprisalStep(bits: number): number {
  return SURPRISAL_STEPS.findLastIndex((from) => bits >= from);
}

/** `2–3 bits`, for a step of the scale. */
export function surprisalRange(step: number): string {
  const [from, to] = [SURPRISAL_STEPS[step], SURPRISAL_STEPS[step + 1]];
  if (from === undefined) return t('below {0} bits', SURPRISAL_STEPS[0]);
  return to === undefined ? t('{0} bits or more', from) : t('{0}–{1} bits', from, to);
}

/** The mark of symbols with a surprisal on one step of the scale. */
export function surprisalStyle(step: number, isStale: boolean): MarkStyle {
  return remembered(`surprisal ${step} ${isStale}`, (key) => {
    const tints = isStale ? STALE_SURPRISAL_TINTS : SURPRISAL_TINTS;
    const colours = bothThemes(SURPRISAL_COLOUR, (hex) => ({ backgroundColor: hex + tints[step] }));
    const label = surprisalRange(step);
    return { key, label, wholeLine: false, borderWidth: '0', borderStyle: 'none', ...colours };
  });
}

/** Marks are many, styles are few: each is made once. */
const styles = new Map<string, MarkStyle>();

function remembered(key: string, make: (key: string) => MarkStyle): MarkStyle {
  const known = styles.get(key);
  if (known) return known;
  const style = make(key);
  styles.set(key, style);
  return style;
}

function bothThemes(
  { light, dark }: TagColour,
  themed: (hex: string) => MarkColours,
): Pick<MarkStyle, 'light' | 'dark'> {
  return { light: themed(light), dark: themed(dark) };
}

/**
 * Tokens whose form alone decides what they are: signs, bullets, emoji, laughter. A model's manifest says which of
 * these kinds its heads tag by rule, and how; all other tokens are the network's.
 */

import { isEmoticon } from './symbols.js';

/** The kinds of tokens that can be decided by their form. */
const KINDS = {
  ...{
    stop: 0,
    comma: 0,
    opening: 0,
    closing: 0,
    dot: 0,
    dash: 0,
    bullet: 0,
    currency: 0,
    mark: 0,
    sign: 0,
    emoji: 0,
    laughter: 0,
    mention: 0,
    address: 0,
  },
};
export type SurfaceKind = keyof typeof KINDS;

/** Whether a name is that of such a kind. */
export function isSurfaceKind(name: string): name is SurfaceKind {
  return Object.hasOwn(KINDS, name);
}

/** The label of each kind that a head tags by rule; kinds that are not in it are the network's. */
export type SurfaceLabels = Readonly<Partial<Record<SurfaceKind, string>>>;

/** Of a mailbox, or in the web. */
const ADDRESS = /^(?:(?:https?|ftp):\/\/\S+|www\.\S+|[\w.+-]*[\w+-]@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)$/iu;

// In this order; quotes, `<`, `>`, `%` and units are not here: what they are depends on what stands around them.
const RULES: readonly (readonly [kind: SurfaceKind, form: RegExp])[] = [
  ['stop', /^[.!?…‼⁇⁈⁉。！？．｡]+$/],
  ['comma', /^[,;:、，；：]$/],
  ['opening', /^[([{「『《〈【〔（［｛“‘]$/],
  ['closing', /^[)\]}」』》〉】〕）］｝”’]$/],
  ['dot', /^[·•‧ㆍ・]$/],
  ['dash', /^[-–—―_]+$/],
  ['mention', /^@[\w.]*\w$/],
  ['laughter', /^(?:[ㄱ-ㅣ]{2,}|[ㅋㅎㅠㅜ])$/],
  ['emoji', /^(?:[^\s\w#*©®™]\u{fe0f}?\u{20e3}|[\d#*]\u{fe0f}?\u{20e3}|\p{Regional_Indicator}{2})$/u],
  ['emoji', /^(?:[ㅠㅜㅡㅇㅎㅋTOoㅍ^][._ㅁㅂㅅㅗ]{1,3}[ㅠㅜㅡㅇㅎTOo^]|\^{2,}|ㅡㅡ)[;a]{0,4}$/],
  [
    'emoji',
    /^(?:[\u{1f000}-\u{1faff}]|\p{Extended_Pictographic}\u{fe0f})[\p{Extended_Pictographic}\p{M}\p{Sk}\u200d]*$/u,
  ],
  ['bullet', /^[‣◦▪▫●○■□◆◇▶►※★☆✓✔✗✘➢➤]$/u],
  ['currency', /^\p{Sc}$/u],
  ['mark', /^[#&*@\\+=~|^]+$/],
  ['sign', /^(?:[\p{S}※§†‡‣◦#&*@\\](?<![<>`\u3200-\u33ff]))+$/u],
];

const LONGEST = 64;

/** What most addresses have and most words have not: looked for first, because a word costs no more then. */
const ADDRESS_MARK = /@|:\/\/|^www\./i;

/** What a token is by its form alone; null if that is for the network to say. */
export function surfaceKind(form: string): SurfaceKind | null {
  if (ADDRESS_MARK.test(form) && ADDRESS.test(form)) return 'address';
  const code = form.charCodeAt(0);
  const isWord = (code >= 0xac00 && code <= 0xd7a3) || (code >= 97 && code <= 122);
  if (form.length === 0 || form.length > LONGEST || isWord) return null;
  for (const [kind, rule] of RULES) if (rule.test(form)) return kind;
  return isEmoticon(form) ? 'emoji' : null;
}

/** The label that a head's rules give a token; null if they give none. */
export function surfaceLabel(labels: SurfaceLabels | undefined, form: string): string | null {
  const kind = labels ? surfaceKind(form) : null;
  return (kind && labels?.[kind]) ?? null;
}

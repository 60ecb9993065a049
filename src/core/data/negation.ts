/**
 * Short texts that say whether something is liked, with and without negation, made from frames and words: what
 * collections of reviews have too little of. The development part has words that the training part has not, in the same
 * frames: a language has many words, but few ways to negate them.
 */
import { Random } from '../math/random.js';
import { MORE_KOREAN } from './negationWords.js';

export type Polarity = 'positive' | 'negative';

/** A text and what it says. */
export interface PolarText {
  readonly text: string;
  readonly polarity: Polarity;
  /** A word in it turns what the others say. */
  readonly isNegated: boolean;
}

/** Which words are used; the texts of a fixed wording are for training. */
export type NegationPart = 'training' | 'development';

/** What a language has. */
interface Words {
  /** Words of each polarity, in the forms that frames name by number; every fourth is for the development part. */
  readonly words: Readonly<Record<Polarity, readonly (readonly string[])[]>>;
  /** Further words for the training part. */
  readonly more?: Readonly<Record<Polarity, readonly (readonly string[])[]>>;
  /** `{0}` is the first form of a word. */
  readonly plain: readonly string[];
  /** They turn the polarity of the word. */
  readonly negated: readonly string[];
  /** Whole texts with a negation. */
  readonly fixed: Readonly<Record<Polarity, readonly string[]>>;
  /** What stands before a frame, or nothing. */
  readonly subjects: readonly string[];
  readonly ends: readonly string[];
}

const list = (words: string): (readonly string[])[] =>
  words.split(/,\s*/).map((word) => word.trim().split('|'));
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const ENGLISH: Words = {
  words: {
    positive: list(
      'good, great, funny, helpful, fair, clever, kind, useful, beautiful, impressive, honest, pleasant, convincing, ' +
        'exciting, easy, friendly, fresh, smart, comfortable, reliable, tasty, fun, safe, charming, interesting, happy, ' +
        'touching, brilliant, polite, worth it, enjoyable, right',
    ),
    negative: list(
      'bad, boring, rude, terrible, stupid, slow, unfair, ugly, annoying, disappointing, awful, dull, sad, dangerous, ' +
        'confusing, cheap, painful, scary, weak, dirty, noisy, mean, wrong, ridiculous, tiring, useless, creepy, lazy, ' +
        'horrible, careless, difficult, offensive',
    ),
  },
  plain: lines(`
    {s} was {0}
    {s} is really {0}
    I found it {0}
    {s} looks {0} to me
    It was so {0} that I told everyone
    What a {0} day
    I think {s2} is {0}
    Honestly {0}
  `),
  negated: lines(`
    {s} was not {0}
    {s} isn't {0}
    {s} isn't {0} at all
    I don't think {s2} is {0}
    It was never {0}
    {s} wasn't {0}
    Nobody would call it {0}
    Not {0}
    I didn't find it {0}
    It's not {0}, is it
    There was nothing {0} about it
    {s} is hardly {0}
    It is anything but {0}
    It doesn't look {0} to me
    Not {0} at all
    {s} is far from {0}
  `),
  fixed: {
    positive: lines(`
      I can't complain
      You can't go wrong with this
      I couldn't be happier
      It doesn't get better than this
      I wouldn't change a thing
      It never disappoints
      I have no regrets
      Not a dull moment
      I couldn't stop laughing
      Nothing to complain about
      It did not let me down
      I never get tired of it
      There is no better way to do it
      No problems at all
      I can't wait to see it again
      I couldn't have asked for more
    `),
    negative: lines(`
      I don't like it
      I didn't enjoy this
      I would not recommend it
      It didn't work for me
      I don't want to see that again
      It does nothing for me
      Never again
      I couldn't finish it
      It makes no sense
      They don't care about us
      That didn't help anyone
      I can't stand it
      No one deserves that
      I wouldn't wish it on anybody
      It isn't what I hoped for
      I am not a fan
    `),
  },
  subjects: [
    'The plan',
    'This',
    'The game',
    'That',
    'His answer',
    'The food',
    'My week',
    'The new one',
    'It',
  ],
  ends: ['.', '.', '', '!', '...'],
};

/** Forms: stem before -지, with -다, past, with -요. */
const KOREAN: Words = {
  words: {
    positive: list(
      '재미있|재미있다|재미있었다|재미있어요, 좋|좋다|좋았다|좋아요, 훌륭하|훌륭하다|훌륭했다|훌륭해요, ' +
        '즐겁|즐겁다|즐거웠다|즐거워요, 감동적이|감동적이다|감동적이었다|감동적이에요, 아름답|아름답다|아름다웠다|아름다워요, ' +
        '완벽하|완벽하다|완벽했다|완벽해요, 신선하|신선하다|신선했다|신선해요, 뛰어나|뛰어나다|뛰어났다|뛰어나요, ' +
        '멋지|멋지다|멋졌다|멋져요, 만족스럽|만족스럽다|만족스러웠다|만족스러워요, 흥미롭|흥미롭다|흥미로웠다|흥미로워요, ' +
        '따뜻하|따뜻하다|따뜻했다|따뜻해요, 매력적이|매력적이다|매력적이었다|매력적이에요, 알차|알차다|알찼다|알차요, ' +
        '자연스럽|자연스럽다|자연스러웠다|자연스러워요, 유쾌하|유쾌하다|유쾌했다|유쾌해요, 인상적이|인상적이다|인상적이었다|인상적이에요, ' +
        '탄탄하|탄탄하다|탄탄했다|탄탄해요, 볼만하|볼만하다|볼만했다|볼만해요, 친절하|친절하다|친절했다|친절해요, ' +
        '사랑스럽|사랑스럽다|사랑스러웠다|사랑스러워요, 편하|편하다|편했다|편해요, 맛있|맛있다|맛있었다|맛있어요',
    ),
    negative: list(
      '재미없|재미없다|재미없었다|재미없어요, 나쁘|나쁘다|나빴다|나빠요, 지루하|지루하다|지루했다|지루해요, ' +
        '유치하|유치하다|유치했다|유치해요, 어설프|어설프다|어설펐다|어설퍼요, 답답하|답답하다|답답했다|답답해요, ' +
        '형편없|형편없다|형편없었다|형편없어요, 허술하|허술하다|허술했다|허술해요, 실망스럽|실망스럽다|실망스러웠다|실망스러워요, ' +
        '억지스럽|억지스럽다|억지스러웠다|억지스러워요, 산만하|산만하다|산만했다|산만해요, 밋밋하|밋밋하다|밋밋했다|밋밋해요, ' +
        '어색하|어색하다|어색했다|어색해요, 불편하|불편하다|불편했다|불편해요, 뻔하|뻔하다|뻔했다|뻔해요, ' +
        '시시하|시시하다|시시했다|시시해요, 촌스럽|촌스럽다|촌스러웠다|촌스러워요, 아깝|아깝다|아까웠다|아까워요, ' +
        '끔찍하|끔찍하다|끔찍했다|끔찍해요, 황당하|황당하다|황당했다|황당해요, 허무하|허무하다|허무했다|허무해요, ' +
        '엉성하|엉성하다|엉성했다|엉성해요, 심심하|심심하다|심심했다|심심해요, 짜증나|짜증나다|짜증났다|짜증나요',
    ),
  },
  more: MORE_KOREAN,
  plain: lines(`
    {s} {1}
    {s} {2}
    {s} 정말 {2}
    {s} {3}
    너무 {3}
    끝까지 {2}
    {s} 진짜 {3}
    {0}네요
  `),
  negated: lines(`
    {s} {0}지 않다
    {0}지는 않았다
    {0}지 않았다
    {s} 전혀 {0}지 않아요
    하나도 {0}지 않았어요
    {0}지 않네요
    {s} {0}지도 않았다
    안 {3}
    그렇게 {0}지 않음
    {0}다고 할 수 없다
    {s} 생각보다 {0}지 않았다
    {0}지가 않다
    {0}다는 말은 못 하겠다
    결코 {0}지 않다
    별로 {0}지 않은데요
    {s} {0}지 않은 편이다
  `),
  fixed: {
    positive: lines(`
      돈이 전혀 안 아깝다
      이보다 더 재미있을 수 없다
      흠잡을 데가 없다
      더할 나위 없이 좋다
      시간 가는 줄 몰랐다
      후회하지 않는다
      눈을 뗄 수가 없었다
      실망시키지 않는다
      나무랄 데 없다
      질리지가 않는다
      말이 필요 없다
      부족함이 없다
      두 번 봐도 안 질려요
      기대를 저버리지 않았다
      이만한 영화가 없다
      안 봤으면 후회할 뻔했다
    `),
    negative: lines(`
      최고는 아니다
      기대한 만큼은 아니었다
      추천하고 싶지 않다
      다시는 안 봐요
      마음에 안 들어요
      감동이 없다
      이해가 안 간다
      아무 내용이 없다
      재미도 감동도 없다
      끝까지 볼 수가 없었다
      남는 게 없다
      돈 주고 볼 영화는 아니다
      웃음이 안 나온다
      볼 이유가 없다
      명작이라고 할 수 없다
      전편만 못하다
    `),
  },
  subjects: [
    '이 영화',
    '연기가',
    '스토리가',
    '결말이',
    '음악이',
    '배우들이',
    '생각보다',
    '전체적으로',
    '분위기가',
  ],
  ends: ['', '', '.', '..', '!', ' ㅋㅋ'],
};

const LANGUAGES = { en: ENGLISH, ko: KOREAN } as const;

export const NEGATION_LANGUAGES = ['en', 'ko'] as const satisfies readonly (keyof typeof LANGUAGES)[];
export type NegationLanguage = (typeof NEGATION_LANGUAGES)[number];

/** Every so many-th word is for the development part. */
const HELD_OUT = 4;

/** How many of the training texts with a negation are of a fixed wording. */
const FIXED_SHARE = 1 / 4;
const NEGATED_SHARE = 3 / 4;

/** `count` texts; three of four have a negation. The same seed gives the same texts. */
export function negationTexts(
  language: NegationLanguage,
  part: NegationPart,
  count: number,
  seed: number,
): PolarText[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => textOf(LANGUAGES[language], part, random));
}

function textOf(words: Words, part: NegationPart, random: Random): PolarText {
  const any = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)];
  const isOfPart = (_: unknown, k: number): boolean =>
    (k % HELD_OUT === HELD_OUT - 1) === (part === 'development');
  const polarity: Polarity = random.next() < 0.5 ? 'positive' : 'negative';
  const end = any(words.ends);
  const isNegated = random.next() < NEGATED_SHARE;
  if (isNegated && part === 'training' && random.next() < FIXED_SHARE)
    return { text: any(words.fixed[polarity]) + end, polarity, isNegated };
  const frame = any(isNegated ? words.negated : words.plain);
  const other: Polarity = polarity === 'positive' ? 'negative' : 'positive';
  const said = isNegated ? other : polarity;
  const more = part === 'training' ? (words.more?.[said] ?? []) : [];
  const forms = any([...words.words[said].filter(isOfPart), ...more]);
  const subject = any(words.subjects);
  const text = frame
    .replace(/\{(\d)\}/g, (_, k: string) => forms[Number(k)])
    .replace('{s2}', subject.toLowerCase())
    .replace('{s}', subject);
  return { text: text + end, polarity, isNegated };
}

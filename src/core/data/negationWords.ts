/** Korean words that say whether something is liked, for training alone: none of them is a word of the development part. */

import { attach, withVowel, type StemClass } from '../morphology/families/conjugation.js';

type Stems = readonly (readonly [stemClass: StemClass, stems: string])[];

const POSITIVE: Stems = [
  [
    '하',
    '유익하 상쾌하 통쾌하 흐뭇하 화려하 깔끔하 기발하 참신하 풍부하 섬세하 훈훈하 포근하 든든하 행복하 시원하 똑똑하 대단하 안전하 ' +
      '정확하 유용하 특별하 개운하 충실하 치밀하 탁월하 우아하 담백하 진솔하 진지하 산뜻하 화끈하 달콤하 편안하 착하 정직하 ' +
      '성실하 강렬하 생생하 짜릿하 근사하 신기하 소중하 순수하 선명하',
  ],
  ['ㅂ', '귀엽 쉽 놀랍 신비롭 자유롭 고맙 반갑 부드럽 자랑스럽 정겹 새롭'],
  ['regular', '예쁘 기쁘 멋있 재밌 괜찮 깊 알맞 빼어나 신나 웃기 설레 실감나'],
];

const NEGATIVE: Stems = [
  [
    '하',
    '지저분하 피곤하 우울하 불쾌하 난해하 복잡하 위험하 비겁하 이상하 조잡하 잔인하 한심하 무례하 무책임하 불친절하 거북하 민망하 ' +
      '섭섭하 씁쓸하 초라하 빈약하 미흡하 부족하 불안하 불쌍하 느끼하 칙칙하 밍밍하 지긋지긋하 따분하 진부하 과하 불필요하 ' +
      '부실하 난잡하 허접하 멍청하 무식하 뻔뻔하 졸렬하 식상하',
  ],
  ['ㅂ', '싱겁 어지럽 시끄럽 더럽 무섭 괴롭 지겹 역겹 부끄럽 아쉽 안타깝 혼란스럽 부담스럽 의심스럽 어렵'],
  ['regular', '슬프 아프 못나 귀찮 싫 느리 낮 좁 거슬리 질리 졸리 화나'],
  ['르', '서투르 게으르'],
];

/** The stem before -지, with -다, past, with -요. */
function formsOf(form: string, stemClass: StemClass): readonly string[] {
  const open = withVowel({ form, class: stemClass });
  return [form, `${form}다`, attach(open, 'ㅆ다'), `${open}요`];
}

const wordsOf = (all: Stems): readonly (readonly string[])[] =>
  all.flatMap(([stemClass, stems]) => stems.split(' ').map((stem) => formsOf(stem, stemClass)));

/** By what they say, each with its four forms. */
export const MORE_KOREAN = { positive: wordsOf(POSITIVE), negative: wordsOf(NEGATIVE) } as const;

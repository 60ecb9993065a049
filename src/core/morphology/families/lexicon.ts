/**
 * Words that the families are made of, by class. Every fourth stem, noun and sign is held out: development rows, never
 * training. Interjections and laughter are closed lists: only what stands beside them differs.
 */

import { TRAINING_STEMS, type StemList } from './moreStems.js';
import type { PredicateEntry } from './predicates.js';

/** Which rows or words: those to learn from, or those to measure on. */
export type FamilyPart = 'training' | 'development';

const HELD_OUT = 4;

const STEMS: readonly StemList[] = [
  ['verb', 'regular', '가 사 자 만나 타 떠나 일어나 끝나 나가 차 켜 서 건너 펴'],
  ['verb', 'regular', '보내 지내 내 꺼내 끝내 매 재 빼 세 떼 베 메'],
  ['verb', 'regular', '오 보 쏘 돌아오 나오 바라보 들어오 쳐다보 찾아보 꼬'],
  ['verb', 'regular', '주 배우 바꾸 나누 키우 싸우 외우 춤추 지우 비우 꾸 피우'],
  ['verb', 'regular', '마시 기다리 가르치 던지 다니 걸리 보이 고치 이기 느끼 버리 웃기 빌리 열리 때리 옮기'],
  ['verb', 'regular', '되 쉬 뛰 바뀌 튀 사귀'],
  ['verb', 'regular', '먹 읽 앉 웃 찾 받 입 씻 믿 잡 벗 닦 남 참 신 찍 있 놓 쌓 넣'],
  ['verb', 'regular', '만들 살 놀 열 알 팔 울 걸 돌 풀 들 밀 날 벌 끌'],
  ['verb', 'regular', '쓰 끄 뜨 따르 치르 들르 모으 담그 잠그'],
  ['verb', '돕', '돕'],
  ['verb', 'ㅂ', '굽 눕 줍 깁'],
  ['verb', 'ㄷ', '듣 걷 묻 싣 깨닫 일컫'],
  ['verb', 'ㅅ', '짓 낫 잇 붓 긋 젓'],
  ['verb', '르', '부르 모르 고르 자르 누르 흐르 기르 오르 찌르 서두르 떠오르 바르'],
  ['verb', '러', '이르'],
  ['adjective', 'regular', '좋 많 작 높 낮 넓 좁 짧 늦 싫 없 괜찮 젊 얇 깊 밝'],
  ['adjective', 'regular', '비싸 싸 짜'],
  ['adjective', 'regular', '길 멀 힘들 달 가늘'],
  ['adjective', 'regular', '예쁘 바쁘 아프 크 기쁘 슬프 나쁘 고프'],
  ['adjective', 'regular', '느리 흐리 어리 질기 여리'],
  ['adjective', 'ㅂ', '춥 덥 맵 쉽 어렵 무겁 가볍 고맙 무섭 귀엽 즐겁 아름답 가깝 반갑 뜨겁 차갑 새롭 외롭'],
  ['adjective', '돕', '곱'],
  ['adjective', '르', '다르 빠르 배부르 게으르 서투르'],
  ['adjective', '러', '푸르'],
  ['adjective', 'ㅎ', '그렇 이렇 파랗 저렇 빨갛 하얗 노랗 까맣 어떻 퍼렇'],
  [
    'actionNoun',
    '하',
    '공부하 운동하 사랑하 전화하 이야기하 청소하 요리하 노력하 시작하 출발하 준비하 걱정하',
  ],
  ['stateNoun', '하', '행복하 건강하 피곤하 친절하 편리하 필요하 중요하 조용하'],
  ['isNot', '아니', '아니'],
];

/** Nouns; many end as if in a particle (소리, 카메라, 나이, 도로). */
const NOUNS: readonly string[] = [
  ...'소리 카메라 머리 나라 자리 다리 거리 요리 꼬리 유리 우리 오리 도라지 바구니 어머니 할머니 주머니 언니'.split(
    ' ',
  ),
  ...'나이 아이 종이 고양이 원숭이 호랑이 거미 모기 고기 바다 라디오 비디오 피아노 기타 도로 미로 회로 진로'.split(
    ' ',
  ),
  ...'지도 제도 온도 속도 태도 포도 파도 가을 마을 노을 겨울 거울 서울 저울'.split(' '),
  ...'사과 학과 효과 결과 치과 내과 과자 의자 모자 사자 감자 피자 가게 무게 시계 세계 날개 베개 조개 지게'.split(
    ' ',
  ),
  ...'집 책 문 옷 밥 물 길 일 말 손 발 눈 꽃 산 강 돈 술 약 방 창문 학교 회사 친구 선생님 영화 음악 사진 편지'.split(
    ' ',
  ),
  ...'버스 택시 기차 커피 라면 김치 케이크 컴퓨터 휴대폰 노트북 이메일 텔레비전 인터넷 게임 드라마 뉴스'.split(
    ' ',
  ),
];

/** Adverbs that go with any predicate. */
export const ADVERBS: readonly string[] = '정말 아주 다시 그냥 벌써 참 너무 잘 꼭 또 자주 가끔'.split(' ');

/** What people answer and call out. */
const INTERJECTIONS: readonly string[] =
  '네 아뇨 아 야 어 응 와 예 아니요 글쎄 어머 아이고 음 그래 에이 오 헐 우와 여보세요 자 아니 저기 앗 흠'.split(
    ' ',
  );

/** Laughter, tears and answers in lone letters. */
const LAUGHTER: readonly string[] =
  'ㅋㅋㅋ ㅎㅎ ㅠㅠ ㅇㅇ ㅋㅋ ㅜㅜ ㅎㅎㅎ ㄴㄴ ㅋㅋㅋㅋㅋ ㅠㅠㅠ ㅇㅋ ㄷㄷ ㄱㅅ ㅊㅋ ㅋ ㅎ'.split(' ');

/** Bullets, arrows, stars, mathematical and other signs; emoji. */
const SIGNS: readonly string[] = [
  ...'• ● ○ ■ □ ▶ ▷ ◆ ◇ ※ ★ ☆ → ← ↑ ↓ ⇒ ▪ ◦ ‣ ✓ ✔ ♥ ♡ ♪ + = × ÷ ± ≠ ≤ ≥ # & * @ ~ ^ | € ₩ £ © ® ™ § °'.split(
    ' ',
  ),
  ...'😀 😂 😊 😍 😭 🙏 👍 👏 🎉 ❤️ 🔥 ✨ 😅 🤔 😢 🥰 👍🏽 🇰🇷 👩‍🚀 ☕'.split(' '),
];

/** The part of a list that is learned from, or that is held out. */
function partOf<T>(list: readonly T[], part: FamilyPart): T[] {
  return list.filter((_, k) => (k % HELD_OUT === HELD_OUT - 1) === (part === 'development'));
}

/** Words of one part. */
export interface FamilyLexicon {
  readonly predicates: readonly PredicateEntry[];
  readonly nouns: readonly string[];
  readonly interjections: readonly string[];
  readonly laughter: readonly string[];
  readonly signs: readonly string[];
}

function entriesOf([kind, stemClass, stems]: StemList): PredicateEntry[] {
  return stems.split(' ').map((form) => ({ kind, class: stemClass, form }));
}

/** The words of one part; no stem, noun or sign is in both. */
export function familyLexicon(part: FamilyPart): FamilyLexicon {
  const more = part === 'training' ? TRAINING_STEMS : [];
  const nouns = partOf(NOUNS, part);
  return {
    predicates: [...STEMS.flatMap((list) => partOf(entriesOf(list), part)), ...more.flatMap(entriesOf)],
    nouns,
    interjections: INTERJECTIONS,
    laughter: LAUGHTER,
    signs: partOf(SIGNS, part),
  };
}

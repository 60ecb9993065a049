/** Sentences of how sure a model is along a text, part of the panel's, in Korean. */
export const ALONG_KO = {
  'along.title':
    '{task, select, classification {{segment}{을/를} 읽어 가는 동안} language-model {글을 따라 본 놀람도} other {글을 따라 본 불확실성}}',
  'along.note':
    '{task, select, classification {{up, select, none {막대: {segment}{이/가} 이 {noun}에서 끝난다면 “{down}”의 확률입니다.} other {{segment}{이/가} 이 {noun}에서 끝난다면 신경망이 할 답입니다. 위는 “{up}”, 아래는 “{down}”, 막대가 없으면 반반입니다.}}} language-model {막대: {noun}마다 든 비트(최대 {most}). 평균은 {mean}비트입니다.} other {막대: {noun}마다 클래스 확률의 엔트로피(비트, 최대 {most}). 막대가 없으면 신경망이 확신합니다.}}',
  'along.unknown': '…',
  'along.list': '{title}: 왼쪽·오른쪽 화살표로 옮겨 다니고 스페이스바로 편집기에서 봅니다',
  'along.cell': '{text}: {bits}비트',
  'along.cellClass': '{text}: {label} {p}',
  'along.head': '라벨의 종류',
  'along.lines': '둘레의 {segment, select, sentence {문장} line {줄} paragraph {문단} other {문서}}',
  'along.number': '줄',
  'along.text': '글',
  'along.asRead': '읽어 가는 동안',
  'along.verdict': '판정',
  'strip.name': '전체 글',
  'strip.label': '전체 글: 히트맵이 글의 어디에 있는지',
  'strip.title': '끌어서 옮겨 다니세요. 높이: 신경망이 확신하지 못하는 비트 수',
  'strip.value': '시점 {all}개 중 {from}~{to}',
} as const;

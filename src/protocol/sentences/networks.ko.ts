/** Sentences of the comparison of two networks that were trained apart, part of the panel's, in Korean. */
export const NETWORKS_KO = {
  'networks.unrelated':
    '{shapes, select, same {두 신경망은 따로 학습되었습니다(순환 가중치의 r = {r}).} other {두 신경망은 모양이 다릅니다.}} 한쪽의 유닛 5는 다른 쪽의 유닛 5와 아무 상관이 없으므로 서로 빼지 않습니다.',
  'networks.tokens':
    '{all, select, yes {{noun} {looked}개에서 비교했습니다} other {{noun} {same}개 가운데 글 전체에서 고르게 뽑은 {looked}개에서 비교했습니다}}{cut, select, same {.} other {. 둘 다 글의 같은 부분인 것들입니다({beforeName}: {before}개, {afterName}: {after}개로 나눔).}}',
  'networks.few': '이 글에는 두 신경망 모두의 토큰인 부분이 없어 비교할 것이 없습니다.',
  'networks.said': '두 신경망의 답',
  'networks.saidNothing':
    '두 신경망은 서로 다른 것을 답하며 공통된 라벨이 없습니다. 얼마나 비슷한지는 아래에 있습니다.',
  'networks.head': '라벨의 종류',
  'networks.headName': '{same, select, yes {{after}} other {{after} ({before})}}',
  'networks.order': '목록의 순서',
  'networks.orderName': '{order, select, far {가장 먼 것부터} other {글의 순서대로}}',
  'networks.otherLabels':
    '{kind, select, next {예상한 글자가 다름} segment {라벨이 다름} other {태그가 다름}}',
  'networks.otherLabelsValue': '{rows} 중 {n} · {percent} %',
  'networks.moved': '다른 곳에 놓인 확률',
  'networks.movedValue': '{percent} %',
  'networks.divergence': '옌센-섀넌 발산',
  'networks.divergenceValue': '{bits}비트 · 0은 같음, 1은 공통점 없음',
  'networks.surprisal': '놀람도',
  'networks.surprisalValue': '{beforeName} {before}비트, {afterName} {after}비트 · 매번 {apart}비트 차이',
  'networks.shared': '둘 다 가진 라벨',
  'networks.sharedValue': '{shared}개(각각 {before}개와 {after}개 중)',
  'networks.swaps': '가장 잦은 변화',
  'networks.swap': '{before} → {after} {n}',
  'networks.listed': '{kind, select, next {놀람도가 1비트 이상 다름: {n}} other {라벨이 다름: {n}}}',
  'networks.allListed': '{n, plural, other {#개 모두}}',
  'networks.none':
    '{kind, select, next {1비트 이상 다른 곳이 없습니다.} other {모두에 같은 라벨을 붙입니다.}}',
  'networks.likeness': '층끼리 비슷한 정도',
  'networks.likenessCaption':
    '선형 CKA: 행은 {after}, 열은 {before}. 한쪽의 상태가 다른 쪽의 상태를 돌리고 늘인 것이면 1, 함께 움직이는 것이 없으면 0입니다. 그 아래는 같은 글을 밀어 놓고 {shifts, select, 1 {} other {{shifts}번 }}잰 값{shifts, select, 1 {} other { 가운데 가장 큰 값}}입니다.',
  'networks.likenessShort':
    '선형 CKA: 행은 {after}, 열은 {before}. 한쪽의 상태가 다른 쪽의 상태를 돌리고 늘인 것이면 1, 함께 움직이는 것이 없으면 0입니다. 글이 너무 짧아 우연이면 얼마일지는 알 수 없습니다.',
  'networks.place': '{direction, select, backward {{layer}층 ←} other {{layer}층 →}}',
  'networks.placeTitle': '이 층의 유닛 보기',
  'networks.chance': '우연 {chance}',
  'networks.units': '가장 비슷하게 움직이는 유닛',
  'networks.unitsNote':
    '{place}의 유닛 {units}개 중 {n}개는 글을 {shifts}번 밀어 놓았을 때의 어느 것보다 {before}의 어떤 유닛과 더 비슷하게 움직입니다(✓). 우연이라면 스무 개에 하나입니다. r은 h의 피어슨 상관 계수입니다.',
  'networks.unitsShort':
    '글이 너무 짧아 우연이면 얼마일지 알 수 없습니다. 토큰이 이렇게 적으면 늘 어떤 유닛인가는 다른 유닛과 함께 움직입니다.',
  'networks.unit': '유닛',
  'networks.unitOf': '{model}의 유닛',
  'networks.r': 'r',
  'networks.byChance': '우연이면',
  'networks.beyond': '우연 이상',
  'networks.unitName': '{direction, select, backward {← {unit}} other {→ {unit}}}',
  'networks.unitDeep': '{direction, select, backward {{layer} ← {unit}} other {{layer} → {unit}}}',
  'networks.still': '움직이지 않음',
  'networks.all': '유닛 {n}개 모두',
  'networks.lines': '위는 유닛 {own}, 아래는 {before}의 유닛 {other}',
  'networks.linesRole': '그래프',
  'networks.linesKeys':
    '왼쪽·오른쪽 화살표로 {noun}{을/를} 옮겨 다니고, Home과 End로 처음과 끝으로 갑니다. 스페이스바는 편집기에서 보기입니다.',
  'networks.lineWords': '{token} · {own} · {before}: {other}',
  'networks.missing': '그런 {noun} 없음',
  'networks.linesCaption': '{noun}마다 두 유닛의 h',
} as const;

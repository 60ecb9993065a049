/** Sentences of the view of attributions, part of the panel's, in Korean. */
export const ATTRIBUTION_KO = {
  'view.attribution': '기여도',
  'attribution.label': '무엇이 예측을 이끌었는가',
  'attribution.none': '토큰을 선택하면 그 예측이 무엇에 달렸는지 여기에 보입니다.',
  'attribution.first': '첫 글자 앞에는 읽은 것이 없으므로 이끈 것도 없습니다.',
  'attribution.why':
    '{task, select, classification {이 {segment}{은/는} 왜 “{label}”인가요?} language-model {무엇이 여기서 “{label}”{을/를} 이끌었나요?} other {“{token}”{은/는} 왜 {label}인가요?}}',
  'attribution.forLabel':
    '{task, select, classification {이 {segment}에서 무엇이 “{label}”{을/를} 뒷받침하나요?} language-model {무엇이 여기서 “{label}”{을/를} 이끌까요?} other {“{token}”에서 무엇이 {label}{을/를} 뒷받침하나요?}}',
  'attribution.method': '방법',
  'attribution.methodName': '{method, select, gradient {기울기 × 입력} other {하나씩 가리기}}',
  'attribution.head': '라벨의 종류',
  'attribution.of': '물어볼 라벨',
  'attribution.shown': '{label} (표시됨)',
  'attribution.choice': '{label}, p {p}',
  'attribution.asTable': '표로 보기',
  'attribution.pairs': '모든 쌍',
  'attribution.odds': '{measure, select, probability {“{label}”의 확률} other {{label}의 오즈}}',
  'attribution.caption':
    '{method, select, gradient {숫자는 신경망이 {noun}에서 읽는 입력으로 {of}{을/를} 미분한 기울기에 그 입력을 곱한 값(비트)입니다. 이 글에서 그은 접선이므로 그 {noun}{이/가} 없을 때 어떻게 되는지는 보이지 않으며, 신경망이 확신하는 곳에서는 말해 주는 것이 적습니다.} other {{noun}{을/를} 하나씩 모르는 것으로 바꾸고 {segment}{을/를} 다시 읽었습니다. 숫자는 그것이 없을 때 {of}{이/가} 몇 비트 떨어지는지를 말합니다. 1비트면 절반이 됩니다. 신경망이 여기서 무엇에 기대는지는 보이지만 어떻게 기대는지는 보이지 않고, 같은 것을 말하는 둘은 둘 다 중요하지 않아 보일 수 있습니다.}}',
  'attribution.byRule':
    '“{token}”에 표시된 라벨은 생김새를 보고 규칙으로 정했습니다. 아래는 신경망 자신의 답입니다.',
  'attribution.together': '라벨은 나중에 한꺼번에 정해집니다. 아래는 신경망이 하나하나에 대해 내는 답입니다.',
  'attribution.part': '{noun} {all}개 가운데 가장 가까운 {n}개를 보입니다.',
  'attribution.window':
    '이 앞의 {noun} {n}개를 살펴봤습니다. 더 앞에 온 것은 신경망이 이어 읽는 상태에 들어 있습니다.',
  'attribution.away':
    '{side, select, later {{n, plural, other {{noun} #개 뒤}}} other {{n, plural, other {{noun} #개 앞}}}}',
  'attribution.found':
    '“{token}”{place, select, whole {} other {({away})}}{이/가} {sign, select, for {가장 크게 뒷받침합니다} other {가장 크게 반대합니다}}. 이것이 없으면 {of}{이/가} {times}배 {sign, select, for {낮아집니다} other {높아집니다}}({bits}비트).',
  'attribution.foundGradient':
    '“{token}”{place, select, whole {} other {({away})}}의 곱이 가장 큽니다. {bits}비트, 라벨을 {sign, select, for {뒷받침합니다} other {반대합니다}}.',
  'attribution.nothing':
    '{method, select, gradient {곱이 {least}비트 이상인 다른 {noun}{이/가} 없습니다.} other {다른 {noun} 가운데 가려서 {of}{을/를} {least}비트 이상 바꾸는 것이 없습니다.}}',
  'attribution.laterKnown': '뒤에 오는 것은 역방향으로도 읽는 신경망만 알 수 있습니다.',
  'attribution.forwardOnly': '뒤에 오는 것은 영향이 없습니다. 이 신경망은 순방향으로만 읽습니다.',
  'attribution.words': '영향을 색으로 보인 글',
  'attribution.word': '{token}, {bits}비트{isAsked, select, yes {, 물어본 것} other {}}',
  'attribution.token': '{kind, select, character {글자} line {줄} other {토큰}}',
  'attribution.bits': '비트',
  'attribution.lowEnd': '≤ −{bits}비트',
  'attribution.highEnd': '≥ +{bits}',
  'attribution.low': '반대',
  'attribution.high': '뒷받침',
  'attribution.tableCaption': '{noun}마다 {of}에 미치는 영향',
  'attribution.pairsTitle': '모든 쌍: 행이 각 열에 작용합니다',
  'attribution.pair': '“{token}” → “{at}” {label}: {bits}비트',
  'attribution.stale': '마지막으로 고치기 전의 결과',
  'attribution.working': '계산하는 중…',
} as const;

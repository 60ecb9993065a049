/** Sentences of the view of the network, part of the panel's, in Korean. */
export const NETWORK_KO = {
  'network.role': '펼친 신경망',
  'network.label': '시점을 따라 펼친 신경망',
  'network.describe': '시점 {steps}개 중 {step}. {keys}',
  'network.keys':
    '왼쪽·오른쪽 화살표로 시점을, 위·아래 화살표로 층과 방향을, Shift와 함께 누르면 유닛을 옮겨 다닙니다. Home과 End는 첫 시점과 마지막 시점, 스페이스바는 편집기에서 토큰 보기입니다.',
  'network.heading': '시점 {step}/{steps}: “{text}”',
  'network.earlier': '한 시점 앞으로',
  'network.later': '한 시점 뒤로',
  'network.row':
    '{kind, select, labels {{task, select, classification {클래스} language-model {다음} other {태그}}} output {출력} other {x}}',
  'network.layer': '{layer}층 {direction, select, backward {←} other {→}}',
  'network.head': '출력층',
  'network.sees': '보는 것',
  'network.sight': '{sight, select, here {여기} before {→} after {←} other {–}}',
  'network.sightName':
    '{sight, select, here {이 시점} before {봄: 앞에 있음} after {봄: 뒤에 옴} other {보지 않음}}',
  'network.guess': '예상',
  'network.twin': '그림에 있는 시점들, 유닛 {unit}',
  'network.task':
    '{reads, select, last {다대일: {segment}의 클래스를 마지막 상태에서 읽습니다{directions, select, two {. →는 마지막 시점, ←는 첫 시점입니다} other {}}.} max {다대일: {segment}의 클래스를 유닛마다 모든 시점에서 가장 큰 값으로 읽습니다.} mean {다대일: {segment}의 클래스를 유닛마다 모든 시점의 평균으로 읽습니다.} none {출력층 없음: 시점마다의 출력이 이 신경망이 내는 전부입니다.} other {다대다: {token}마다 출력에서 라벨을 읽습니다. {directions, select, two {→는 {token}{이/가} 끝나는 곳, ←는 시작하는 곳입니다} other {{token}{이/가} 끝나는 곳의 출력입니다}}.}}',
  'network.nextSymbol': '다대다: 시점마다 다음에 올 기호를 말합니다. 숫자는 실제로 온 기호의 확률입니다.',
  'network.nextToken': '{token}마다 다음에 올 {token}{을/를} 말합니다.',
  'network.seesAhead':
    '한 시점에 대한 답은 바로 뒤에 오는 시점들에도 달려 있습니다. 순환층 앞의 합성곱이 그것도 읽기 때문입니다.',
  'network.around':
    '그림에는 순환층만 있습니다. {place, select, before {그 앞: {before}.} behind {그 뒤: {behind}.} other {그 앞: {before}. 그 뒤: {behind}.}}',
  'network.operation':
    '{kind, select, dense {완전 연결층} convolution {합성곱} activation {{name}} scale {배율과 이동} pool {{name, select, mean {시점들의 평균} max {시점들에서 가장 큰 값} first {첫 시점} other {마지막 시점}}} flatten {모든 시점을 나란히} attention {어텐션 평균} other {{name, select, concat {층을 나란히} add {층의 합} multiply {층의 곱} average {층의 평균} other {층의 최댓값}}}}',
  'network.autoregressive':
    '앞에 있는 것만 봅니다(자기회귀). 예상한 것을 다음 시점에 읽을 수 있으므로 글을 이어 씁니다.',
  'network.seesOf':
    '{directions, select, two {시점마다 {segment} 전체를 한 번에 봅니다. →는 앞에 있는 것, ←는 뒤에 오는 것입니다. {segment}{이/가} 끝나기 전에는 답할 수 없습니다.} other {시점마다 그 앞에 있는 것만 봅니다. 뒤에 오는 것은 이미 한 답을 바꾸지 않습니다.}}',
  'network.stepLabel': '숫자로 본 시점',
  'network.unitTitle': '{layer}층 {direction}, 유닛 {unit}',
  'network.gate': '게이트',
  'network.gateMeaning':
    '{gate, select, i {받아들임} f {간직함} g {새 내용} o {내보임} r {리셋} z {간직함} n {새 내용} other {상태}}',
  'network.gateTable': '게이트의 합',
  'network.sum': '합',
  'network.value': '값',
  'network.mostOf': '가장 큰 몫',
  'network.mostFrom': '가장 큰 몫은 {from}',
  'network.sameMatrices': '행렬로 본 시점: 모든 시점에서 같은 행렬입니다',
  'network.projected':
    '이 신경망은 투영합니다. h는 W_hr (o ⊙ tanh(c))로 모든 유닛에 걸친 합입니다. 숫자는 c의 유닛 하나의 것입니다.',
  'network.matrices': '{gate}의 행렬',
  'network.everyProduct': '모든 곱',
  'network.unitSum': '유닛 {unit} {gate}',
  'network.loss': '손실',
  'network.lossWhat': '시점마다 정답은 다음에 오는 기호입니다. 한 시점의 손실은 그 기호의 놀람도입니다.',
  'network.lossMean': '{n, plural, other {시점 #개의 평균}}',
  'network.lossLast': '마지막 시점',
  'network.lossOwn': '여기에 온 “{text}”의 손실',
  'network.goldWhat':
    '낱말마다 정답은 파일에 적힌 태그입니다. 한 낱말의 손실은 그 태그의 확률의 −log₂입니다.',
  'network.goldMean': '{n, plural, other {낱말 #개의 평균}}',
  'network.goldLast': '마지막 낱말',
  'network.goldOwn': '“{text}”의 태그 {label}의 손실',
  'network.goldRight': '맞힌 태그',
  'network.rightOf': '{n}개 중 {right}개({percent} %)',
  'network.bitsAndNats': '{bits}비트({nats}내트)',
  'network.noGold':
    '손실은 정답 {task, select, classification {클래스} other {태그}}와 견준 값인데 이 글에는 정답이 없습니다. 정답이 있는 CoNLL-U 파일을 열거나 `rnn-lens evaluate`로 재어 보세요.',
  'network.shapesLabel': '모양(shape)과 매개변수',
  'network.tensors': '신경망을 지나가는 것',
  'network.axesColumn': '축',
  'network.this': '이 {segment}',
  'network.all': '실행 전체',
  'network.axes':
    '{name, select, x {배치, n, 입력} output {배치, n, 은닉·방향} h_n {층·방향, 배치, 은닉} c_n {층·방향, 배치, 은닉} own {배치, 은닉} other {{level, select, segment {배치, 클래스} other {배치, n, 클래스}}}}',
  'network.parameters': '{n, plural, other {매개변수 #개}}',
  'network.parameter': '이름',
  'network.where': '위치',
  'network.shape': '모양',
  'network.numbers': '숫자',
  'network.restOf': '임베딩과, 낱말의 글자를 읽는 부분',
  'network.spoken': '시점 {step}, {text}, {layer}층 {direction}, 유닛 {unit}: h {value}',
} as const;

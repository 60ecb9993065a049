/** Sentences of the view of trajectories, part of the panel's, in Korean. */
export const TRAJECTORY_KO = {
  'view.trajectory': '궤적',
  'trajectory.heading': '{name}: 유닛 {units}개 분산의 {share}',
  'trajectory.layer': '{layer}층',
  'trajectory.role': '산점도',
  'trajectory.label': '{name}{이/가} 시점 {steps}개를 지나간 길을 두 차원으로 보인 것. {keys}',
  'trajectory.keys':
    '왼쪽·오른쪽 화살표로 시점을 옮겨 다니고, Shift와 함께 누르면 구간을 선택합니다. Home과 End는 보이는 첫 시점과 마지막 시점, Esc는 구간 해제, 스페이스바는 편집기에서 토큰 보기입니다.',
  'trajectory.first': '첫째 주성분, 분산의 {share} ▸',
  'trajectory.second': '▴ 둘째 주성분, 분산의 {share}',
  'trajectory.markBy': '표시 기준',
  'trajectory.mark':
    '{mark, select, label {{task, select, classification {클래스} other {태그}}} text {읽은 것} time {시간} depth {열린 괄호} other {따옴표}}',
  'trajectory.near': '보이는 것에 맞추기',
  'trajectory.anew': '축 다시 맞추기',
  'trajectory.anewTitle': '축은 고치기 전 글의 것입니다. 보고 있는 그림이 돌아가지 않도록 그대로 둡니다',
  'trajectory.play': '{playing, select, yes {정지} other {재생}}',
  'trajectory.text': '보이는 글: 끌어서 구간을 선택하세요. {keys}',
  'trajectory.marks':
    '{mark, select, label {글자 하나는 {noun}{을/를} 읽은 뒤의 상태이고, 글자는 그 {task, select, classification {클래스} other {태그}}입니다: {letters}.} text {기호 하나는 그것을 읽은 뒤의 상태입니다.} time {숫자 하나는 {noun}{을/를} 읽은 뒤의 상태입니다. 0은 보이는 것의 처음 10분의 1, 9는 마지막 10분의 1입니다.} depth {숫자 하나는 {noun}{을/를} 읽은 뒤의 상태이고, 숫자는 거기서 열려 있는 괄호의 수입니다(10 이상은 +).} other {상태 하나가 따옴표 안에서는 “, 밖에서는 ·입니다.}}',
  'trajectory.letter': '{letter} {label}',
  'trajectory.way':
    '{chosen, select, yes {선은 선택한 구간을 지나는 길} other {선은 선택한 것까지의 길}}입니다{backward, select, yes {(끝에서부터 읽음)} other {}}.',
  'trajectory.sample':
    '{all, select, yes {점: 글의 시점 {n}개 모두이며, 주성분도 이들의 것입니다.} other {점: 시점 {steps}개 가운데 글 전체에서 고르게 뽑은 {n}개이며, 주성분도 이들의 것입니다.}}',
  'trajectory.loadings': '첫째 주성분에서 가장 큰 것: {first}. 둘째 주성분: {second}.',
  'trajectory.loading': '유닛 {unit}({loading})',
  'trajectory.point': '{step}{label, select, none {} other { · {label}}} · {x}, {y}',
  'trajectory.later': '실행이 끝나면 상태가 나타납니다.',
  'trajectory.fitting': '두 차원을 찾는 중…',
  'trajectory.x': '첫째',
  'trajectory.y': '둘째',
  'trajectory.tableLabel': '보이는 점들의 표',
  'trajectory.state': '표시',
} as const;

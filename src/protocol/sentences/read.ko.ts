/** Sentences of the text to read, part of the panel's, in Korean. */
export const READ_KO = {
  'view.read': '읽기',
  'read.label': '글과, 신경망이 글에 대해 하는 말',
  'read.describe':
    '왼쪽·오른쪽 화살표는 낱말마다, 위·아래 화살표는 줄마다 옮겨 갑니다. N과 P는 다음과 이전의 불확실한 곳, Enter는 편집기에서 보기입니다.',
  'read.labels': '라벨',
  'read.labelsTitle': '낱말 아래의 라벨을 보이거나 숨깁니다.',
  'read.next': '다음 {task, select, language-model {뜻밖인 곳} other {불확실한 곳}}',
  'read.nextTitle':
    '다음 {task, select, language-model {5비트 이상인 글자} classification {90 % 미만인 곳} other {90 % 미만인 낱말}}(N)',
  'read.previous': '이전',
  'read.previousTitle':
    '이전 {task, select, language-model {5비트 이상인 글자} classification {90 % 미만인 곳} other {90 % 미만인 낱말}}(P)',
  'read.note':
    '{task, select, language-model {색이 짙을수록 뜻밖입니다. 밑줄은 5비트 이상, 곧 32번에 한 번 있을 일입니다.} other {점선 테두리와 ?: 확신이 90 % 미만입니다.}}',
  'read.filter': '클릭: 숨기거나 보이기. Alt+클릭: 이것만.',
  'read.labelTitle': '{meaning} p = {p}',
  'read.unsure': '불확실',
  'read.looking': '찾는 중… {token}',
  'read.none': '{direction, select, up {위쪽} other {아래쪽}}에는 더 없습니다.',
  'read.spoken':
    '{kind} {n} “{text}”{label, select, none {} other {, {label}}}{probability, select, none {} other {, {probability}}}{doubtful, select, yes {, 불확실} other {}}',
  'read.bits': '{bits}비트',
} as const;

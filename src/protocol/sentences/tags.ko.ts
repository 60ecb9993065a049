/** Sentences of the table of tokens, part of the panel's, in Korean. */
export const TAGS_KO = {
  'tags.label': '토큰과 태그',
  'tags.describe':
    '위·아래 화살표로 행을 옮겨 다니고, Shift와 함께 누르면 행을 선택합니다. Ctrl+C는 선택한 것을 복사하고 Ctrl+A는 모두 선택합니다. N과 P는 다음과 이전의 불확실한 곳, Enter는 편집기에서 보기입니다.',
  'tags.index': '{kind, select, character {번호} other {토큰}}',
  'tags.text': '{kind, select, character {글자} other {글}}',
  'tags.tag': '{task, select, classification {클래스} language-model {예상} next {다음} other {태그}}',
  'tags.number': '{task, select, language-model {놀람도} other {확률}}',
  'tags.numberShort': '{task, select, language-model {놀람도} other {확률}}',
  'tags.surprisalMeaning': '글자를 얼마나 예상하지 못했는지(비트). 막대는 {full}비트 이상에서 가득 찹니다',
  'tags.runnerUp': '{task, select, language-model {둘째} other {차순위}}',
  'tags.runnerUpMeaning':
    '{task, select, language-model {두 번째로 예상한 것과 그 확률} other {표시된 것 다음으로 확률이 높은 것}}',
  'tags.entropy': '비트',
  'tags.entropyMeaning': '확률의 엔트로피(비트): 하나로 몰리면 0, 모두 같으면 {most}',
  'tags.confidence': 'p',
  'tags.confidenceMeaning': '낱말의 형태소가 모두 맞을 확률',
  'tags.sort': '정렬합니다. 다시 누르면 거꾸로, 또 누르면 글의 순서대로입니다',
  'tags.filter': '필터',
  'tags.doubtful': '{task, select, language-model {뜻밖} other {불확실}}',
  'tags.unknownOnly': '모르는 것',
  'tags.wholeText': '전체 글',
  'tags.count': '{of, plural, other {#행}} 중 {n}',
  'tags.reading': '글을 읽는 중: {percent} %',
} as const;

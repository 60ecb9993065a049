/** Sentences of the search in other files, part of the panel's, in Korean. */
export const FILES_KO = {
  'files.title': '다른 파일에서',
  'files.go': '{state, select, searching {중지} done {다시 찾기} other {작업 영역의 파일에서 찾기}}',
  'files.searching': '{words}: 찾는 중, {percent} %…',
  'files.stopped': '찾기를 중지했습니다',
  'files.found':
    '{words}: 읽은 파일 {searched, plural, other {#}}개 중 {files, plural, other {#}}개에서 {places, plural, other {#}}곳{some, select, yes {; {left, plural, other {#}}개는 읽지 않음(너무 길거나, 글이 아니거나, 너무 많음)} other {}}.',
  'files.open': '{name}의 {line}번째 줄 열기',
} as const;

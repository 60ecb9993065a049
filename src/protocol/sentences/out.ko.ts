/** Sentences of what leaves the panel, part of the panel's, in Korean. */
export const OUT_KO = {
  'out.caption': '{title} · {document} · {model}',
  'out.savePicture': '그림 저장…',
  'out.copyTable': '표 복사',
  'out.saveTable': '표 저장…',
  'out.saveStates': '상태 저장…',
  'out.saveReport': '보고서 저장…',
  'out.noTable': '여기에는 표가 없습니다.',
  'out.noPicture': '그림을 그릴 수 없습니다. 패널을 작게 하고 다시 시도하세요.',
} as const;

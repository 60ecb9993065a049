/** The sentences of rows and colours of the heatmap in Korean, see `PANEL_KO`. */
export const STATES_KO = {
  'legend.own':
    '유닛 {units}개 중 {own}개는 자체 눈금{drifts, select, yes {({steady}개는 추세를 뺌)} other {}}{some, select, yes {, 나머지는 tanh(c)} other {}}',
  'legend.order': '{n, select, 1 {“{first}”} other {“{first} … {last}”}}에서 가장 높은 것이 위',
  'states.onScale': '자체 눈금에서 {share}{drifts, select, yes {, 추세를 뺌} other {}}({low}~{high})',
  'states.asTanh': 'c를 tanh(c)로 보기',
  'table.share': '자체 눈금에서',
} as const;

// The bulk workload as a picture: bars on a linear scale, readable on light and dark pages.
import type { Results } from './results.js';

const NAMES: Readonly<Record<string, string>> = {
  'ort-node': 'onnxruntime-node (native, AVX-512)',
  'engine-8bit': 'RNN Lens, 8-bit mode',
  engine: 'RNN Lens',
  'ort-web': 'onnxruntime-web (WebAssembly)',
  'tfjs-wasm': 'TensorFlow.js, WebAssembly',
  'tfjs-cpu': 'TensorFlow.js, plain JavaScript',
};
const ROW_PX = 30;
const LABEL_PX = 250;
const BAR_PX = 380;

/** An SVG of tokens a second on one thread, fastest first; empty where the workload was not measured. */
export function pictureOf({ plans, node }: Results): string {
  const rows = Object.entries(NAMES)
    .flatMap(([name, label]) => {
      const measured = plans.bulk?.[name];
      return measured ? [{ name, label, tokens: 1000 / measured.medianMs }] : [];
    })
    .sort((a, b) => b.tokens - a.tokens);
  if (rows.length === 0) return '';
  const most = Math.max(...rows.map(({ tokens }) => tokens));
  const height = ROW_PX * rows.length + 46;
  const bars = rows.map(({ name, label, tokens }, k) => {
    const y = 34 + k * ROW_PX;
    const width = Math.max(1, (tokens / most) * BAR_PX);
    const own = name.startsWith('engine');
    return `<text x="${LABEL_PX - 10}" y="${y + 15}" text-anchor="end"${own ? ' font-weight="bold"' : ''}>${label}</text>
<rect x="${LABEL_PX}" y="${y}" width="${width.toFixed(1)}" height="20" rx="2" fill="${own ? '#c2410c' : '#6b7f99'}"/>
<text x="${LABEL_PX + width + 8}" y="${y + 15}">${Math.round(tokens).toLocaleString('en-US')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="720" height="${height}" viewBox="0 0 720 ${height}" role="img" aria-label="Tokens a second of ${rows.length} ways to run the same network">
<style>text{font:13px system-ui,sans-serif;fill:#333}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>
<text x="10" y="18">Tokens a second, one thread, Node ${node.node}: 2-layer bidirectional LSTM, 128 units a direction</text>
${bars.join('\n')}
</svg>
`;
}

import { parseColor, SCALE_ENDS, type HeatmapColors, type ThemeKind } from '../src/core/views/colors.js';

/** The colours that canvases draw with, read from VS Code's variables; the rest is CSS. */
export interface Theme {
  readonly kind: ThemeKind;
  readonly heatmap: HeatmapColors;
  readonly foreground: string;
  readonly dim: string;
  readonly line: string;
  readonly accent: string;
  readonly focus: string;
  readonly font: string;
  readonly monoFont: string;
}

/** True on dark backgrounds. */
export function isDark(theme: Theme): boolean {
  return theme.kind === 'dark' || theme.kind === 'high-contrast';
}

function kindOf(classes: DOMTokenList): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

/** Reads the theme that is on now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const kind = kindOf(document.body.classList);
  const dark = kind === 'dark' || kind === 'high-contrast';
  const variable = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const foreground = variable('--vscode-foreground', dark ? '#cccccc' : '#3b3b3b');
  const background = parseColor(variable('--vscode-editor-background', dark ? '#1f1f1f' : '#ffffff'));
  return {
    kind,
    heatmap: { ...SCALE_ENDS[kind], neutral: background ?? (dark ? [31, 31, 31] : [255, 255, 255]) },
    foreground: variable('--vscode-editor-foreground', foreground),
    dim: variable('--vscode-descriptionForeground', foreground),
    line: variable('--lens-line', dark ? '#2b2b2b' : '#e5e5e5'),
    accent: variable('--lens-accent', dark ? '#4daafc' : '#005fb8'),
    focus: variable('--vscode-focusBorder', dark ? '#0078d4' : '#005fb8'),
    font: variable('--vscode-font-family', 'system-ui, sans-serif'),
    monoFont: variable('--vscode-editor-font-family', 'monospace'),
  };
}

/** Calls back when VS Code changes the theme: it swaps the body's classes and the root's variables. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

/** VS Code's default themes: the class of the body, and the variables the panel reads. */
export const themes: Record<
  'dark' | 'light' | 'high-contrast' | 'high-contrast-light',
  { class: string; variables: Record<string, string> }
>;

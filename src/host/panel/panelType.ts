/** The panel's type, also in the manifest's activation events. */
export const PANEL_TYPE = 'rnnLens.panel';

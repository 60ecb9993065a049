/** The type of the editor that shows model files of other frameworks, also in the manifest. */
export const FILE_VIEW_TYPE = 'rnnLens.modelFile';

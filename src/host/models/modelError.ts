import { Refusal } from '../../live/refusal.js';

/** A model cannot be used; `message` is a sentence that names the file and what to do. */
export class ModelError extends Refusal {}

/** A question of a language model that cannot be answered: `message` says in English what it may ask instead. */
export class AgentError extends Error {}

/** Questions whose answers cut a text into other tokens or say something else of them. */
const NOT_COMPARED: readonly string[] = ['unit', 'predicts'];

/** Whether what a network says of a text under the answers to a question can be compared. */
export function isComparable(question: string): boolean {
  return !NOT_COMPARED.includes(question);
}

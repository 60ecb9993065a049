// What is wrong with the models that stand beside the good ones in tests; `testExtension.ts` makes them.

/** Each damaged model: its name, and what people are told of it. */
export const damagedModels: readonly { readonly name: string; readonly message: RegExp }[] = [
  { name: 'bad-manifest', message: /model\.json is not valid JSON/ },
  { name: 'bad-weights', message: /weights\.safetensors: / },
  { name: 'no-weights', message: /weights\.safetensors is missing/ },
];

/** A good model that is there besides: a copy of another one, next to which it is listed. */
export const twinModel = 'english-pos-twin';

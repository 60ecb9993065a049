import module from 'node:module';

/** Node's types here are those of Node 20, which has no such cache. */
type NewerModule = typeof module & { enableCompileCache?: () => unknown };

// In Node's folder for temporary files; NODE_DISABLE_COMPILE_CACHE=1 leaves it alone.
(module as NewerModule).enableCompileCache?.();

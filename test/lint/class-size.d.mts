import type { Rule } from 'eslint';

/** A class has at most so many lines and members. */
export const classSize: Rule.RuleModule;

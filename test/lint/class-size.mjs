// ESLint rule: a class has at most so many lines and members. Members are methods, accessors (a pair counts as two),
// fields and parameter properties of the constructor.

/** What a constructor declares by `private readonly x` and the like. */
function parameterProperties(member) {
  if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return 0;
  return member.value.params.filter(({ type }) => type === 'TSParameterProperty').length;
}

/** Overloads without a body are the same member as their implementation. */
function isMember({ type, value }) {
  return (
    type !== 'StaticBlock' &&
    type !== 'TSIndexSignature' &&
    !(type === 'MethodDefinition' && value.type === 'TSEmptyBodyFunctionExpression')
  );
}

/** @type {import('eslint').Rule.RuleModule} */
export const classSize = {
  meta: {
    type: 'suggestion',
    schema: [
      {
        type: 'object',
        properties: {
          lines: { type: 'integer' },
          members: { type: 'integer' },
        },
        required: ['lines', 'members'],
        additionalProperties: false,
      },
    ],
    messages: {
      tooLarge:
        '{{name}} has {{lines}} lines and {{members}} members; a class has at most {{maxLines}} and {{maxMembers}}.',
    },
  },
  create(context) {
    const { lines: maxLines, members: maxMembers } = context.options[0];
    const check = (node) => {
      const name = node.id?.name ?? 'This class';
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const own = node.body.body.filter(isMember);
      const members = own.reduce((sum, member) => sum + 1 + parameterProperties(member), 0);
      if (lines <= maxLines && members <= maxMembers) return;
      const data = { name, lines, members, maxLines, maxMembers };
      context.report({ node: node.id ?? node, messageId: 'tooLarge', data });
    };
    return { ClassDeclaration: check, ClassExpression: check };
  },
};

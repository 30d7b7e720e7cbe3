import { userNameProblem } from '@weir/core';
import { InputError } from './exit-code.ts';

const prefix = 'user:';

/** `InputError` for what cannot be a principal; `*`, everybody, is one where it is allowed. */
export function checkPrincipal(
  principal: string,
  { allowsEverybody }: { readonly allowsEverybody: boolean },
): void {
  if (principal === '*' && allowsEverybody) return;
  const problem = principal.startsWith(prefix)
    ? userNameProblem(principal.slice(prefix.length))
    : `wanted is user:NAME${allowsEverybody ? ', or "*"' : ''}`;
  if (problem !== undefined) throw new InputError(`--principal is "${principal}": ${problem}`);
}

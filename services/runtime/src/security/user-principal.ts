import { userNameProblem } from '@weir/core';

/** The principal of a user whom others have named; none for a name that no rule could be about. */
export function userPrincipal(name: unknown): string | undefined {
  if (typeof name !== 'string' || userNameProblem(name) !== undefined) return undefined;
  return `user:${name}`;
}

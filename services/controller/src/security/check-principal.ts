import { userNameProblem, WeirError } from '@weir/core';

/** Stands for every principal. */
const everybody = '*';
const userPrefix = 'user:';

/** Checks `user:NAME`, with a name of 1 to 255 characters; throws `INVALID_REQUEST`. */
export function checkUser(principal: string): void {
  const problem = principal.startsWith(userPrefix)
    ? userNameProblem(principal.slice(userPrefix.length))
    : `Principal is "${principal}", wanted is user:NAME, such as user:ann`;
  if (problem !== undefined) throw new WeirError('INVALID_REQUEST', problem);
}

/** Checks `user:NAME`, or `*` for every principal; throws `INVALID_REQUEST`. */
export function checkUserOrEverybody(principal: string): void {
  if (principal !== everybody) checkUser(principal);
}

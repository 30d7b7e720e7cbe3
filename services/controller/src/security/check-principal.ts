import { WeirError } from '@weir/core';

/** Stands for every principal. */
const everybody = '*';
const userPrefix = 'user:';
const maxNameLength = 255;
const controlCharacter = /\p{Cc}/u;

/** Checks `user:NAME`, with a name of 1 to 255 characters; throws `INVALID_REQUEST`. */
export function checkUser(principal: string): void {
  const problem = findProblem(principal);
  if (problem !== undefined) throw new WeirError('INVALID_REQUEST', problem);
}

/** Checks `user:NAME`, or `*` for every principal; throws `INVALID_REQUEST`. */
export function checkUserOrEverybody(principal: string): void {
  if (principal !== everybody) checkUser(principal);
}

function findProblem(principal: string): string | undefined {
  if (!principal.startsWith(userPrefix)) {
    return `Principal is "${principal}", wanted is user:NAME, such as user:ann`;
  }
  const name = principal.slice(userPrefix.length);
  if (name.length === 0 || name.length > maxNameLength) {
    return `Name of a principal has ${name.length} characters, allowed are 1 to ${maxNameLength}`;
  }
  if (name === everybody) return 'Principal is "user:*": give "*" for everybody';
  if (controlCharacter.test(name)) return 'Name of a principal has control characters';
  if (!name.isWellFormed()) return 'Name of a principal is not well-formed Unicode';
  return undefined;
}

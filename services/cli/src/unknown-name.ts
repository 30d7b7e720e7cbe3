import { nearestName } from '@weir/core';
import { InputError } from './exit-code.ts';

/** A name that is none of those that are known. */
export interface UnknownName {
  /** What it should be the name of: `config`. */
  readonly what: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** Says so, with the known name that was probably meant, or a command that shows them. */
export function unknownName({ what, name, known }: UnknownName, command?: string): InputError {
  const nearest = nearestName(name, known);
  const all = command === undefined ? `there are ${known.join(', ')}` : `${command} shows all`;
  const hint = nearest === undefined ? all : `did you mean ${nearest}?`;
  return new InputError(`There is no ${what} "${name}": ${hint}`);
}

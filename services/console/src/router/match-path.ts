/** What the names of a pattern stand for in a path. */
export type PathParams = Readonly<Record<string, string>>;

/** Matches `/topics/orders` with `/topics/:topic`; a slash at the end does not count. */
export function matchPath(pattern: string, path: string): PathParams | undefined {
  const names = partsOf(pattern);
  const values = partsOf(path);
  if (names.length !== values.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = decode(values[index] ?? '');
    if (value === undefined) return undefined;
    if (name.startsWith(':')) params[name.slice(1)] = value;
    else if (name !== value) return undefined;
  }
  return params;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

import { query, setQuery } from './location.ts';

/**
 * A value that is kept in the page's address, so that a link shows the same: `const [tab, setTab] = useQuery('tab', 'records')`.
 * The fallback is not written.
 */
export function useQuery(
  name: string,
  fallback = '',
): readonly [value: string, set: (value: string) => void] {
  const set = (next: string) => {
    setQuery({ [name]: next === fallback ? undefined : next });
  };
  return [query.value.get(name) ?? fallback, set];
}

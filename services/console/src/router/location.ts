import { computed, signal } from '@preact/signals';

/** Where the console is served, without the slash at its end. */
const base = import.meta.env.BASE_URL.replace(/\/$/, '');

const current = signal(readLocation());

/** The page that is shown, as a path below the console's: `/topics/orders`. */
export const path = computed(() => current.value.path);

/** The query of the page's address. */
export const query = computed(() => new URLSearchParams(current.value.search));

/** The address of a page, for a link. `to` is a path below the console's, with its query. */
export function hrefOf(to: string): string {
  return base + to;
}

/** Goes to a page. `replace` leaves no entry in the history. */
export function navigate(
  to: string,
  { replace = false }: { readonly replace?: boolean } = {},
): void {
  if (replace) history.replaceState(null, '', hrefOf(to));
  else history.pushState(null, '', hrefOf(to));
  current.value = readLocation();
  if (!replace) document.querySelector('main')?.scrollTo(0, 0);
}

/** Sets parameters of the page's address in place; `undefined` and '' take one away. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  const search = next.toString();
  navigate(current.value.path + (search === '' ? '' : `?${search}`), { replace: true });
}

/** Follows the browser's back and forward, and clicks on links to pages. Call it once. */
export function followLocation(): void {
  addEventListener('popstate', () => {
    current.value = readLocation();
  });
  document.addEventListener('click', (event) => {
    const to = event.target instanceof Element ? pageOf(event, event.target) : undefined;
    if (to === undefined) return;
    event.preventDefault();
    navigate(to);
  });
}

/** The page that a click on `target` goes to; `undefined` when it is the browser's to handle. */
function pageOf(event: MouseEvent, target: Element): string | undefined {
  const isModified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || isModified) return undefined;
  const link = target.closest('a');
  if (link === null || link.target !== '' || link.hasAttribute('download')) return undefined;
  const { origin, pathname, search } = new URL(link.href, location.href);
  const isPage = origin === location.origin && `${pathname}/`.startsWith(`${base}/`);
  return isPage ? pathname.slice(base.length) + search : undefined;
}

function readLocation() {
  const { pathname, search } = location;
  const below = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  return { path: below === '' ? '/' : below, search };
}

import { useEffect, useRef } from 'preact/hooks';
import { findRoute } from './pages/route-table.ts';
import { path } from './router/location.ts';
import { sessionPoller } from './state/session.ts';
import { ConnectionBanner } from './shell/connection-banner.tsx';
import { KeyHelp } from './shell/key-help.tsx';
import { PageBoundary } from './shell/page-boundary.tsx';
import { Sidebar } from './shell/sidebar.tsx';
import { SignIn } from './shell/sign-in.tsx';
import { Toasts } from './shell/toasts.tsx';
import { TopBar } from './shell/top-bar.tsx';

const sessionIntervalMs = 5_000;

/** The page around the pages. */
export function App() {
  useEffect(() => sessionPoller.subscribe(sessionIntervalMs), []);
  const { route, params } = findRoute(path.value);
  const shownPath = useRef(path.value);
  useEffect(() => {
    // Those who hear the page are led to the new one; keys scroll it.
    if (shownPath.current !== path.value) {
      document.querySelector('main')?.focus({ preventScroll: true });
    }
    shownPath.current = path.value;
    document.title = `${[...Object.values(params), route.title].join(' · ')} · Weir`;
  }, [path.value]);
  const { Page } = route;
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the page
      </a>
      <Sidebar current={route.section} />
      <div class="column">
        <TopBar />
        <ConnectionBanner />
        <main id="main" tabIndex={-1}>
          <PageBoundary key={path.value}>
            <Page params={params} />
          </PageBoundary>
        </main>
      </div>
      <SignIn />
      <KeyHelp />
      <Toasts />
    </>
  );
}

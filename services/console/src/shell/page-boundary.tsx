import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { Empty } from '../components/empty.tsx';
import { PageHeader } from '../components/page-header.tsx';

/** Keeps what goes wrong while a page is drawn to that page: the rest can still be used. */
export function PageBoundary({ children }: { readonly children: ComponentChildren }) {
  const [error, tryAgain] = useErrorBoundary((thrown: unknown) => {
    // The browser's console has where it came from.
    reportError(thrown);
  }) as [unknown, () => void];
  if (error === undefined) return <>{children}</>;
  return (
    <>
      <PageHeader title="This page cannot be shown" />
      <Empty title={error instanceof Error ? error.message : 'The page has failed'}>
        <button type="button" class="button" onClick={tryAgain}>
          Try again
        </button>
      </Empty>
    </>
  );
}

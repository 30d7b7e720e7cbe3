import { Empty } from '../components/empty.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { hrefOf } from '../router/location.ts';

/** What is shown where there is no page. */
export function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <Empty title="There is no such page">
        <a href={hrefOf('/')}>Go to the overview</a>
      </Empty>
    </>
  );
}

import { PageHeader } from '../../components/page-header.tsx';

/** How the cluster is, on one page. */
export function OverviewPage() {
  return <PageHeader title="Overview" />;
}

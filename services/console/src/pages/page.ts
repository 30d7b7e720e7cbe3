import type { ComponentType } from 'preact';
import type { PathParams } from '../router/match-path.ts';

/** What a page is given: what the names in its path stand for. */
export interface PageProps {
  readonly params: PathParams;
}

/** A page and where it is. */
export interface Route {
  /** Below the console's: `/topics/:topic`. */
  readonly path: string;
  readonly title: string;
  /** Id of the sidebar's line that is marked. */
  readonly section?: string;
  readonly Page: ComponentType<PageProps>;
}

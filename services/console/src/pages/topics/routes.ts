import type { Route } from '../page.ts';
import { TopicPage } from './topic-page.tsx';
import { TopicsPage } from './topics-page.tsx';

/** Pages of this folder. */
export const topicRoutes: readonly Route[] = [
  { path: '/topics', title: 'Topics', section: 'topics', Page: TopicsPage },
  { path: '/topics/:topic', title: 'Topic', section: 'topics', Page: TopicPage },
];

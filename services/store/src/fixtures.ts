/** What tests of other packages share; no service imports it. */
export { RedisSet } from './redis-set.fixture.ts';

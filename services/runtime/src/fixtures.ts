/** What tests of other packages share; no service imports it. */
export { allow, RuleCaller } from './security/rule-caller.fixture.ts';
export { TestAuthority, type TestCertificate } from './tls/test-authority.fixture.ts';

import type { Page } from 'playwright-core';

/** The browser's own words for an answer or a request that is a fault of its own here. */
const toldTwice = /^Failed to load resource/;

/** What a page does wrong from the moment that it is watched, unless that is expected. */
export class PageFaults {
  readonly #origin: string;
  readonly #faults: string[] = [];
  readonly #expected: RegExp[] = [];

  /** `origin` is the only one that the page may ask anything of. */
  constructor(page: Page, origin: string) {
    this.#origin = origin;
    this.#watchScripts(page);
    this.#watchRequests(page);
  }

  /** Takes what matches, before or after this call, for right. */
  expect(...patterns: readonly RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** What nobody expected, such as `answer 500: GET /v1/topics`. */
  unexpected(): string[] {
    return this.#faults.filter((fault) => !this.#expected.some((pattern) => pattern.test(fault)));
  }

  #watchScripts(page: Page): void {
    page.on('pageerror', (error) => {
      this.#faults.push(`exception: ${error.stack ?? error.message}`);
    });
    page.on('crash', () => {
      this.#faults.push('crash: the page crashed');
    });
    page.on('console', (message) => {
      if (message.type() !== 'error' || toldTwice.test(message.text())) return;
      this.#faults.push(`console: ${message.text()}`);
    });
  }

  #watchRequests(page: Page): void {
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!/^https?:$/.test(url.protocol) || url.origin === this.#origin) return;
      this.#faults.push(`outside: ${request.method()} ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() < 400) return;
      const what = `${response.request().method()} ${pathOf(response.url())}`;
      this.#faults.push(`answer ${response.status()}: ${what}`);
    });
    page.on('requestfailed', (request) => {
      // A page that goes elsewhere, or stops a feed, gives its requests up.
      const reason = request.failure()?.errorText ?? '';
      if (reason === 'net::ERR_ABORTED') return;
      this.#faults.push(`failed ${reason}: ${request.method()} ${pathOf(request.url())}`);
    });
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

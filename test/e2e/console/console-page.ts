import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from 'playwright-core';
import { PageFaults } from '../../harness/page-faults.ts';
import { readTable, type TableRow } from '../../harness/read-table.ts';

/** Longer than any page needs on a machine that is busy with other tests. */
const patienceMs = 20_000;

/** How a dialog is answered. */
export interface ActOptions {
  /** Of the button that does it, where that is not the dialog's title. */
  readonly runLabel?: string | undefined;
  /** Asked for before something is destroyed. */
  readonly typeName?: string | undefined;
}

/** A file that the page gave the browser. */
export interface DownloadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The console in a browser without history, used as a person uses it: by names and roles. */
export class ConsolePage implements AsyncDisposable {
  /** For what has no word of its own here. */
  readonly tab: Page;
  readonly faults: PageFaults;
  readonly #context: BrowserContext;
  readonly #origin: string;

  private constructor(context: BrowserContext, tab: Page, origin: string) {
    this.#context = context;
    this.#origin = origin;
    this.tab = tab;
    this.faults = new PageFaults(tab, origin);
  }

  /** A new one, on no page yet; `origin` is that of the gateway. */
  static async open(
    browser: Browser,
    origin: string,
    options: BrowserContextOptions = {},
  ): Promise<ConsolePage> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    context.setDefaultTimeout(patienceMs);
    return new ConsolePage(context, await context.newPage(), origin);
  }

  /** Opens a page of the console, such as `/topics`, and waits until it shows what it is about. */
  async goto(path: string): Promise<void> {
    await this.tab.goto(`${this.#origin}/console${path}`);
    await this.whenLoaded();
  }

  /** Resolves when the page has its heading and nothing on it is awaited. */
  async whenLoaded(): Promise<void> {
    await this.tab.getByRole('heading', { level: 1 }).waitFor();
    const awaited = this.tab.getByRole('main').getByText('Loading…');
    await awaited.first().waitFor({ state: 'detached' });
  }

  /** What stands in the address bar behind `/console`. */
  get path(): string {
    const { pathname, search } = new URL(this.tab.url());
    return `${pathname.replace(/^\/console/, '')}${search}`;
  }

  /** The rows that a table shows, by the names of its columns. */
  async rows(table: string | RegExp): Promise<TableRow[]> {
    return readTable(this.table(table));
  }

  table(name: string | RegExp): Locator {
    return this.tab.getByRole('table', { name }).or(this.tab.getByRole('grid', { name }));
  }

  dialog(name: string | RegExp): Locator {
    return this.tab.getByRole('dialog', { name });
  }

  button(name: string | RegExp): Locator {
    return this.tab.getByRole('button', { name });
  }

  /** The `weir` command that a page or dialog shows for what it does. */
  async shownCommand(within: Locator): Promise<string> {
    const copy = within.getByRole('button', { name: 'Copy the command' });
    return copy.locator('xpath=..').getByRole('code').innerText();
  }

  /** Presses a button, types the name that its dialog asks for, if any, and has it done. */
  async act(button: Locator, { runLabel, typeName }: ActOptions = {}): Promise<string> {
    await button.click();
    return this.run(this.tab.getByRole('dialog'), { runLabel, typeName });
  }

  /** Runs what an open dialog is about; resolves, with the command that it showed, when it has closed. */
  async run(dialog: Locator, { runLabel, typeName }: ActOptions = {}): Promise<string> {
    if (typeName !== undefined) {
      await dialog.getByLabel(`Type ${typeName} to confirm`).fill(typeName);
    }
    const command = await this.shownCommand(dialog);
    const title = await dialog.getByRole('heading', { level: 2 }).innerText();
    await dialog.getByRole('button', { name: runLabel ?? title, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    return command;
  }

  /** What the corner with messages says. */
  get messages(): Locator {
    return this.tab.getByRole('status');
  }

  /** What stands on the clipboard. */
  async clipboard(): Promise<string> {
    return this.tab.evaluate('navigator.clipboard.readText()');
  }

  /** Presses a button that downloads a file. */
  async download(button: Locator): Promise<DownloadedFile> {
    const [download] = await Promise.all([this.tab.waitForEvent('download'), button.click()]);
    const bytes = await readFile(await download.path());
    return { name: download.suggestedFilename(), bytes };
  }

  /** Gives a key to the dialog that asks for one. */
  async signIn(key: string): Promise<void> {
    const dialog = this.dialog('Sign in');
    await dialog.getByLabel('API key or token').fill(key);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Keeps a picture of what is seen. */
  async screenshot(file: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    await this.tab.screenshot({ path: file });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}

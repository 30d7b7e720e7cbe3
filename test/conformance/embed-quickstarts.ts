import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The page that shows the quickstarts. */
export const quickstartsPage = join(root, 'protos', 'README.md');

/** The page with each code block that follows a comment with a file's path replaced by that file. */
export function embedQuickstarts(page: string): string {
  return page.replaceAll(
    /<!-- (?<path>test\S+) -->\n\n```(?<language>\w+)\n[^]*?```\n/g,
    (_, path: string, language: string) => {
      const code = readFileSync(join(root, path), 'utf8');
      return `<!-- ${path} -->\n\n\`\`\`${language}\n${code}\`\`\`\n`;
    },
  );
}

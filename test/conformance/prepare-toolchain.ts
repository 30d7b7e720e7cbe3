import { prepareConnect } from './languages/connect.ts';
import { prepareGo } from './languages/go.ts';
import { prepareJava } from './languages/java.ts';
import { preparePython } from './languages/python.ts';
import { prepareTypescript } from './languages/typescript.ts';
import { type Language, MissingToolchainError, type Toolchain } from './toolchain.ts';

const prepareByLanguage: Record<Language, () => Promise<Toolchain>> = {
  typescript: prepareTypescript,
  connect: prepareConnect,
  python: preparePython,
  go: prepareGo,
  java: prepareJava,
};

/** The built programs of a language, or why this machine cannot build them. Rejects when a build fails. */
export async function prepareToolchain(language: Language): Promise<Toolchain | string> {
  try {
    return await prepareByLanguage[language]();
  } catch (error) {
    if (error instanceof MissingToolchainError) return error.message;
    throw error;
  }
}

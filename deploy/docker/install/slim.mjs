import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files of our packages that no service reads. */
const unusedSource =
  /\.(test|fixture|contract)\.ts$|^tsconfig.*\.json$|^turbo\.json$|^README\.md$/u;
const unusedSourceFolders = ['test', 'docs'];
/** What the gateway serves of the console, and how it finds it. */
const servedOfConsole = ['package.json', 'src', 'dist'];
const sourceOfConsole = 'console-folder.ts';

/** Files of other packages that Node never loads. Licences stay. */
const unusedModule = /\.(d\.[cm]?ts|map|md|markdown|ts|tsbuildinfo|c|cc|h|gyp|gypi|yml)$/u;
const licence = /^(licen[cs]e|notice|copying)/iu;
const unusedModuleFolders = ['.github', '.bin', '@types'];
/** Beside a package.json only: deeper down such a folder may hold code. */
const unusedPackageFolders = ['test', 'tests', 'docs', 'examples', 'benchmark', 'benchmarks'];

/** Removes what an installed workspace does not need to run: tests, types, maps, C sources. */
export function slim(app) {
  for (const folder of ['protos', 'services']) removeUnusedSources(join(app, folder));
  keepBuiltConsole(join(app, 'services/console'));
  const modules = join(app, 'node_modules');
  rmSync(join(modules, '.package-lock.json'), { force: true });
  removeForeignBinaries(join(modules, 'classic-level'));
  removeUnusedModules(modules);
  removeEmptyFolders(app);
}

function removeUnusedSources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const isUnused = entry.isDirectory()
      ? unusedSourceFolders.includes(entry.name)
      : unusedSource.test(entry.name);
    if (isUnused) rmSync(path, { recursive: true });
    else if (entry.isDirectory()) removeUnusedSources(path);
  }
}

/** The console is what it was built into. */
function keepBuiltConsole(folder) {
  keepOnly(folder, servedOfConsole);
  keepOnly(join(folder, 'src'), [sourceOfConsole]);
}

function keepOnly(folder, names) {
  for (const name of readdirSync(folder)) {
    if (!names.includes(name)) rmSync(join(folder, name), { recursive: true });
  }
}

function removeUnusedModules(folder) {
  const isPackage = existsSync(join(folder, 'package.json'));
  const unusedFolders = [...unusedModuleFolders, ...(isPackage ? unusedPackageFolders : [])];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    // A link leads to one of our packages.
    if (entry.isSymbolicLink()) continue;
    const path = join(folder, entry.name);
    const isUnused = entry.isDirectory()
      ? unusedFolders.includes(entry.name)
      : unusedModule.test(entry.name) && !licence.test(entry.name);
    if (isUnused) rmSync(path, { recursive: true });
    else if (entry.isDirectory()) removeUnusedModules(path);
  }
}

/** classic-level comes with binaries for eight platforms, and the sources of LevelDB. */
function removeForeignBinaries(classicLevel) {
  rmSync(join(classicLevel, 'deps'), { recursive: true, force: true });
  const prebuilds = join(classicLevel, 'prebuilds');
  const own = `${process.platform}-${process.arch}`;
  if (!existsSync(join(prebuilds, own))) {
    throw new Error(
      `classic-level ${classicLevel} has no binary for ${own}: build on a known platform`,
    );
  }
  for (const name of readdirSync(prebuilds)) {
    if (name !== own) rmSync(join(prebuilds, name), { recursive: true });
  }
}

function removeEmptyFolders(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) continue;
    removeEmptyFolders(path);
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
  }
}

/** A bench's client as the product is built: bundled for Node, without what a transform at run time adds to closures. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { projectRoot } from '../../scripts/setup/project.mjs';

const built = new Map<string, Promise<string>>();

/** Bundles `bench/voice/<name>.ts`, once a run. Answers the file to start. */
export function buildClient(name: string): Promise<string> {
  const known = built.get(name);
  if (known !== undefined) return known;
  const building = bundle(name);
  built.set(name, building);
  return building;
}

async function bundle(name: string): Promise<string> {
  const outDir = join(projectRoot, 'out', 'bench');
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  await build({
    configFile: false,
    root: projectRoot,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(projectRoot, 'src/shared') } },
    ssr: { noExternal: true, external: Object.keys(dependencies) },
    build: {
      ssr: join(projectRoot, 'bench', 'voice', `${name}.ts`),
      outDir,
      emptyOutDir: false,
      target: 'node18',
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
    },
  });
  return join(outDir, `${name}.cjs`);
}

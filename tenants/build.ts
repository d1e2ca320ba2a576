import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

// Builds the package into dist/: modules for `import` and for `require`, each with its types.

const HERE = import.meta.dirname;
const TSC = path.join(path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

rmSync(path.join(HERE, "dist"), { recursive: true, force: true });
for (const kind of ["esm", "cjs"] as const) {
  const { status } = spawnSync(process.execPath, [TSC, "-p", path.join(HERE, `tsconfig.${kind}.json`)], { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
// The package's own files are modules for `import`; these are not.
writeFileSync(path.join(HERE, "dist/cjs/package.json"), '{ "type": "commonjs" }\n');

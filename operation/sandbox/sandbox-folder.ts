import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sdkVersion } from "../../control-plane/plugin/sdk-version.ts";
import { mendBackend } from "./mend-backend.ts";
import { writeWhole } from "./write-whole.ts";

/** Backend, engine home, project and AWS of a sandbox, all in one folder, so that removing it leaves nothing behind. */
export interface SandboxFolder {
  /** Where Pulumi keeps the stacks' states. */
  readonly backend: string;
  /** Pulumi's own home: plugins, and which stack is selected. */
  readonly home: string;
  /** Folder of the Pulumi.yaml and of the stacks' settings, whose salts stay here. */
  readonly project: string;
  /** What exists at AWS. */
  readonly aws: string;
  /** Stacks that were deployed, with what they depend on. */
  readonly record: string;
}

/** Where things are in a sandbox's folder. */
export function sandboxFolder(folder: string): SandboxFolder {
  const at = (name: string) => path.join(path.resolve(folder), name);
  return { backend: at("backend"), home: at("home"), project: at("project"), aws: at("aws"), record: at("stacks.json") };
}

/** What a program runs with in the sandbox, by hand or through the runner. */
export interface SandboxSettings {
  /** The checkout whose program and plugins are used. */
  readonly checkout: string;
  readonly declaration: string;
  /** Day that ends of grants are compared with; left out where the declaration says it itself or it is today. */
  readonly asOf?: string | undefined;
  /** Folders that come first on the PATH: those of Node and of Pulumi's CLI. */
  readonly first: readonly string[];
  /** The PATH behind them. */
  readonly path: string;
}

/** Makes what is missing of a sandbox's folder, and mends what a kill cut off; what is whole stays. */
export function prepareFolder(sandbox: SandboxFolder, checkout: string): void {
  for (const folder of [sandbox.backend, sandbox.home, sandbox.aws, path.join(sandbox.project, "settings")])
    mkdirSync(folder, { recursive: true });
  mendBackend(sandbox.backend);
  for (const name of ["aws", "awsx"] as const) {
    // Where the engine looks before it looks at the PATH, so that it neither warns nor takes another provider.
    const plugin = path.join(sandbox.home, "plugins", `resource-${name}-v${sdkVersion(`@pulumi/${name}`)}`);
    mkdirSync(plugin, { recursive: true });
    link(path.join(plugin, `pulumi-resource-${name}`), path.join(checkout, "control-plane", "plugin", `pulumi-resource-${name}`));
  }
  write(path.join(sandbox.project, "Pulumi.yaml"), projectText(checkout));
}

/** The project as it is, with settings of stacks kept out of the checkout. */
const projectText = (checkout: string): string =>
  `${readFileSync(path.join(checkout, "Pulumi.yaml"), "utf8").replace(/^main: .*$/m, `main: ${JSON.stringify(path.join(checkout, "index.js"))}`)}stackConfigDir: settings
`;

/** The environment that makes Pulumi's CLI work in the sandbox. */
export function environmentOf(
  sandbox: SandboxFolder,
  { checkout, declaration, asOf, first, path: rest }: SandboxSettings,
): Record<string, string> {
  return {
    PATH: [...first, rest].join(path.delimiter),
    PULUMI_HOME: sandbox.home,
    PULUMI_BACKEND_URL: pathToFileURL(sandbox.backend).href,
    // Protects nothing: a sandbox holds no secret but those that its user makes up.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PALISADE_SANDBOX_STATE: sandbox.aws,
    PALISADE_DECLARATION: declaration,
    // A program's modules, read and compiled once, for every stack and provider.
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

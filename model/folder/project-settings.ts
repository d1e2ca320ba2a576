import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { WrongOption } from "./wrong-option.ts";

/** Settings of the project that all commands and programs share. */
export interface ProjectSettings {
  /** Folder of the declaration. @default `organization/` where it exists, else the sample */
  readonly declaration?: string | undefined;
  /** What encrypts the secrets of new stacks, as `pulumi stack init --secrets-provider` takes it. @default Pulumi's own for the backend */
  readonly secretsProvider?: string | undefined;
  /** How many stacks are operated at the same time, from 1 to 99. */
  readonly atOnce: number;
  /** Folder of the policy pack that judges previews and updates. */
  readonly policyPack: string;
  /** Where the states are, as `pulumi login` takes it. @default what `pulumi login` was last given */
  readonly backend?: string | undefined;
  /** Name of the roles that only read: of the management account, and of every other account. */
  readonly previewRole: string;
}

const PREFIX = "palisade:";
const MOST_AT_ONCE = 99;

/** The settings under `config` in Pulumi.yaml, by the name behind `palisade:`. */
const schema = z.strictObject({
  declaration: z.string().min(1).optional(),
  secretsProvider: z.string().min(1).optional(),
  atOnce: z.int().min(1).max(MOST_AT_ONCE).default(4),
  policyPack: z.string().min(1).default("policy-pack"),
  previewRole: z
    .string()
    .regex(/^[\w+=,.@-]{1,64}$/)
    .default("PalisadePreview"),
});

/** How a message says what each setting must be. */
const MEANINGS: Readonly<Record<keyof typeof schema.shape, string>> = {
  declaration: "must be the folder that holds organization.yaml",
  secretsProvider: "must be a secrets provider, such as awskms://alias/pulumi?region=eu-west-1",
  atOnce: `must be a whole number from 1 to ${MOST_AT_ONCE.toString()}`,
  policyPack: "must be the folder of a policy pack",
  previewRole: "must be the name of a role, without a path",
};

/**
 * Reads the project's settings from Pulumi.yaml, which has them as Pulumi keeps those of a project: `config: { palisade:atOnce: { value: 8 } }`.
 * Folders are resolved from that of Pulumi.yaml. https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options
 * @throws WrongOption for a setting that does not exist, or has a value that it cannot have
 */
export function projectSettings(folder: string): ProjectSettings {
  const project = (parse(readFileSync(path.join(folder, "Pulumi.yaml"), "utf8")) ?? {}) as {
    readonly config?: unknown;
    readonly backend?: { readonly url?: unknown };
  };
  const written = Object.entries((project.config ?? {}) as Readonly<Record<string, unknown>>).flatMap(([key, entry]) =>
    key.startsWith(PREFIX) ? [[key.slice(PREFIX.length), valueOf(entry)] as const] : [],
  );
  const values = Object.fromEntries(written);
  const unknown = written.find(([name]) => !Object.hasOwn(schema.shape, name));
  if (unknown !== undefined) {
    const names = Object.keys(schema.shape).map((name) => `${PREFIX}${name}`);
    throw new WrongOption(`Pulumi.yaml: has a setting that does not exist, got ${PREFIX}${unknown[0]}; choose from ${names.join(", ")}`);
  }
  const { data, error } = schema.safeParse(values);
  if (data === undefined) {
    const name = String(error.issues[0]?.path[0]) as keyof typeof MEANINGS;
    throw new WrongOption(`Pulumi.yaml: ${PREFIX}${name} ${MEANINGS[name]}, got ${JSON.stringify(values[name])}; correct it`);
  }
  const { declaration } = data;
  const backend = project.backend?.url;
  return {
    ...data,
    ...(typeof backend === "string" ? { backend } : {}),
    declaration: declaration === undefined ? undefined : path.resolve(folder, declaration),
    policyPack: path.resolve(folder, data.policyPack),
  };
}

/** Pulumi takes the value itself, or an object that has it as `value` or `default`. */
function valueOf(entry: unknown): unknown {
  if (typeof entry !== "object" || entry === null) return entry;
  const { value, default: other } = entry as { readonly value?: unknown; readonly default?: unknown };
  return value ?? other;
}

import type * as pulumi from "@pulumi/pulumi";
import type { NamedSecret, NamedTable, SharedResource } from "../../sharing/shared-resource.ts";
import type { Outputs } from "../wiring/contract.ts";

/** A declared key that the account has. */
export interface DeployedKey {
  readonly arn: pulumi.Output<string>;
  readonly region: string;
}

/** A table that the account has. */
export interface DeployedTable {
  readonly name: string;
  readonly named: pulumi.Output<NamedTable>;
  /** Undefined where it has no stream. */
  readonly streamArn: pulumi.Output<string> | undefined;
  /** Whether accounts replicate it; undefined where it is merely referenced. */
  readonly replicated: boolean | undefined;
}

/** A secret that the account has. */
export interface DeployedSecret {
  readonly name: string;
  readonly named: pulumi.Output<NamedSecret>;
}

/** The keys, tables and secrets of an account. */
export interface DeployedData {
  /** By name. */
  readonly keys: ReadonlyMap<string, DeployedKey>;
  readonly tables: readonly DeployedTable[];
  readonly secrets: readonly DeployedSecret[];
}

/** All of an account's data by kind and name, like `tables/orders`. */
export function resourcesByName({ keys, tables, secrets }: DeployedData): ReadonlyMap<string, pulumi.Output<SharedResource>> {
  return new Map([
    ...[...keys].map(
      ([name, { arn, region }]) =>
        [`keys/${name}`, arn.apply((text): SharedResource => ({ kind: "keys", key: { arn: text, region } }))] as const,
    ),
    ...tables.map(({ name, named }) => [`tables/${name}`, named.apply((table): SharedResource => ({ kind: "tables", table }))] as const),
    ...secrets.map(
      ({ name, named }) => [`secrets/${name}`, named.apply((secret): SharedResource => ({ kind: "secrets", secret }))] as const,
    ),
  ]);
}

/** What the stack hands on of its data. */
export function dataOutputs({ keys, tables, secrets }: DeployedData): Outputs {
  const outputs: Outputs = {};
  for (const [name, { arn, region }] of keys) outputs[`key:${name}`] = { arn, region };
  for (const { name, named, streamArn, replicated } of tables) {
    outputs[`table:${name}`] = named.apply(({ streamArn: _, ...rest }) => withoutUndefined({ ...rest, replicated }));
    if (streamArn !== undefined) outputs[`stream:${name}`] = streamArn;
  }
  for (const { name, named } of secrets) outputs[`secret:${name}`] = named.apply(withoutUndefined);
  return outputs;
}

/** A stack's outputs have no undefined: such fields are left out. */
const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

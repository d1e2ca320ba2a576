import * as pulumi from "@pulumi/pulumi";
import { stackName } from "../../model/names.ts";
import type { ResolvedGrant } from "../../model/plan/resolve.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import type { OutputKey } from "../wiring/contract.ts";
import type { References } from "../wiring/references.ts";

/** The output by which an owner's stack hands on the resource of a grant. */
export function resourceKey({ kind, name }: Pick<ResolvedGrant, "kind" | "name">): OutputKey & `${"table" | "key" | "secret"}:${string}` {
  switch (kind) {
    case "tables":
      return `table:${name}`;
    case "keys":
      return `key:${name}`;
    case "secrets":
      return `secret:${name}`;
  }
}

/** The resource of a grant, as its owner's stack hands it on; undefined while it does not. */
export function usedResource(
  references: References,
  { owner, kind, name }: Pick<ResolvedGrant, "owner" | "kind" | "name">,
): pulumi.Output<SharedResource> | undefined {
  const stack = stackName("data", owner);
  switch (kind) {
    case "tables":
      return usedTable(references, stack, name);
    case "keys":
      return references.optional(stack, `key:${name}`)?.apply((key): SharedResource => ({ kind, key }));
    case "secrets":
      return references
        .optional(stack, `secret:${name}`)
        ?.apply((secret): SharedResource => ({ kind, secret: { ...secret, keyArn: secret.keyArn } }));
  }
}

function usedTable(references: References, stack: string, name: string): pulumi.Output<SharedResource> | undefined {
  const table = references.optional(stack, `table:${name}`);
  if (table === undefined) return undefined;
  return pulumi.all([table, references.optional(stack, `stream:${name}`)]).apply(
    ([named, streamArn]): SharedResource => ({
      kind: "tables",
      table: { ...named, streamArn, keyArn: named.keyArn },
    }),
  );
}

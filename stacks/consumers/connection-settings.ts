import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedWorkload } from "../../model/plan/resolve.ts";
import { shortHash } from "../../model/short-hash.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { UsedGrant } from "./used-grants.ts";

/**
 * Writes what a workload's code reads to use a grant. Each setting is a parameter of its own, which can be put into an environment variable by its
 * name: `/palisade/<owner>/<kind>/<name>/<workload>/<setting>`. None of them is a secret, so that previews show them.
 */
export function writeSettings(
  { provider }: AccountContext,
  { name: workload }: ResolvedWorkload,
  { grant, resource, streamArn, accessRole, streams }: UsedGrant,
): void {
  const { owner, kind, name, region } = grant;
  const path = `/palisade/${owner}/${kind}/${parameterName(name)}/${workload}`;
  const write = (setting: string, value: pulumi.Input<string>) =>
    new aws.ssm.Parameter(
      `setting-${owner}.${kind}.${name}.${workload}.${setting}`,
      { region, name: `${path}/${setting}`, type: "String", insecureValue: value, description: `For ${grant.id}` },
      { provider },
    );
  write(ARN_SETTINGS[kind], resource.apply(arnOf));
  write("region", region);
  if (accessRole !== undefined)
    write(
      "role-arn",
      accessRole.apply(({ arn }) => arn),
    );
  if (streamArn !== undefined) write("stream-arn", streamArn);
  if (streams?.url !== undefined) write("streams-url", streams.url);
}

const ARN_SETTINGS = { tables: "table-arn", keys: "key-arn", secrets: "secret-arn" } as const;

function arnOf(resource: SharedResource): string {
  switch (resource.kind) {
    case "tables":
      return resource.table.arn;
    case "keys":
      return resource.key.arn;
    case "secrets":
      return resource.secret.arn;
  }
}

const HASH_LENGTH = 4;

/** A name as part of a parameter's name. Characters that Systems Manager does not take are replaced, and a hash keeps such names apart. */
export function parameterName(name: string): string {
  const allowed = name.replace(/[^a-zA-Z0-9_.-]/g, ".");
  if (allowed === name) return name;
  return `${allowed}.${shortHash(name, HASH_LENGTH)}`;
}

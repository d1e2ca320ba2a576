import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedGrant } from "../../model/plan/resolve.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { StreamsReach } from "./stream-endpoint.ts";

/** What the settings of a grant come from. */
export interface Settings {
  readonly grant: ResolvedGrant;
  readonly thing: pulumi.Output<SharedResource>;
  readonly streamArn: pulumi.Output<string> | undefined;
  readonly accessRole: pulumi.Output<{ readonly arn: string }> | undefined;
  /** Undefined where the workload reads no stream itself. */
  readonly streams: StreamsReach | undefined;
}

/**
 * What a workload's code reads to use a grant, one parameter a setting, so that each can be put into an environment variable by its name:
 * `/palisade/<owner>/<kind>/<name>/<workload>/<setting>`. None of it is a secret, so that previews show it.
 */
export function writeSettings(
  { provider }: AccountContext,
  workload: string,
  { grant, thing, streamArn, accessRole, streams }: Settings,
): void {
  const { owner, kind, name, region } = grant;
  const path = `/palisade/${owner}/${kind}/${parameterName(name)}/${workload}`;
  const write = (setting: string, value: pulumi.Input<string>) =>
    new aws.ssm.Parameter(
      `setting-${owner}.${kind}.${name}.${workload}.${setting}`,
      { region, name: `${path}/${setting}`, type: "String", insecureValue: value, description: `For ${grant.id}` },
      { provider },
    );
  write(ARN_SETTINGS[kind], thing.apply(arnOf));
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

function arnOf(thing: SharedResource): string {
  switch (thing.kind) {
    case "tables":
      return thing.table.arn;
    case "keys":
      return thing.key.arn;
    case "secrets":
      return thing.secret.arn;
  }
}

const HASH_LENGTH = 4;

/** A name as a part of a parameter's; what Systems Manager does not take is replaced, and a hash keeps such names apart. */
export function parameterName(name: string): string {
  const plain = name.replace(/[^a-zA-Z0-9_.-]/g, ".");
  if (plain === name) return name;
  return `${plain}.${createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH)}`;
}

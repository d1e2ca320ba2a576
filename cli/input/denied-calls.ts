import { readFileSync } from "node:fs";
import type { DeniedCall } from "../../proof/denials/denied-call.ts";
import { readErrorText } from "../../proof/denials/error-text.ts";
import { readTrailErrors } from "../../proof/denials/trail-error.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import { WrongUse } from "../output/streams.ts";
import { readNamedFile } from "./read-named-file.ts";

/** The calls that `--error` or `--event` tell of. */
export function deniedCalls({
  error,
  event,
}: {
  readonly error?: string | undefined;
  readonly event?: string | undefined;
}): readonly DeniedCall[] {
  if (error !== undefined) {
    const read = readErrorText(error === "-" ? readFileSync(0, "utf8") : error);
    if ("unreadable" in read) throw new WrongUse(`--error: ${read.unreadable}`);
    return [read];
  }
  const file = event ?? "-";
  const read = readTrailErrors(
    file === "-" ? readFileSync(0, "utf8") : readNamedFile("--event", file, "a file with CloudTrail records, or -"),
  );
  if ("unreadable" in read) throw new WrongUse(`--event: ${file} ${read.unreadable}`);
  return read;
}

/** A principal as the declaration names it: of a session, its role. */
export function principalNamed(principal: string, { names, deployed }: OrganizationWorld): string {
  const [, account = "", role = ""] = /^arn:[^:]+:sts::(\d+):assumed-role\/([^/]+)/.exec(principal) ?? [];
  const found = [...deployed.roles.keys()].find((arn) => arn.includes(`::${account}:`) && arn.endsWith(`/${role}`));
  return names.nameOf(role === "" ? principal : (found ?? principal));
}

/** A resource as the declaration names it: by its ARN, or a secret by its name. */
export function resourceNamed(resource: string, { names, deployed }: OrganizationWorld): string {
  const named = [...deployed.byName.values()].find(
    ({ type, inputs, outputs }) => type === "aws:secretsmanager/secret:Secret" && (inputs["name"] ?? outputs["name"]) === resource,
  );
  const arn: unknown = named?.outputs["arn"];
  return names.nameOf(typeof arn === "string" ? arn : resource);
}

/** The network that a call came from by its endpoint, as the declaration names it. */
export function networkOf(
  { endpoint, address }: DeniedCall["origin"],
  networks: readonly string[],
  world: OrganizationWorld,
): string | undefined {
  if (endpoint === undefined) return address;
  const through = networks.find((network) =>
    ["dynamodb", "dynamodb-streams", "kms", "secretsmanager", "sts"].some((service) => {
      const found = world.situate({ principal: "*", action: SERVICES[service] ?? service, resource: "*", from: network, context: {} });
      return !("problems" in found) && found.steps[0].request.context["aws:SourceVpce"] === endpoint;
    }),
  );
  return through ?? address;
}

/** An action of each service that endpoints are made for. */
const SERVICES: Readonly<Record<string, string>> = {
  dynamodb: "dynamodb:ListTables",
  "dynamodb-streams": "dynamodb:ListStreams",
  kms: "kms:ListKeys",
  secretsmanager: "secretsmanager:ListSecrets",
  sts: "sts:GetCallerIdentity",
};

import { parseArn } from "../../iam/arn.ts";
import type { ResourceClass } from "../classes/resources.ts";

/**
 * The class of a resource that is named by its ARN alone, for actions of a service; undefined where the service has no such resource, and
 * where the account is none of the organization's.
 */
export function resourceOfArn(arn: string, asked: string, accountName: (id: string) => string | undefined): ResourceClass | undefined {
  const { service = "", region = "", accountId = "", resource = "" } = parseArn(arn) ?? {};
  const account = accountName(accountId);
  if (account === undefined) return undefined;
  const isRole = service === "iam" && (asked === "sts" || asked === "iam");
  const found = service === asked || isRole ? kindOf(asked, resource, account) : undefined;
  return found === undefined ? undefined : { ...found, arn, account, region, carries: {}, actions: undefined, declared: undefined };
}

function kindOf(service: string, resource: string, account: string): Pick<ResourceClass, "what" | "service" | "type"> | undefined {
  const [kind, name = "", below, index = ""] = resource.split("/");
  switch (service) {
    case "dynamodb":
      if (kind !== "table") return undefined;
      if (below === "index") return { what: { kind: "index", account, table: name, index }, service, type: "index" };
      if (below === "stream" || below === "backup" || below === "export")
        return { what: { kind: below, account, table: name }, service, type: below };
      return { what: { kind: "table", account, table: name }, service, type: "table" };
    case "kms":
      return kind === "key" ? { what: { kind: "key", account, of: "key", name }, service, type: "key" } : undefined;
    case "secretsmanager":
      return { what: { kind: "secret", account, secret: resource.replace(/^secret:/, "") }, service, type: "Secret" };
    case "iam":
    case "sts":
      return kind === "role" ? { what: { kind: "role", account, role: undefined }, service, type: "role" } : undefined;
    default:
      return undefined;
  }
}

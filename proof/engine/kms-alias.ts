import { isPartition, keyArn, parseArn } from "../../iam/arn.ts";
import { hasWildcard } from "./pattern.ts";
import type { RequestedResource } from "./resource-matcher.ts";

const ALIAS = "alias/";
/** What is done to an alias and to its key at once, and needs both. https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html */
const CHANGES = new Set(["kms:createalias", "kms:deletealias", "kms:updatealias"]);

/** The name of an alias, with `alias/` as KMS writes it; undefined for an ARN that is none. */
export function aliasName(arn: string): string | undefined {
  const { service, resource = "" } = parseArn(arn) ?? {};
  return service === "kms" && resource.startsWith(ALIAS) ? resource : undefined;
}

/** Whether an action, in lower case, changes an alias; every other one that names an alias is done to the key that it stands for. */
export const changesAlias = (action: string): boolean => CHANGES.has(action);

/** The key that an alias stands for: the given one, or one of the account and region, which is not known. */
export function keyBehind(alias: string, key: string | undefined): RequestedResource {
  if (key !== undefined) return { text: key, isPattern: false, unknown: undefined };
  const { partition = "", region = "", accountId = "" } = parseArn(alias) ?? {};
  const anyKey = keyArn({ partition: isPartition(partition) ? partition : "aws", region, accountId, keyId: "*" });
  return { text: anyKey, isPattern: true, unknown: hasWildcard(alias) ? undefined : `the key that ${alias} stands for` };
}

import type { AwsView } from "../aws-state.ts";
import { arnFields } from "../place.ts";
import { isRecord } from "../properties.ts";
import { accountKey } from "../resource.ts";
import type { PolicyDocument, Principal } from "./parse-document.ts";

/** Every principal that a document names, in Principal and NotPrincipal. */
export function namedPrincipals(document: PolicyDocument): readonly Principal[] {
  return document.statements.flatMap((statement) => [...(statement.principals ?? []), ...(statement.notPrincipals ?? [])]);
}

/** The first principal of kind AWS that does not exist, or undefined. `account` stores the document, so it exists itself. */
export function unknownPrincipal(document: PolicyDocument, account: string, view: AwsView): Principal | undefined {
  return namedPrincipals(document).find((principal) => principal.kind === "AWS" && !exists(principal.value, account, view));
}

function exists(value: string, own: string, view: AwsView): boolean {
  if (value === "*" || value === own) return true;
  const arn = arnFields(value);
  // An account, or the unique id of a role or user.
  if (arn === undefined) return view.find(/^\d{12}$/.test(value) ? accountKey(value) : uniqueIdKey(value)) !== undefined;
  if (arn.resource === "root") return arn.account === own || view.find(accountKey(arn.account)) !== undefined;
  // A session exists if its role does. A session's ARN names the role without its path.
  const [, role] = /^assumed-role\/([^/]+)\//.exec(arn.resource) ?? [];
  if (role !== undefined) return view.find(roleNameKey(arn.account, role)) !== undefined;
  return view.find(value) !== undefined;
}

/** The accounts other than the given one whose principals a document allows something. */
export function foreignAccounts(document: PolicyDocument, account: string): readonly string[] {
  const accounts = document.statements
    .filter((statement) => statement.effect === "Allow")
    .flatMap((statement) => statement.principals ?? [])
    .filter((principal) => principal.kind === "AWS")
    .map(({ value }) => arnFields(value)?.account ?? (/^\d{12}$/.test(value) ? value : undefined))
    .filter((found) => found !== undefined && found !== account);
  return [...new Set(accounts as string[])].sort();
}

/**
 * The unique ids that AWS stores in place of the ARNs of the roles and users that a document names.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function pinsOf(document: PolicyDocument, view: AwsView): Readonly<Record<string, string>> {
  const pins: Record<string, string> = {};
  for (const { kind, value } of namedPrincipals(document)) {
    const uniqueId = kind === "AWS" ? currentUniqueId(value, view) : undefined;
    if (uniqueId !== undefined) pins[value] = uniqueId;
  }
  return pins;
}

/** A document as AWS shows it later: a pinned role or user that was deleted or recreated appears as its old unique id. */
export function withBrokenPins(text: string, pins: Readonly<Record<string, string>>, view: AwsView): string {
  const broken = Object.entries(pins).filter(([arn, uniqueId]) => currentUniqueId(arn, view) !== uniqueId);
  if (broken.length === 0) return text;
  const replacements = new Map(broken);
  const shown = (value: unknown): unknown => {
    if (typeof value === "string") return replacements.get(value) ?? value;
    return Array.isArray(value) ? value.map(shown) : value;
  };
  const json = JSON.parse(text) as { Statement: unknown };
  const statements: unknown[] = Array.isArray(json.Statement) ? json.Statement : [json.Statement];
  for (const statement of statements) {
    if (!isRecord(statement)) continue;
    for (const element of ["Principal", "NotPrincipal"]) {
      const named = statement[element];
      if (isRecord(named)) Object.assign(named, { AWS: shown(named["AWS"]) });
    }
  }
  return JSON.stringify(json);
}

function currentUniqueId(arn: string, view: AwsView): string | undefined {
  const uniqueId = view.find(arn)?.outputs["uniqueId"];
  return typeof uniqueId === "string" ? uniqueId : undefined;
}

/** The key of a role by its name alone. IAM's names are unique without regard to case. */
export function roleNameKey(account: string, name: string): string {
  return `iam role name ${account} ${name.toLowerCase()}`;
}

/** The key of a role or user by its unique id. */
export function uniqueIdKey(uniqueId: string): string {
  return `iam unique id ${uniqueId}`;
}

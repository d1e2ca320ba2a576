import { type AccountPlace, isPartition, parseArn, samlProviderArn } from "../../iam/arn.ts";
import { type InventoryFile, NONE } from "../../model/schema/inventory.ts";
import type { PolicyDocument } from "../engine/policy-document.ts";
import type { DeployedRole } from "./deployed-resources.ts";
import type { PrincipalPart } from "./inventory-entry.ts";
import { type Entries, type ExistingPrincipal, isRoleOrUser, listed, type Reader, resolvedEntries } from "./inventory-reader.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** The roles and users that an inventory tells of, and those that exist and that it leaves out. */
export function existingRoles({ principals = {} }: InventoryFile, reader: Reader): ReadonlyMap<string, DeployedRole> {
  const told = resolvedEntries("principals", principals, { ...reader, each: (name, principal) => existingRole(name, principal, reader) });
  const silent = [...reader.existingPrincipals].filter((arn) => !told.has(arn) && !reader.inventory.roles.has(arn));
  return new Map([...told, ...silent.map((arn) => [arn, roleOf(arn, reader.names.nameOf(arn), {}, reader)] as const)]);
}

/** ARNs of roles and users by the unique ids that an inventory tells. */
export const principalsById = ({ principals = {} }: InventoryFile, { names }: Reader): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(principals).flatMap(([name, { uniqueId }]) => {
      const { arn } = names.principal(name);
      return arn === undefined || uniqueId === undefined ? [] : [[uniqueId, arn] as const];
    }),
  );

function existingRole(name: string, principal: ExistingPrincipal, reader: Reader): Entries<DeployedRole> {
  const path = ["principals", name];
  const { arn, problem } = reader.names.principal(name);
  if (arn === undefined) {
    reader.report(path, problem.message);
    return [];
  }
  if (!isRoleOrUser(arn)) {
    reader.report(path, `is no role or user, got ${JSON.stringify(name)}; name the role or user that has the policies`);
    return [];
  }
  if (reader.inventory.roles.has(arn)) {
    reader.report(path, `is made by a stack, which says what it may do, got ${JSON.stringify(name)}; remove it`);
    return [];
  }
  return [[arn, roleOf(arn, name, principal, reader)]];
}

/** A role or user of which some parts may not be told: they are documents without content, with the entries that would tell them. */
function roleOf(
  arn: string,
  name: string,
  { policies, managed, boundary, trust, tags }: ExistingPrincipal,
  { describe, entries, read }: Reader,
): DeployedRole {
  const path = ["principals", name];
  const untold = (what: string, remedy: string): DeployedDocument => ({
    urn: "",
    title: `${what} of ${describe(arn)}`,
    document: undefined,
    remedy,
  });
  const isSilent = policies === undefined && managed === undefined && boundary === undefined;
  const part = (what: string, field: PrincipalPart) =>
    isSilent ? untold("the policies", entries.permissions(name)) : untold(what, entries.principal(name, field));
  const inline = listed(policies).map((document, index) =>
    read(`policy ${(index + 1).toString()} of ${name}`, [...path, "policies", index], document, "identity policy"),
  );
  return {
    arn,
    trust:
      trust === undefined && isPermissionSet(arn)
        ? { urn: "", title: `the trust policy of ${describe(arn)}`, document: trustOfIdentityCenter(arn) }
        : trust === undefined
          ? untold("the trust policy", entries.principal(name, "trust"))
          : read(`the trust policy of ${name}`, [...path, "trust"], trust, "trust policy"),
    inline: [
      ...inline,
      ...(policies === undefined ? [part("the inline policies", "policies")] : []),
      ...(managed === undefined && !isSilent ? [part("the managed policies", "managed")] : []),
    ],
    managed: listed(managed),
    boundary: boundary === undefined ? part("the boundary", "boundary") : boundary === NONE ? undefined : boundary,
    tags: tags === NONE ? {} : tags,
  };
}

const isPermissionSet = (arn: string): boolean => /:role\/aws-reserved\/sso\.amazonaws\.com\//.test(arn);

/**
 * What the role of a permission set trusts: the provider that Identity Center made, which nobody else changes it from.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
 */
function trustOfIdentityCenter(arn: string): PolicyDocument {
  const { partition = "", accountId = "" } = parseArn(arn) ?? {};
  const place: AccountPlace = { partition: isPartition(partition) ? partition : "aws", accountId };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: {
          Federated: samlProviderArn({
            partition: place.partition,
            accountId: place.accountId,
            name: "AWSSSO_0123456789abcdef_DO_NOT_DELETE",
          }),
        },
        Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ],
  };
}

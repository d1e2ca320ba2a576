import { parseArn } from "../../iam/arn.ts";
import { wildcard } from "../../iam/wildcard.ts";
import { admittedPrincipals } from "../admitted-principals.ts";
import type { DeclaredGrants } from "../declared-grants.ts";
import { accountOfPrincipal, inForceOf, isDeclaredPrincipal, isOfResource } from "../declared-match.ts";
import { type Desired, desiredOf } from "../desired-state.ts";
import { type Finding, undecided, unseen, violation } from "../finding.ts";
import { keyGrantStatement } from "../key-grant.ts";
import { NAME_ACCOUNT, ownAccountOf } from "../own-account.ts";
import type { Statement } from "../parsed-policy.ts";
import { type DocumentKind, documentsOf } from "../resource-documents.ts";
import type { ResourceRule, RuleContext, SeenResource } from "../rule.ts";
import { reachedActions } from "../statement-reach.ts";
import { UNKNOWN } from "../unknown-values.ts";

type Shared = "table" | "key" | "secret" | "trust";

const KINDS: readonly DocumentKind[] = ["table", "key", "secret", "trust"] satisfies readonly Shared[];
const SERVICE: Readonly<Record<string, string>> = { table: "dynamodb", key: "kms", secret: "secretsmanager" };
/** What a key's policy gives to who uses a table or secret that the key encrypts. */
const USES_OF_KEYS = ["CreateGrant", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"];

/**
 * What opens data to another account is a grant. One that stands in no declaration is seen by nobody who answers for the data, and the
 * consumer's half, the network and the last day are missing. The pack knows what is declared from a file beside it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html
 */
export const noUndeclaredGrant: ResourceRule = {
  name: "no-undeclared-grant",
  displayName: "What is shared is declared",
  description:
    "The policy of a table, key or secret, a grant of a key, and the trust of a role open to another account only what the organization's declaration grants it. Without the file of declared grants the rule checks nothing.",
  severity: "high",
  remediation: "Declare the grant where the message says, or take the principal out of the policy.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html",
  tags: ["declaration", "principals", "data-perimeter"],
  check: (resource, context): readonly Finding[] => {
    const { declared } = context;
    if (declared === undefined) return [];
    const inGrant = keyGrantOpenings(resource, declared, context);
    const inDocuments = documentsOf(resource)
      .filter(({ kind }) => KINDS.includes(kind))
      .flatMap(({ kind, where, document }) => {
        if (document === UNKNOWN) return [undecided(resource, where)];
        if (document === undefined) return [];
        const account = ownAccountOf(resource) ?? accountIn(document.statements);
        return [
          ...document.statements.flatMap((statement) =>
            openingsOf(resource, statement, { kind: kind as Shared, where, account, declared, context }),
          ),
          ...(document.isPartlyUnknown ? [undecided(resource, `a part of ${where}`)] : []),
        ];
      });
    return [...inGrant, ...inDocuments];
  },
};

/** A grant of KMS opens a key as its policy does, and shows in no policy. */
function keyGrantOpenings(resource: SeenResource, declared: DeclaredGrants, context: RuleContext): readonly Finding[] {
  const statement = keyGrantStatement(resource);
  if (statement === undefined) return [];
  if (statement === UNKNOWN) return [undecided(resource, "granteePrincipal")];
  return openingsOf(resource, statement, { kind: "key", where: "granteePrincipal", account: ownAccountOf(resource), declared, context });
}

interface Place {
  readonly kind: Shared;
  readonly where: string;
  readonly account: string | undefined;
  readonly declared: DeclaredGrants;
  readonly context: RuleContext;
}

/** The properties with the ARN of what a policy is attached to. */
const ATTACHED_TO = ["resourceArn", "secretArn"];

/** The account of the ARNs that a document names as its resource. */
function accountIn(statements: readonly Statement[]): string | undefined {
  const accounts = statements.flatMap(({ resources = [] }) => resources.map((resource) => parseArn(resource)?.accountId ?? ""));
  return accounts.find((account) => /^\d{12}$/.test(account));
}

function openingsOf(resource: SeenResource, statement: Statement, place: Place): readonly Finding[] {
  const { account, where } = place;
  const foreign = admittedPrincipals(statement)
    .filter((principal) => /^\d{12}$|^arn:/.test(principal))
    .filter((principal) => account === undefined || accountOfPrincipal(principal) !== account);
  if (foreign.length === 0) return [];
  if (account === undefined) return [unseen(resource, `the account of ${where} is not known, since its provider names none`, NAME_ACCOUNT)];
  const property = ATTACHED_TO.find((each) => resource.properties[each] === UNKNOWN);
  if (property !== undefined && arnOf(resource, statement) === undefined) return [undecided(resource, property)];
  return foreign.flatMap((principal) => {
    const problem = problemOf(resource, statement, principal, place);
    return problem === undefined ? [] : [violation(resource, `${where}, ${statement.label}: ${problem}`)];
  });
}

function problemOf(resource: SeenResource, statement: Statement, principal: string, place: Place): string | undefined {
  const { kind, account, declared, context } = place;
  const got = JSON.stringify(principal);
  if (kind === "trust" && isTaker(resource, principal, place)) return undefined;
  const arn = arnOf(resource, statement);
  const covering = declared.grants.filter(
    (grant) => grant.owner === account && isDeclaredPrincipal(principal, grant.principals) && isFor(resource, grant, kind, arn),
  );
  const lacking = { why: "no grant to this principal is declared", declared, account, arn };
  const inForce = inForceOf(covering, context.today, lacking);
  if (inForce.grants === undefined)
    return `${inForce.why}, got ${got}; declare it in ${inForce.there}, or take the principal out${mayBeOf(declared, principal)}`;
  const excess = kind === "trust" ? [] : excessOf(statement, kind, inForce.grants, context);
  if (excess.length === 0) return undefined;
  const [first] = inForce.grants;
  return `the grant ${first.id} gives less, got ${JSON.stringify(excess.slice(0, 4))} for ${got}; add the right in ${first.file}:${first.line}, or leave the actions out`;
}

/** What else may be the matter: an account that the blueprint made, and whose id the declaration does not have. */
function mayBeOf({ accounts }: DeclaredGrants, principal: string): string {
  const nameless = accounts.filter(({ id }) => id === undefined);
  const isKnown = accounts.some(({ id }) => id === accountOfPrincipal(principal));
  if (isKnown || nameless.length === 0) return "";
  return `; if it is of ${nameless.map(({ name }) => name).join(" or ")}, write the account's id into ${nameless[0]?.file ?? ""}`;
}

type Grant = DeclaredGrants["grants"][number];

function isFor(resource: SeenResource, grant: Grant, kind: Shared, arn: string | undefined): boolean {
  if (kind === "trust") return grant.role !== undefined && isRole(resource, grant.role);
  // Keys have ids that AWS makes up, so that every grant to the consumer may need one. A key that exists has an ARN.
  if (kind === "key") return grant.kind !== "keys" || arn === undefined || grant.arns.every((each) => isOfResource(arn, each));
  if (grant.kind !== (kind === "table" ? "tables" : "secrets")) return false;
  if (arn !== undefined) return grant.arns.some((each) => isOfResource(arn, each));
  const name = nameOf(resource);
  return name === undefined || grant.arns.some((each) => wildcard(nameIn(each)).test(name));
}

/** The name of a table or secret that has its policy among its own properties, and no ARN before it is made. */
function nameOf(resource: SeenResource): string | undefined {
  const { typeName = "", state = {} } = onlyKnown(desiredOf(resource));
  const name = typeName.startsWith("AWS::DynamoDB::") ? state["TableName"] : resource.properties["name"];
  return typeof name === "string" ? name : undefined;
}

const onlyKnown = (desired: ReturnType<typeof desiredOf>): Partial<Desired> =>
  desired === undefined || desired === UNKNOWN ? {} : desired;

/** The name in the ARN of a table or secret, without the characters that AWS appends. */
function nameIn(arn: string): string {
  const { service, resource = "" } = parseArn(arn) ?? {};
  return service === "dynamodb" ? (resource.split("/")[1] ?? "") : resource.replace(/^secret:/, "").replace(/-.{6}$/, "");
}

/** The ARN of what a policy is attached to. */
function arnOf({ properties }: SeenResource, { resources = [] }: Statement): string | undefined {
  const attached = [properties["resourceArn"], properties["secretArn"], properties["keyId"], ...resources];
  return attached.find((value): value is string => typeof value === "string" && /^arn:[^*?]+$/.test(value));
}

/** Whether a role has the path and name of an ARN or pattern. */
function isRole({ properties: { name, path } }: SeenResource, role: string): boolean {
  if (typeof name !== "string") return false;
  const folder = typeof path === "string" ? path.replace(/^\//, "") : "";
  return (parseArn(role)?.resource ?? "") === `role/${folder}${name}`;
}

/** Whether a principal takes a role without a grant, as vendors and who deploys do. */
function isTaker(resource: SeenResource, principal: string, { account, declared, context }: Place): boolean {
  return declared.takers.some(
    ({ principals, roles, until }) =>
      (until === undefined || context.today <= until) &&
      isDeclaredPrincipal(principal, principals) &&
      roles.some((role) => [account, "*"].includes(parseArn(role)?.accountId) && isRole(resource, role)),
  );
}

function excessOf(
  statement: Statement,
  kind: Exclude<Shared, "trust">,
  grants: readonly Grant[],
  { catalogue }: RuleContext,
): readonly string[] {
  // The replication of a global table is AWS's own, and its actions are no rights.
  if (grants.some(({ principals, actions }) => principals.length === 0 || actions.length === 0)) return [];
  const given = new Set(grants.flatMap(({ actions }) => actions));
  if (kind === "key" && grants.some((grant) => grant.kind !== "keys")) for (const name of USES_OF_KEYS) given.add(`kms:${name}`);
  return reachedActions(statement, SERVICE[kind] ?? "", catalogue).filter((action) => !given.has(action));
}

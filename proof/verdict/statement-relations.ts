import { asList, type ConditionBlock, type PolicyDocument, type StatementDocument } from "../engine/policy-document.ts";

// What one statement has to do with another, as their JSON says.

/** Whether a statement is about services, or about everybody, who may be one. */
export const isAboutServices = ({ Principal: principal }: StatementDocument): boolean =>
  principal !== undefined && (principal === "*" || principal["AWS"] === undefined);

/** Whether ARNs differ in account and region alone; or in all, where a stream, or a table with its indexes, is all that the policy is about. */
export function isOfTheSameResource(before: StatementDocument, after: StatementDocument): boolean {
  const nameOf = (resource: string) => resource.split(":").slice(5).join(":");
  const own = asList(before.Resource);
  const isWhole = own.some((resource) => resource.includes("/stream/") || resource.endsWith("/index/*"));
  return isWhole || asList(after.Resource).every((resource, place) => nameOf(resource) === nameOf(asList(before.Resource)[place] ?? ""));
}

/** Whether a pattern without `?` covers another. */
export function covers(wide: string, narrow: string): boolean {
  const pattern = wide
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`, "s").test(narrow);
}

/** Actions that act on one type of resource alone. */
export const ONE_TYPE = [
  { actions: /^iam:\w+(?:OpenIDConnect|SAML)Provider\w*$/, type: /^arn:[^:]+:iam::\*:(?:oidc|saml)-provider\/\*$/ },
  { actions: /^ec2:CreateVpcEndpoint$/, type: /^arn:[^:]+:ec2:\*:\*:vpc-endpoint\/\*$/ },
] as const;

/** Whether a statement is about all resources of a type. */
export const isAllOf = ({ Resource: resource }: StatementDocument, type: RegExp): boolean =>
  asList(resource).every((each) => type.test(each));

const entriesOf = (conditions: ConditionBlock | undefined): [string, string, readonly string[]][] =>
  Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]): [string, string, readonly string[]] => [
      operator,
      key,
      (Array.isArray(values) ? values : [values]).map(String),
    ]),
  );

/** Whether conditions hold wherever others hold: each of them is among the others, with the same values or more; if negated, with fewer. */
export function isImplied(wide: ConditionBlock | undefined, narrow: ConditionBlock | undefined): boolean {
  const given = entriesOf(narrow);
  return entriesOf(wide).every(([operator, key, values]) =>
    given.some(([other, same, others]) => {
      if (other !== operator || same !== key) return false;
      return /Not/.test(operator) ? values.every((value) => others.includes(value)) : others.every((value) => values.includes(value));
    }),
  );
}

/** Whether a Deny closes the regions that another is not about: it has the other's actions, and tests nothing more than it but the region. */
export function closesOtherRegions(
  other: StatementDocument,
  { Action: actions, Resource: resources, Condition: conditions }: StatementDocument,
): boolean {
  if (JSON.stringify([other.Action, other.Resource]) !== JSON.stringify([actions, resources])) return false;
  const isRegion = ([, key]: readonly [string, string, readonly string[]]) => key === "aws:RequestedRegion";
  const region = entriesOf(conditions).find(isRegion)?.[2].join();
  const closed = entriesOf(other.Condition).find(isRegion);
  const rest = Object.fromEntries(Object.entries(other.Condition ?? {}).filter(([, keys]) => !("aws:RequestedRegion" in keys)));
  return closed !== undefined && /^StringNotEquals/.test(closed[0]) && closed[2].join() === region && isImplied(rest, conditions);
}

/** Actions that act on tables, and on no index. */
export const ON_TABLES_ALONE =
  /^dynamodb:(?:AssociateTableReplica|CreateBackup|CreateTableReplica|DeleteResourcePolicy|DeleteTable|DeleteTableReplica|DisableKinesisStreamingDestination|PutResourcePolicy|ReadDataForReplication|ReplicateSettings|RestoreTableToPointInTime|StartAwsBackupJob|TagResource|UntagResource|UpdateContinuousBackups|UpdateTable|UpdateTableReplicaAutoScaling|UpdateTimeToLive|WriteDataForReplication)$/;

/** Whether some statement allows an action. */
export const isAllowed = ({ Statement: statements }: PolicyDocument, action: string): boolean =>
  asList(statements).some(
    ({ Effect, Action }) => Effect === "Allow" && asList(Action).some((each) => covers(each, action) || covers(action, each)),
  );

/** The account of an ARN. */
export const accountIn = (resource: string): string => resource.split(":")[4] ?? "";

/** Whether a statement allows nothing that a Deny is about but in the Deny's own account. */
export const staysInAccountOf =
  ({ Action: actions, Resource: resources }: StatementDocument) =>
  ({ Effect, Action: allowed, Resource: places }: StatementDocument): boolean =>
    Effect === "Deny" ||
    !asList(allowed).some((each) => asList(actions).some((action) => covers(action, each) || covers(each, action))) ||
    asList(places).every((each) => asList(resources).some((own) => accountIn(own) === accountIn(each)));

/** Whether a statement names principals by their ARNs alone. */
export const namesRolesAlone = ({ Principal: principal }: StatementDocument): boolean =>
  principal !== undefined && principal !== "*" && Object.keys(principal).join() === "AWS" && !asList(principal["AWS"]).includes("*");

/** Whether a statement names ARNs and services alone, and not everybody. */
export const namesNobodyElse = ({ Principal: principal }: StatementDocument): boolean =>
  principal !== undefined &&
  principal !== "*" &&
  Object.keys(principal).every((type) => type === "AWS" || type === "Service") &&
  !Object.values(principal).flatMap(asList).includes("*");

/** Whether no action is meant by both of two statements. */
export const areApart = ({ Action: some }: StatementDocument, { Action: others }: StatementDocument): boolean =>
  !asList(some).some((one) => asList(others).some((other) => covers(one, other) || covers(other, one)));

/** Whether a Deny is about everything on the policy's table, for everybody but services and the roles that it exempts. */
export const deniesTableButTo = ({ Effect, Principal, Action, Condition: conditions }: StatementDocument): boolean =>
  Effect === "Deny" &&
  Principal === "*" &&
  asList(Action).includes("dynamodb:*") &&
  entriesOf(conditions).every(
    ([operator, key]) =>
      (key === "aws:PrincipalArn" && /^ArnNotLike/.test(operator)) || (key === "aws:PrincipalIsAWSService" && operator.startsWith("Bool")),
  );

/** Whether a Deny exempts of these accounts no roles but some. */
export const areExemptAlone = (deny: StatementDocument, roles: readonly string[], accounts: readonly string[]): boolean =>
  rolesExempt(deny).every((role) => roles.includes(role) || (/^\d{12}$/.test(accountIn(role)) && !accounts.includes(accountIn(role))));

/** The ARNs that a statement compares `aws:PrincipalArn` with, by operator. */
export const rolesUnder = ({ Condition: conditions }: StatementDocument, operator: RegExp): readonly string[] =>
  entriesOf(conditions).flatMap(([name, key, values]) => (operator.test(name) && key === "aws:PrincipalArn" ? values : []));

/** The ARNs that a Deny exempts. */
export const rolesExempt = (statement: StatementDocument): readonly string[] => rolesUnder(statement, /^ArnNotLike/);

/** Whether a Deny about one role denies it all that another Deny would: it has the other's actions, and tests nothing more but the role. */
export function deniesRole(
  statement: StatementDocument,
  role: string,
  { Action: actions, Resource: resources, Condition: conditions }: StatementDocument,
): boolean {
  const { ArnLike: named = {}, ...rest } = statement.Condition ?? {};
  const isForIt = rolesUnder(statement, /^ArnLike$/).includes(role) && Object.keys(named).length === 1;
  if (statement.Effect !== "Deny" || !isForIt || rolesExempt(statement).length > 0) return false;
  return (
    JSON.stringify(statement.Resource) === JSON.stringify(resources) &&
    asList(actions).every((action) => asList(statement.Action).includes(action)) &&
    isImplied(rest, conditions)
  );
}

/** Everybody whom a statement names. */
export const principalsIn = ({ Principal: principal }: StatementDocument): readonly string[] =>
  principal === undefined || principal === "*" ? [] : Object.values(principal).flatMap((names) => asList(names));

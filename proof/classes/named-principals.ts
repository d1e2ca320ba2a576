import { accountRootArn, parseArn, roleArn, userArn } from "../../iam/arn.ts";
import { wildcard } from "../../iam/wildcard.ts";
import { asList, type PolicyDocument, type StatementDocument } from "../engine/policy-document.ts";
import { isAccountId } from "../engine/principal.ts";
import type { Intended } from "../intent/intended.ts";
import type { Who } from "../intent/subject.ts";
import { whoIs } from "../intent/who-is.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import type { DeployedDocument } from "../world/world-resource.ts";
import { remembered } from "./once.ts";
import type { PrincipalClass, PrincipalSources } from "./principals.ts";
import type { ResourceClass } from "./resources.ts";

/** Principals that documents name. */
interface Named {
  /** ARNs, with `*` and `?` where a condition has them. */
  readonly arns: readonly string[];
  readonly accounts: readonly string[];
  readonly organizations: readonly string[];
  readonly services: readonly string[];
  readonly users: readonly string[];
}

/** Finds the principals that documents over a resource name and that are none of those that are asked about already. */
export type NamedPrincipals = (resource: ResourceClass, asked: readonly PrincipalClass[]) => readonly PrincipalClass[];

/**
 * Reads the principals that deployed documents name: the policies of resources each for their own, those of endpoints for what is asked by
 * principals of their accounts, and guardrails' for all.
 */
export function namedPrincipals(sources: PrincipalSources, deployed: DeployedResources, organizationId: string): NamedPrincipals {
  const { serviceControl, resourceControl, endpoints } = deployed;
  const read = (documents: readonly DeployedDocument[]) => namedIn(documents.flatMap(({ document }) => document ?? []));
  const everywhere = read([...serviceControl.values(), ...resourceControl.values()].flat());
  const byAccount = Map.groupBy(endpoints, ({ accountId }) => accountId);
  const inEndpointsOf = remembered((accountId: string) => read((byAccount.get(accountId) ?? []).flatMap(({ policy }) => policy ?? [])));
  const ids = new Map([...sources.intended.accountNames].map(([id, name]) => [name, id]));
  // A guardrail that names a role of one account is about that account.
  const everywhereByAccount = Map.groupBy(everywhere.arns, (pattern) => {
    const accountId = pattern.split(":")[4] ?? "";
    return isAccountId(accountId) ? accountId : "";
  });
  return (resource, asked) => {
    const trust = resource.service === "sts" ? deployed.roles.get(resource.arn)?.trust : undefined;
    const { document } = deployed.resourcePolicies.get(resource.arn) ?? trust ?? {};
    const named = namedIn(document === undefined ? [] : [document]);
    // Grants let in whom no policy names.
    const own = { ...named, arns: [...new Set([...named.arns, ...(deployed.grants.get(resource.arn) ?? []).map(({ to }) => to)])] };
    const accountId = ids.get(resource.account) ?? "";
    const arns = [...(everywhereByAccount.get(accountId) ?? []), ...(everywhereByAccount.get("") ?? [])];
    const inEndpoints = [...new Set(asked.map(({ principal }) => parseArn(principal)?.accountId ?? ""))].map(inEndpointsOf);
    const all = [own, { ...everywhere, arns }, ...inEndpoints];
    return all.flatMap((named) => classesOf(sources, named, { accountId, asked, organizationId }));
  };
}

function namedIn(documents: readonly PolicyDocument[]): Named {
  const found = {
    arns: new Set<string>(),
    accounts: new Set<string>(),
    organizations: new Set<string>(),
    services: new Set<string>(),
    users: new Set<string>(),
  };
  const addPrincipal = (value: string) => {
    const arn = parseArn(value);
    if (isAccountId(value)) found.accounts.add(value);
    else if (arn?.resource === "root") found.accounts.add(arn.accountId);
    else if (arn !== undefined) found.arns.add(value);
  };
  for (const statement of documents.flatMap(({ Statement }) => asList(Statement))) {
    for (const element of [statement.Principal, statement.NotPrincipal]) {
      if (element === undefined || element === "*") continue;
      asList(element["AWS"] ?? []).forEach(addPrincipal);
      for (const service of asList(element["Service"] ?? [])) found.services.add(service);
    }
    for (const [key, value] of testedIn(statement)) {
      // A variable names whoever the request says, and nobody by itself.
      if (value.includes("${")) continue;
      if (key === "aws:principalarn") addPrincipal(value);
      else if (key === "aws:principalaccount") found.accounts.add(value);
      else if (key === "aws:principalorgid") found.organizations.add(value);
      else if (key === "aws:principalservicename") found.services.add(value);
      else if (key === "aws:username") found.users.add(value);
    }
  }
  return {
    arns: [...found.arns],
    accounts: [...found.accounts],
    organizations: [...found.organizations],
    services: [...found.services],
    users: [...found.users],
  };
}

/** The keys in lower case that a statement tests, each with every value that it names. */
function testedIn({ Condition: condition = {} }: StatementDocument): (readonly [string, string])[] {
  return Object.values(condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, values]) => [values].flat().map((value) => [key.toLowerCase(), String(value)] as const)),
  );
}

interface Around {
  /** The account of the resource. */
  readonly accountId: string;
  readonly asked: readonly PrincipalClass[];
  readonly organizationId: string;
}

function classesOf(
  { intended, partition }: PrincipalSources,
  named: Named,
  { accountId, asked, organizationId }: Around,
): PrincipalClass[] {
  const isAsked = (pattern: string) => {
    if (!/[*?]/.test(pattern)) return asked.some(({ principal }) => principal === pattern);
    const matches = wildcard(pattern);
    return asked.some(({ principal }) => matches.test(principal));
  };
  const of = (arn: string): PrincipalClass => ({ who: whoOf(intended, arn), principal: arn, carries: {} });
  const arns = named.arns
    .filter((pattern) => !isAsked(pattern) && !isProtected(pattern))
    .map((pattern) => of(exampleOf(pattern, accountId)));
  const accounts = named.accounts.flatMap((id) => {
    const roots = accountRootArn({ partition, accountId: id });
    return isAccountId(id) && !isAsked(roots) ? [of(roots), of(roleArn({ partition, accountId: id, name: "another" }))] : [];
  });
  const users = named.users
    .map((name) => userArn({ partition, accountId, name: exampleText(name) }))
    .filter((arn) => !isAsked(arn))
    .map(of);
  const services = named.services
    .filter((service) => !isAsked(service))
    .map(
      (service): PrincipalClass => ({
        who: { kind: "service", service, actsFor: undefined },
        isOfAws: true,
        principal: exampleText(service),
        carries: {},
      }),
    );
  const outside = asked.find(({ who }) => who.kind === "stranger" && who.party === undefined);
  const organizations = named.organizations
    .filter((id) => outside !== undefined && id !== organizationId)
    .map(
      (id): PrincipalClass => ({
        who: { kind: "stranger", party: undefined },
        principal: outside?.principal ?? "*",
        carries: { "aws:PrincipalOrgID": exampleText(id) },
      }),
    );
  return [...arns, ...accounts, ...users, ...services, ...organizations];
}

/** Whom a principal belongs to that a document names; nobody declared most of them. */
function whoOf(intended: Intended, arn: string): Who {
  const known = whoIs(intended, arn);
  if (known !== undefined) return known;
  const { accountId = "", resource = "" } = parseArn(arn) ?? {};
  const account = intended.accountNames.get(accountId);
  if (account === undefined) return { kind: "stranger", party: [...intended.parties].find(([, each]) => each.account === accountId)?.[0] };
  if (resource === "root") return { kind: "root", account };
  return { kind: /^(?:user|federated-user)\//.test(resource) ? "user" : "undeclared-role", account };
}

/** Paths under which only AWS, and under guardrails only the deploy role, make roles. */
const isProtected = (pattern: string): boolean => /:role\/(?:palisade|aws-service-role|aws-reserved)\//.test(pattern);

const exampleText = (pattern: string): string => pattern.replace(/\*/g, "another").replace(/\?/g, "x");

/** A principal that a pattern matches: of this account, where it names none. */
function exampleOf(pattern: string, accountId: string): string {
  const fields = pattern.split(":");
  return [...fields.slice(0, 4), /[*?]/.test(fields[4] ?? "") ? accountId : fields[4], exampleText(fields.slice(5).join(":"))].join(":");
}

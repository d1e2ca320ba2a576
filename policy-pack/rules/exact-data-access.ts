import { parseArn } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import { wildcard } from "../../iam/wildcard.ts";
import { DATA_ACTIONS, DATA_SERVICES } from "../data-actions.ts";
import { findInStatements } from "../find-in-documents.ts";
import { completedArn, matchesEverything, type UnlikePair } from "../matches-everything.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";

type DataService = (typeof DATA_SERVICES)[number];

const EXAMPLES: Readonly<Record<DataService, string>> = {
  dynamodb: "the table's ARN and its indexes'",
  kms: "the key's ARN",
  secretsmanager: "the secret's ARN",
};

/** Pairs of made-up resource names. A pattern that matches both of a pair matches every resource of that kind. */
const UNLIKE: Readonly<Record<DataService, readonly UnlikePair[]>> = {
  dynamodb: ["", "/index/by", "/stream/2026-01-01T00:00:00.000"].map((part) => [`table/Qx7${part}`, `table/0_z.-9${part}`] as const),
  kms: [["key/1234abcd-12ab-34cd-56ef-1234567890ab", "key/0f9e8d7c-6b5a-4049-8877-aabbccddeeff"]],
  secretsmanager: [["secret:Qx7-AbCdEf", "secret:0/z_9-GhIjKl"]],
};

/**
 * A role's permissions on data are a list of actions on a list of resources. A wildcard also matches the actions that AWS adds later, and
 * tables that others create later.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
 */
export const exactDataAccess: ResourceRule = {
  name: "exact-data-access",
  displayName: "Data access is exact",
  description: "An identity policy allows data actions of DynamoDB, KMS and Secrets Manager one by one and on named resources.",
  severity: "high",
  remediation: "List the actions that the role uses, and the ARNs of the tables, indexes, keys and secrets.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  tags: ["dynamodb", "kms", "secretsmanager", "least-privilege"],
  check: (resource, { catalogue }) =>
    findInStatements(resource, ["identity"], (statement) => {
      if (statement.effect !== "Allow" || (isBreakGlass(resource) && staysInOneAccount(statement))) return [];
      return DATA_SERVICES.flatMap((service) => problemsOf(statement, service, catalogue));
    }),
};

/**
 * Break-glass is for all tables of its account, also later ones, so it names the account instead of tables. Its component fixes its other
 * permissions. Only resources of that component have it in their URN.
 */
const isBreakGlass = ({ urn }: SeenResource): boolean => urn.split("::")[2]?.startsWith("palisade:identity:BreakGlassRole$") === true;

const staysInOneAccount = ({ resources = ["*"], notActions, notResources }: Statement): boolean =>
  notActions === undefined && notResources === undefined && resources.every((name) => /^\d{12}$/.test(parseArn(name)?.accountId ?? ""));

function problemsOf(statement: Statement, service: DataService, catalogue: Catalogue): readonly string[] {
  const raw = (statement.actions ?? []).find((pattern) => isWholeService(pattern, service, catalogue));
  const data = dataActionsOf(statement, service, catalogue);
  if (data.length === 0) return [];
  const wide = tooWide(statement, service);
  return [
    ...(raw === undefined ? [] : [`all actions of ${service} are allowed, got ${JSON.stringify(raw)}; list the actions that are used`]),
    ...(statement.notActions === undefined
      ? []
      : [
          `all but some actions of ${service} are allowed, got NotAction ${JSON.stringify(statement.notActions)}; list the actions that are used`,
        ]),
    ...(wide === undefined
      ? []
      : [`data actions (${shortened(data)}) are allowed on unnamed resources, got ${wide}; name ${EXAMPLES[service]}`]),
  ];
}

const shortened = (names: readonly string[]): string => `${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`;

function isWholeService(pattern: string, service: DataService, catalogue: Catalogue): boolean {
  const matched = wildcard(pattern.toLowerCase());
  return catalogue.actionsOf(service).every(({ name }) => matched.test(name.toLowerCase()));
}

function dataActionsOf({ actions, notActions }: Statement, service: DataService, catalogue: Catalogue): readonly string[] {
  const matchers = (actions ?? notActions ?? []).map((pattern) => wildcard(pattern.toLowerCase()));
  return catalogue
    .actionsOf(service)
    .map(({ name }) => name)
    .filter((name) => DATA_ACTIONS.has(name))
    .filter((name) => matchers.some((matcher) => matcher.test(name.toLowerCase())) === (notActions === undefined));
}

/** The element that includes unnamed resources of the service, or undefined if the statement names all resources. */
function tooWide({ resources, notResources }: Statement, service: DataService): string | undefined {
  if (notResources !== undefined) return `NotResource ${JSON.stringify(notResources)}`;
  const wide = (resources ?? ["*"]).find((resource) => namesEverything(resource, service));
  return wide === undefined ? undefined : JSON.stringify(wide);
}

function namesEverything(resource: string, service: DataService): boolean {
  if (/^[*?]+$/.test(resource)) return true;
  const arn = parseArn(completedArn(resource));
  if (arn === undefined || !wildcard(arn.service).test(service)) return false;
  if (matchesEverything(arn.resource, UNLIKE[service])) return true;
  const [name = ""] = arn.resource.replace(/^(?:table|key|alias|secret)[/:]/, "").split("/");
  return /^[*?]*$/.test(name);
}

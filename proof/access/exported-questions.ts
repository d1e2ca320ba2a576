import { accountRootArn, isPartition, type Partition, parseArn, roleArn } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { OriginClass } from "../classes/origins.ts";
import { type PrincipalClass, STRANGERS_ACCOUNT } from "../classes/principals.ts";
import { actionsOn } from "../classes/questions.ts";
import type { ResourceClass } from "../classes/resources.ts";
import { isAccountId, parsePrincipal } from "../engine/principal.ts";
import { exportedVpcs } from "../world/exported-networks.ts";
import { arnOf, type WorldResource } from "../world/world-resource.ts";
import type { Questions } from "./questions.ts";
import { resourceOfArn } from "./resource-of-arn.ts";

/**
 * Asks exported stacks: about the roles and users that they make, the root user and another role of each of their accounts, another
 * account, and anybody without credentials; from each of their VPCs and from the internet.
 */
export function exportedQuestions(resources: readonly WorldResource[], catalogue: Catalogue): Questions {
  const accounts = [...new Set(resources.map(({ account }) => account))].filter(isAccountId).sort();
  const isExported = new Set(accounts);
  const partition = partitionOf(resources);
  const principals = principalsOf(resources, accounts, partition);
  const byAccount = Map.groupBy(principals, ({ principal }) => parseArn(principal)?.accountId ?? "");
  const origins = originsOf(resources);
  const resourceOf = (arn: string, service: string) => resourceOfArn(arn, service, (id) => (isExported.has(id) ? id : undefined));
  return {
    resources: resources.flatMap((each): ResourceClass[] => {
      const { streamArn } = each.outputs;
      return [arnOf(each), typeof streamArn === "string" && streamArn !== "" ? streamArn : undefined].flatMap((arn) =>
        arn === undefined ? [] : SERVICES.flatMap((service) => resourceOf(arn, service) ?? []),
      );
    }),
    resourceOf,
    principalsFor: () => principals,
    principalsOf: (arn) => {
      const found = principals.filter(({ principal }) => principal === arn);
      return found.length > 0 ? found : [classOf(arn, isExported)];
    },
    principalsIn: (accountId) => byAccount.get(accountId) ?? [],
    originsFor: () => origins,
    actionsOn: (resource) => actionsOn(catalogue, resource),
  };
}

/** The services whose actions are asked about; a role is for two of them. */
const SERVICES = ["dynamodb", "iam", "kms", "secretsmanager", "sts"];

function principalsOf(resources: readonly WorldResource[], accounts: readonly string[], partition: Partition): PrincipalClass[] {
  const isExported = new Set(accounts);
  const made = resources
    .filter(({ type }) => type === "aws:iam/role:Role" || type === "aws:iam/user:User")
    .flatMap((resource) => arnOf(resource) ?? []);
  const others = accounts.flatMap((accountId) => [
    accountRootArn({ partition, accountId }),
    roleArn({ partition, accountId, name: "another" }),
  ]);
  const all = [...made, ...others, roleArn({ partition, accountId: STRANGERS_ACCOUNT, name: "another" }), "*"];
  return [...new Set(all)].map((arn) => classOf(arn, isExported));
}

/** Nobody declared the principals of exported stacks: each is called by its own name. */
function classOf(arn: string, isExported: ReadonlySet<string>): PrincipalClass {
  const { account = "", kind } = parsePrincipal(arn) ?? {};
  const plain = { principal: arn, carries: {} };
  if (kind === "anonymous") return { ...plain, who: { kind } };
  if (kind === "service") return { ...plain, who: { kind, service: arn, actsFor: undefined } };
  if (kind === "federated") return { ...plain, who: { kind: "token", provider: arn } };
  if (!isExported.has(account)) return { ...plain, who: { kind: "stranger", party: undefined } };
  return { ...plain, who: { kind: kind === "root" || kind === "user" ? kind : "undeclared-role", account } };
}

/** Each VPC by one of its names, and the internet. */
function originsOf(resources: readonly WorldResource[]): OriginClass[] {
  const byVpc = Map.groupBy(exportedVpcs(resources), ([, vpc]) => vpc);
  return [
    ...[...byVpc].map(
      ([{ account, region }, [[name] = [""]]]): OriginClass => ({
        where: { kind: "network", account, network: name, region },
        from: name,
        context: {},
      }),
    ),
    { where: { kind: "internet", parties: [] }, from: "internet", context: {} },
  ];
}

function partitionOf(resources: readonly WorldResource[]): Partition {
  const found = resources.map((each) => parseArn(arnOf(each) ?? "")?.partition ?? "").find(isPartition);
  return found ?? "aws";
}

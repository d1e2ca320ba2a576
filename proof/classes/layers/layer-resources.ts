import { arn, type Partition, parseArn } from "../../../iam/arn.ts";
import { ACCESS_PATH, ALARM_PATH, BREAK_GLASS_PATH, EXTERNAL_ACCESS_PATH, RESTORED } from "../../../model/names.ts";
import type { Intended, IntendedAccount, IntendedResource } from "../../intent/intended.ts";
import { namedKeyOf } from "../../intent/keys.ts";
import { exemptRole } from "../../intent/roles.ts";
import type { Who } from "../../intent/subject.ts";
import type { DeployedResources } from "../../world/deployed-resources.ts";
import { inCluster } from "../compute.ts";
import { anotherRegion } from "../origins.ts";
import { UNDECLARED_ACCOUNT } from "../principals.ts";
import { type ResourceClass, resourcesOf, restoredIn, rolesOf, undeclaredIn } from "../resources.ts";
import { safeguardsOf } from "../safeguards.ts";
import type { LayerResource } from "./layer-question.ts";

/** Resources of the organization as layers are asked about them. */
export interface LayerResources {
  /** Tables, keys and secrets of an account, declared and not. */
  readonly data: ReadonlyMap<string, readonly LayerResource[]>;
  /** Its roles, to be taken and to be changed. */
  readonly roles: ReadonlyMap<string, readonly LayerResource[]>;
  /** What its perimeter stands on. */
  readonly safeguards: ReadonlyMap<string, readonly LayerResource[]>;
  /** Resources of services that nothing is guarded in, and calls without a resource. */
  readonly others: ReadonlyMap<string, readonly LayerResource[]>;
  /** Resources whose names only begin like those of its data and roles, or that lie in another account or region. */
  readonly siblings: ReadonlyMap<string, readonly LayerResource[]>;
}

const SIBLING = "-palisade-sibling";

/** Finds every resource to ask layers about, by account. */
export function layerResources(intended: Intended, deployed: DeployedResources, partition: Partition): LayerResources {
  const accounts = [...intended.accounts.values()];
  const workloads = accounts.flatMap((account) => account.workloads.map(({ roleArn: role }) => role));
  // A restored table is asked about with and without the tag that opens it.
  const byAccount = (resources: readonly ResourceClass[]) =>
    Map.groupBy(resources.filter(({ what }) => what.kind !== "restored" || !what.isOpen).map(plain), ({ account }) => account);
  const bare = accounts.filter(({ resources, networks }) => resources.length + networks.length === 0);
  const data = byAccount([
    ...resourcesOf(intended, deployed, partition),
    ...accounts.flatMap(({ name, id }) => restoredIn(name, { partition, accountId: id, region: anotherRegion(intended) })),
    ...bare.flatMap(({ name, id }) => undeclaredIn(name, { partition, accountId: id, region: intended.homeRegion })),
    ...accounts.flatMap(({ resources }) => resources.flatMap(existingKey)),
  ]);
  const roles = byAccount(rolesOf(intended, deployed, workloads));
  const anywhere = rolesAnywhere(intended, accounts);
  const deploy = new Map(accounts.map((account) => [account.name, deployRoles(intended, account, anywhere, partition)]));
  return {
    data: new Map([...data].map(([account, all]) => [account, withoutTwins(all)])),
    roles: new Map(accounts.map(({ name }) => [name, [...(roles.get(name) ?? []), ...(deploy.get(name) ?? [])]])),
    safeguards: Map.groupBy(
      safeguardsOf(intended, partition).flatMap((safeguard) => wholeSafeguard(plain(safeguard))),
      ({ account }) => account,
    ),
    others: new Map(accounts.map((account) => [account.name, othersOf(intended, account, partition)])),
    siblings: new Map(
      accounts.map((account) => [
        account.name,
        siblingsOf(account, [...(data.get(account.name) ?? []), ...(roles.get(account.name) ?? [])], {
          partition,
          region: anotherRegion(intended),
        }),
      ]),
    ),
  };
}

/** Resources of an account without keys that something names by the ARN of a declared one: they are asked about as that one. */
function withoutTwins(resources: readonly LayerResource[]): LayerResource[] {
  const declared = new Set(resources.flatMap(({ what, arn: key }) => (what.kind === "key" && what.of === "key" ? [key] : [])));
  return resources.filter(({ what, arn: key }) => what.kind !== "key" || what.of === "key" || !declared.has(key));
}

/** The key that an existing table is declared to be encrypted under. */
function existingKey(resource: IntendedResource): ResourceClass[] {
  const { account, kind, name, region } = resource;
  const key = namedKeyOf(resource);
  if (kind !== "table" || key?.startsWith("arn:") !== true) return [];
  const what = { kind: "key", account, of: "table", name } as const;
  return [{ what, arn: key, service: "kms", type: "key", account, region, carries: {}, actions: undefined, declared: resource }];
}

const plain = ({ what, arn: name, service, type, account, region, declared, actions }: ResourceClass): LayerResource => ({
  what,
  arn: name,
  service,
  type,
  account,
  region,
  declared,
  actions,
});

/** What changes a policy of the organization, and what only shows or marks it. */
const ON_POLICIES = [
  "AttachPolicy",
  "CreatePolicy",
  "DeletePolicy",
  "DescribePolicy",
  "DetachPolicy",
  "DisablePolicyType",
  "EnablePolicyType",
  "ListPolicies",
  "UpdatePolicy",
].map((name) => `organizations:${name}`);

/** A safeguard with all actions on it; the alarm also under the other name that AWS gives rules of the default bus. */
function wholeSafeguard(safeguard: LayerResource): LayerResource[] {
  const whole = { ...safeguard, actions: undefined };
  // An endpoint is asked about with and without its tag.
  if (safeguard.what.kind === "safeguard" && (safeguard.what.of === "another-endpoint" || safeguard.what.of === "another-policy"))
    return [];
  // An instance is asked about with and without the tag of workloads, and about all that is done to it.
  if (safeguard.what.kind === "safeguard" && safeguard.what.of === "another-instance" && safeguard.type === "instance") return [];
  // A call has no policy for a resource here: the type of the policy, which it says, decides.
  if (safeguard.what.kind === "safeguard" && safeguard.what.of === "guardrail") return [{ ...safeguard, actions: ON_POLICIES }];
  if (safeguard.service === "rolesanywhere")
    return [
      whole,
      { ...whole, arn: safeguard.arn.replace(":trust-anchor/", ":crl/"), type: "crl" },
      {
        ...whole,
        arn: "*",
        type: "",
        actions: ["rolesanywhere:CreateTrustAnchor", "rolesanywhere:ImportCrl", "rolesanywhere:CreateProfile"],
      },
    ];
  if (safeguard.what.kind !== "safeguard" || safeguard.what.of !== "alarm") return [whole];
  return [whole, { ...whole, arn: safeguard.arn.replace(":rule/", ":rule/default/"), type: "rule-on-custom-event-bus" }];
}

/** Paths and names of the roles that some account exempts: what one declares is a team's own role in the others. */
interface RolesAnywhere {
  readonly exempt: readonly string[];
  /** Those of workloads. */
  readonly ofWorkloads: readonly string[];
}

const exemptOf = ({ deployRole, backupRoles, serviceRoles }: IntendedAccount): readonly string[] => [
  deployRole,
  ...backupRoles,
  ...serviceRoles,
];
const exemptWorkloadsOf = ({ workloads }: IntendedAccount): readonly string[] =>
  workloads.flatMap(({ name, isExempt }) => (isExempt ? [exemptRole(name)] : []));

const rolesAnywhere = (intended: Intended, accounts: readonly IntendedAccount[]): RolesAnywhere => ({
  exempt: [...new Set([intended.deployRole, ...accounts.flatMap(exemptOf)])],
  ofWorkloads: [...new Set(accounts.flatMap(exemptWorkloadsOf))],
});

/** Roles that guardrails know by name and that no stack makes, and some that begin like them or like the blueprint's. */
function deployRoles(intended: Intended, declared: IntendedAccount, anywhere: RolesAnywhere, partition: Partition): LayerResource[] {
  const { breakGlass } = intended;
  const { name: account, id: accountId, deployRole, deployers, backupRoles, restoreRoles, serviceRoles } = declared;
  const base = { account, region: "", declared: undefined, type: "role", actions: undefined } as const;
  const role = (pathed: string, service: "iam" | "sts", known?: Who): LayerResource => ({
    ...base,
    service,
    what: { kind: "role", account, role: known },
    arn: arn({ partition, service: "iam", accountId, region: "", resource: `role/${pathed}` }),
  });
  const ofBoth = (pathed: string, known?: Who) => [role(pathed, "iam", known), role(pathed, "sts", known)];
  const own = exemptOf(declared);
  const ofWorkloads = exemptWorkloadsOf(declared);
  return [
    ...ofBoth(deployRole, { kind: "deploy", account }),
    ...backupRoles.flatMap((each) => ofBoth(each, { kind: "backup-role", account, role: each })),
    ...deployers.map((each) => role(each, "iam", { kind: "deployer", account, role: each })),
    ...restoreRoles.map((each) => role(each, "iam", { kind: "restore-role", account, role: each })),
    ...[...intended.vendors].flatMap(([vendor, { takes }]) =>
      (takes.get(account) ?? []).flatMap((each) => ofBoth(each, { kind: "vendor-role", account, role: each, vendor })),
    ),
    ...serviceRoles.flatMap((each) => ofBoth(each, { kind: "service-role", account, role: each })),
    role(`${ALARM_PATH}/another`, "iam", { kind: "alarm", account }),
    role(`${ACCESS_PATH}/another`, "iam", { kind: "access-role", account, consumer: "another" }),
    role(`${EXTERNAL_ACCESS_PATH}/another`, "iam", { kind: "access-role", account, consumer: "external/another" }),
    ...own.flatMap((each) => ofBoth(`${each}${SIBLING}`)),
    ...[...deployers, ...restoreRoles].map((each) => role(`${each}${SIBLING}`, "iam")),
    ...anywhere.exempt.filter((each) => !own.includes(each)).flatMap((each) => ofBoth(each)),
    ...ofWorkloads.map((each) => role(`${each}${SIBLING}`, "sts")),
    ...anywhere.ofWorkloads.filter((each) => !ofWorkloads.includes(each)).map((each) => role(each, "sts")),
    role(`${BREAK_GLASS_PATH}/${breakGlass.role}${SIBLING}`, "sts"),
    ...ofBoth(`team/${deployRole}`),
    role("another", "iam"),
  ];
}

function othersOf(
  intended: Intended,
  { name: account, id: accountId, networks, clusters }: IntendedAccount,
  partition: Partition,
): LayerResource[] {
  const { homeRegion, breakGlass } = intended;
  const region = networks[0]?.region ?? homeRegion;
  const elsewhere = anotherRegion(intended);
  const alarmed = parseArn(breakGlass.alarmTopic ?? "")?.region ?? homeRegion;
  const base = { account, region, declared: undefined };
  const other = (service: string, type: string, name: string, resource: string, ...actions: readonly string[]): LayerResource => ({
    ...base,
    what: { kind: "other", account, service, name },
    arn: resource,
    service,
    type,
    actions,
  });
  const of = (service: string, resource: string, at = region) => arn({ partition, service, accountId, region: at, resource });
  const call = (service: string): LayerResource => ({
    ...base,
    what: { kind: "service", account, service },
    arn: "*",
    service,
    type: "",
    actions: undefined,
  });
  const beside = (cluster: string, at: string): LayerResource[] =>
    inCluster({ partition, accountId, region: at }, cluster).map(({ service, type, arn: found, actions }) => ({
      ...{ ...base, region: at, arn: found, service, type, actions },
      what: { kind: "other", account, service, name: `${type} of another cluster` },
    }));
  return [
    other("s3", "object", "object", `arn:${partition}:s3:::palisade-nobodys/object`, "s3:GetObject", "s3:PutObject"),
    other(
      "ec2",
      "instance",
      "instance",
      of("ec2", "instance/i-0123456789abcdef0"),
      "ec2:TerminateInstances",
      "ec2:CreateTags",
      "ec2:DeleteTags",
    ),
    other(
      "events",
      "event-bus",
      "default event bus",
      of("events", "event-bus/default", alarmed),
      "events:PutEvents",
      "events:DeleteEventBus",
    ),
    other("events", "event-bus", "event bus", of("events", `event-bus/default${SIBLING}`, alarmed), "events:PutEvents"),
    other("events", "rule-on-default-event-bus", "event rule", of("events", "rule/another"), "events:DeleteRule", "events:PutRule"),
    other("events", "event-bus", "event bus", of("events", "event-bus/default", elsewhere), "events:PutEvents"),
    other("sns", "topic", "topic", of("sns", "another"), "sns:Publish"),
    other(
      "ssm",
      "parameter",
      "parameter",
      of("ssm", "parameter/another"),
      "ssm:DeleteParameter",
      "ssm:LabelParameterVersion",
      "ssm:PutParameter",
    ),
    ...(breakGlass.alarmTopic === undefined
      ? []
      : topicsLike(breakGlass.alarmTopic, elsewhere).map((topic) => other("sns", "topic", topic, topic, "sns:Publish", "sns:DeleteTopic"))),
    ...clusters.flatMap((cluster) => [...beside(`${cluster.name}${SIBLING}`, cluster.region), ...beside(cluster.name, elsewhere)]),
    call("dynamodb"),
    call("kms"),
    call("secretsmanager"),
    call("sts"),
  ];
}

/** A topic, and others of a longer name, of another account and of another region. */
function topicsLike(topic: string, region: string): string[] {
  const parsed = parseArn(topic);
  if (parsed === undefined) return [topic];
  const place = `${parsed.region}:${parsed.accountId}`;
  const at = (other: string) => topic.replace(`:${place}:`, `:${other}:`);
  return [topic, `${topic}${SIBLING}`, at(`${parsed.region}:${UNDECLARED_ACCOUNT}`), at(`${region}:${parsed.accountId}`)];
}

/** Resources that a wider name would reach too: a longer name, another account's, another region's. */
function siblingsOf(
  { name: account, id }: IntendedAccount,
  resources: readonly LayerResource[],
  { partition, region }: { readonly partition: Partition; readonly region: string },
): LayerResource[] {
  return resources
    .filter(({ declared, what, service }) => declared !== undefined || (what.kind === "role" && service === "sts"))
    .flatMap((resource): LayerResource[] => {
      const parsed = parseArn(resource.arn);
      // The key of a table that exists may be another account's.
      const isOthers = parsed !== undefined && parsed.accountId !== "" && parsed.accountId !== id;
      const like = parsed?.resource.includes(RESTORED) === true ? restoredSiblingOf : siblingOf;
      const [what, elsewhere] = [like(resource.what, isOthers ? "elsewhere" : account), like(resource.what, "elsewhere")];
      if (parsed === undefined || what === undefined || elsewhere === undefined) return [];
      const { accountId } = parsed;
      const sibling = (found: string): LayerResource => ({ ...resource, what, arn: found, declared: undefined });
      const moved = (id: string, at: string) =>
        sibling(arn({ ...parsed, partition, accountId: id, region: parsed.region === "" ? "" : at }));
      const longer =
        resource.what.kind === "index"
          ? { ...resource, what: { ...resource.what, index: `${resource.what.index}${SIBLING}` }, arn: longerName(resource) }
          : sibling(longerName(resource));
      return [
        longer,
        { ...moved(UNDECLARED_ACCOUNT, parsed.region), what: elsewhere },
        ...(parsed.region === "" ? [] : [{ ...moved(accountId, region), region }]),
      ];
    });
}

/** What lies beside a restored table that is declared: other restored tables, which nobody declared, and their indexes. */
function restoredSiblingOf(what: LayerResource["what"], account: string): LayerResource["what"] | undefined {
  switch (what.kind) {
    case "table":
      return { kind: "restored", account, index: undefined, isOpen: false };
    case "index":
      return { kind: "restored", account, index: what.index, isOpen: false };
    case "key":
      return siblingOf(what, account);
    default:
      return undefined;
  }
}

function siblingOf(what: LayerResource["what"], account: string): LayerResource["what"] | undefined {
  switch (what.kind) {
    case "table":
    case "stream":
    case "backup":
    case "export":
      return { kind: what.kind, account, table: undefined };
    case "index":
      return { ...what, account, table: undefined };
    case "key":
      return { kind: "key", account, of: "key", name: undefined };
    case "secret":
      return { kind: "secret", account, secret: undefined };
    case "role":
      return { kind: "role", account, role: undefined };
    default:
      return undefined;
  }
}

/** The same name with more behind it. */
function longerName({ arn: name, what }: LayerResource): string {
  switch (what.kind) {
    case "secret":
      return `${name}-a1b2c3`;
    default:
      return `${name}${SIBLING}`;
  }
}

/** A role whose name only begins like another's. */
export const siblingRole = (role: string): string => `${role}${SIBLING}`;

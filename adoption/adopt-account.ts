import { servicesAt } from "../iam/workload-services.ts";
import { ROLE_PATHS } from "../model/names.ts";
import type { InventoryFile } from "../model/schema/inventory.ts";
import { adoptData } from "./adopt-data.ts";
import { adoptNetworks } from "./adopt-networks.ts";
import { type AccountPlace, type AdoptedAccount, declaredName, type Entry, unusedName } from "./adopted.ts";
import { type Answers, clusterAnswer, clustersAnswer, documentOf, type RoleDetail, rolesAnswer } from "./answers.ts";

/**
 * Services whose roles are workloads here, by how the declaration calls them. What runs in no network needs a role of Palisade's making, so that
 * a role of a team's for it is none.
 */
const RUNS_ON: readonly (readonly [service: string, entry: Entry])[] = [
  ["ec2.amazonaws.com", { runsOn: "ec2" }],
  ["ecs-tasks.amazonaws.com", { runsOn: "ecs" }],
  ["lambda.amazonaws.com", { runsOn: "lambda" }],
  ...servicesAt("vpc").map((service) => [service, { runsOn: "service", service }] as const),
];
/** Roles of AWS itself and of Identity Center are no workloads, and those that stacks make have entries already. */
const OF_NOBODY = ["aws-service-role", "aws-reserved", ...ROLE_PATHS].map((path) => `/${path}/`);

/** What exists in an account, of the answers for it; undefined where its roles cannot be read, so that nothing else of it can be either. */
export function adoptAccount(answers: Answers, place: AccountPlace): AdoptedAccount | undefined {
  const folder = `accounts/${place.id}`;
  const roles = answers.read(`${folder}/roles`, rolesAnswer);
  if (roles === undefined) return undefined;
  const regions = answers.names(folder).filter((name) => /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(name));
  const networks = adoptNetworks(answers, place, regions);
  const data = adoptData(answers, place, regions);
  const clusters = adoptClusters(answers, place, regions, networks.nameOf);
  const first = Object.keys(networks.entries)[0];
  const workloads: Record<string, Entry> = {};
  const principals: NonNullable<InventoryFile["principals"]> = {};
  const taken = new Set(place.taken.workloads);
  const withoutNetwork: string[] = [];
  for (const role of roles.RoleDetailList) {
    const runsOn = runsOnOf(role);
    if (runsOn === undefined || pathAndNameOf(role) === place.deployRole) continue;
    if (first === undefined) {
      withoutNetwork.push(pathAndNameOf(role));
      continue;
    }
    const name = place.names.get(role.Arn) ?? unusedName(declaredName(role.RoleName, "workload"), taken);
    taken.add(name);
    workloads[name] = { ...runsOn, network: first, role: { existing: pathAndNameOf(role) } };
    principals[`${place.name}/${name}`] = principalOf(role);
  }
  const managed = Object.fromEntries(
    (roles.Policies ?? []).flatMap(({ Arn, PolicyVersionList = [] }) => {
      const current = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
      const document = current === undefined ? undefined : documentOf(current.Document);
      return document === undefined ? [] : [[Arn, document] as const];
    }),
  );
  const used = new Set(
    Object.values(principals).flatMap(({ managed: arns, boundary }) => [...(arns === "none" ? [] : (arns ?? [])), boundary ?? ""]),
  );
  return {
    ...place,
    networks: networks.entries,
    clusters: clusters.entries,
    workloads,
    tables: data.tables,
    secrets: data.secrets,
    inventory: {
      ...data.inventory,
      principals,
      managedPolicies: Object.fromEntries(Object.entries(managed).filter(([arn]) => used.has(arn))),
      endpoints: networks.endpoints,
    },
    leftOut: [...networks.leftOut, ...data.leftOut, ...clusters.leftOut, ...rolesLeftOut(place.name, withoutNetwork)],
  };
}

const pathAndNameOf = ({ Path, RoleName }: Pick<RoleDetail, "Path" | "RoleName">): string => `${Path}${RoleName}`.replace(/^\//, "");

function rolesLeftOut(account: string, roles: readonly string[]): readonly string[] {
  return roles.length === 0
    ? []
    : [`${account} has no network for the workloads that run with ${[...roles].sort().join(", ")}; declare one, and run this again`];
}

/** What runs with a role, by the one service that it trusts. */
function runsOnOf({ Path, AssumeRolePolicyDocument }: RoleDetail): Entry | undefined {
  if (OF_NOBODY.some((path) => Path.startsWith(path))) return undefined;
  const trust = JSON.stringify(documentOf(AssumeRolePolicyDocument) ?? {});
  const found = RUNS_ON.filter(([service]) => trust.includes(`"${service}"`));
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function principalOf({
  AssumeRolePolicyDocument,
  RolePolicyList = [],
  AttachedManagedPolicies = [],
  PermissionsBoundary,
  Tags = [],
  RoleId,
}: RoleDetail): NonNullable<InventoryFile["principals"]>[string] {
  const inline = RolePolicyList.map(({ PolicyDocument }) => documentOf(PolicyDocument));
  const trust = documentOf(AssumeRolePolicyDocument);
  const attached = AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn);
  return {
    // A document that nobody can read leaves all of them unknown.
    ...(inline.includes(undefined) ? {} : { policies: inline.length === 0 ? "none" : inline.filter((each) => each !== undefined) }),
    managed: attached.length === 0 ? "none" : attached,
    boundary: PermissionsBoundary?.PermissionsBoundaryArn ?? "none",
    ...(trust === undefined ? {} : { trust }),
    tags: Tags.length === 0 ? "none" : Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    uniqueId: RoleId,
  };
}

function adoptClusters(
  answers: Answers,
  { id, name: account, names, taken: before }: AccountPlace,
  regions: readonly string[],
  networkOf: (vpc: string) => string | undefined,
): { readonly entries: Readonly<Record<string, Entry>>; readonly leftOut: readonly string[] } {
  const entries: Record<string, Entry> = {};
  const leftOut: string[] = [];
  const folder = `accounts/${id}`;
  const taken = new Set(before.clusters);
  for (const region of regions)
    for (const file of answers.read(`${folder}/${region}/clusters`, clustersAnswer)?.clusters ?? []) {
      const found = answers.read(`${folder}/${region}/clusters/${file}`, clusterAnswer)?.cluster;
      const vpc = found?.resourcesVpcConfig?.vpcId ?? "";
      const network = networkOf(vpc);
      if (found === undefined) continue;
      if (network === undefined) {
        leftOut.push(
          `the cluster ${found.name} of ${account} runs in ${vpc}, which is no network of the declaration; declare it, and run this again`,
        );
        continue;
      }
      const name = names.get(`${vpc}/${found.name}`) ?? unusedName(declaredName(found.name, "cluster"), taken);
      taken.add(name);
      entries[name] = { existing: found.name, network };
    }
  return { entries, leftOut };
}

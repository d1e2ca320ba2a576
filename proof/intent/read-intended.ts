import { clusterArn, partitionOf, pathAndName, roleArn } from "../../iam/arn.ts";
import { endOf, instantOf } from "../../model/calendar.ts";
import { roleNameOf, WORKLOAD_PATH } from "../../model/names.ts";
import type { Declaration, DeclaredAccount } from "../../model/reading/declaration.ts";
import type { AccountFile, DeclaredPeople, DeclaredWorkload } from "../../model/schema/account.ts";
import { accountPerimeter, lapseOf } from "../../model/settings.ts";
import type { Intended, IntendedAccount, IntendedNetwork, IntendedWorkload } from "./intended.ts";
import { intendedResources } from "./intended-resources.ts";
import { exemptRole } from "./roles.ts";

/** Ids of accounts that the declaration creates, by name; an account whose id is unknown is left out. */
export type CreatedAccounts = ReadonlyMap<string, string>;

/** Reads what a declaration intends. */
export function intendedOf(declaration: Declaration, created: CreatedAccounts): Intended {
  const file = declaration.organization.value;
  const ids = new Map(
    declaration.accounts.flatMap(({ name, account }) => {
      const id = account.value.id ?? created.get(name);
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
  const accounts = declaration.accounts.flatMap((each): IntendedAccount[] => {
    const id = ids.get(each.name);
    return id === undefined ? [] : [intendedAccount(declaration, each, id)];
  });
  return {
    now: declaration.now,
    name: file.organization.name,
    homeRegion: file.homeRegion,
    accounts: new Map(accounts.map((account) => [account.name, account])),
    accountNames: new Map([...[...ids].map(([name, id]) => [id, name] as const), [file.organization.managementAccount, "management"]]),
    managementAccount: file.organization.managementAccount,
    deployRole: file.deployment.role,
    runners: file.deployment.takenBy,
    areServicesPinned: file.servicePins !== "observe",
    administrators: file.administrators,
    breakGlass: { role: file.breakGlass.role, trusted: file.breakGlass.trusted, alarmTopic: file.breakGlass.alarmTopic },
    parties: new Map(
      Object.entries(file.externalParties ?? {}).map(([name, { account, role, networks = [], organization, externalId }]) => [
        name,
        { account, role, networks, organization, externalId },
      ]),
    ),
    vendors: new Map(
      Object.entries(file.vendors ?? {}).map(([name, { account, role, externalId, takes, until }]) => [
        name,
        {
          account,
          role,
          externalId,
          takes: new Map(Object.entries(takes)),
          ends: until === undefined ? undefined : Date.parse(endOf(until)),
        },
      ]),
    ),
    issuers: Object.values(file.trustedIssuers ?? {}).map(({ issuer }) => issuer),
    backupsCopiedTo: Object.keys(file.backups?.copiedTo ?? {}),
  };
}

function intendedAccount(declaration: Declaration, declared: DeclaredAccount, id: string): IntendedAccount {
  const organization = declaration.organization.value;
  const { value: file } = declared.account;
  const lapse = lapseOf(file);
  const names = (kind: "services" | "backupRoles" | "restoreRoles" | "serviceRoles") => [
    ...new Set([...Object.keys(organization.letThrough?.[kind] ?? {}), ...Object.keys(file.letThrough?.[kind] ?? {})]),
  ];
  return {
    name: declared.name,
    id,
    perimeter: accountPerimeter(organization, file),
    lapses: lapse === undefined ? undefined : Date.parse(instantOf(lapse)),
    networks: Object.keys(file.networks ?? {}).flatMap((name) => networkOf(declaration, declared.name, name) ?? []),
    workloads: [
      ...Object.entries(file.workloads ?? {}).map(([name, workload]) => workloadOf(declaration, declared, id, name, workload)),
      ...Object.entries(file.people ?? {}).map(([name, people]) => peopleOf(declaration, declared, id, name, people)),
    ],
    resources: intendedResources(declaration, declared),
    services: names("services"),
    clusters: Object.values(file.clusters ?? {}).map(({ existing, network }) => ({
      name: existing,
      region: networkOf(declaration, declared.name, network)?.region ?? organization.homeRegion,
    })),
    deployRole: file.deployment?.role ?? organization.deployment.role,
    deployers: file.deployers ?? [],
    backupRoles: names("backupRoles"),
    restoreRoles: names("restoreRoles"),
    serviceRoles: names("serviceRoles"),
    serviceOf: new Map([
      ...names("backupRoles").map((name) => [name, "backup.amazonaws.com"] as const),
      ...Object.entries({ ...file.letThrough?.serviceRoles, ...organization.letThrough?.serviceRoles }).map(
        ([name, { service }]) => [name, service] as const,
      ),
      ...Object.entries(file.workloads ?? {}).flatMap(([name, workload]) =>
        workload.runsOn === "service" && isExempt(workload) ? [[exemptRole(name), workload.service] as const] : [],
      ),
    ]),
  };
}

/** A network where it really is: a shared one is its owner's. */
function networkOf(declaration: Declaration, account: string, name: string): IntendedNetwork | undefined {
  const network = declaration.accounts.find((each) => each.name === account)?.account.value.networks?.[name];
  if (network === undefined) return undefined;
  if (!("sharedFrom" in network)) {
    const at = { account, network: name, region: network.region };
    if (!("existing" in network))
      return { ...at, endpoints: "all", reaches: (network.reaches ?? []).map((each) => nameOf(declaration, each)) };
    const isAdded = network.dynamodbEndpoint === undefined && network.adds?.includes("endpoints") === true;
    return { ...at, endpoints: isAdded ? ["dynamodb"] : [], reaches: [] };
  }
  const [owner = "", shared = ""] = network.sharedFrom.split("/");
  return networkOf(declaration, owner, shared);
}

/** The name of an account that is named by its id where it is a declared one. */
const nameOf = ({ accounts, organization }: Declaration, account: string): string =>
  account === organization.value.organization.managementAccount
    ? "management"
    : (accounts.find((each) => each.account.value.id === account)?.name ?? account);

function workloadOf(
  declaration: Declaration,
  declared: DeclaredAccount,
  accountId: string,
  name: string,
  workload: DeclaredWorkload,
): IntendedWorkload {
  const { value: file } = declared.account;
  const clusterNames = workload.runsOn === "eks" ? (workload.clusters ?? [workload.cluster ?? ""]) : [];
  const network = networkIn(file, workload, clusterNames[0]);
  const at = network === undefined ? undefined : networkOf(declaration, declared.name, network);
  const existing = workload.role?.existing;
  const partition = partitionOf(declaration.organization.value.homeRegion);
  return {
    account: declared.name,
    name,
    roleArn: roleArn({
      partition,
      accountId,
      ...(existing === undefined ? { path: WORKLOAD_PATH, name: roleNameOf(name) } : pathAndName(existing)),
    }),
    isExisting: existing !== undefined,
    network: at,
    pollsStreams: workload.runsOn === "lambda" && workload.pollsStreams === true,
    mayWait: file.id === undefined && (workload.runsOn === "eks" || existing !== undefined || waitsForProvider(workload)),
    runsOn: workload.runsOn,
    taker: takerOf(workload),
    isExempt: isExempt(workload),
    people: undefined,
    addresses: workload.runsOn === "ci" ? (workload.addresses ?? []) : [],
    ci: workload.runsOn === "ci" ? tokenOf(declaration, workload) : undefined,
    pod:
      workload.runsOn === "eks"
        ? {
            namespace: workload.namespace,
            serviceAccount: workload.serviceAccount,
            identity: workload.identity,
            clusters: clusterNames.map((each) => ({
              name: `${declared.name}/${each}`,
              arn: clusterArn({ partition, accountId, region: at?.region ?? "", cluster: file.clusters?.[each]?.existing ?? "" }),
            })),
          }
        : undefined,
  };
}

/** Whether a CI job's role is made once its account has an OIDC provider. */
const waitsForProvider = (workload: DeclaredWorkload): boolean => workload.runsOn === "ci" && workload.oidcProvider === "existing";

function networkIn(file: AccountFile, workload: DeclaredWorkload, firstCluster: string | undefined): string | undefined {
  if (workload.runsOn === "ci") return undefined;
  return workload.runsOn === "eks" ? file.clusters?.[firstCluster ?? ""]?.network : workload.network;
}

/** The claims of a CI job's token; tokens are for AWS's STS where nothing else is said. */
const tokenOf = (
  { organization }: Declaration,
  { issuer, audience = "sts.amazonaws.com", subject }: Extract<DeclaredWorkload, { runsOn: "ci" }>,
): IntendedWorkload["ci"] => ({ issuer: organization.value.trustedIssuers?.[issuer]?.issuer ?? "", audience, subject });

/** The services that take the roles of workloads with a word of their own. */
const RUNNERS = { ec2: "ec2.amazonaws.com", lambda: "lambda.amazonaws.com", ecs: "ecs-tasks.amazonaws.com" } as const;

function takerOf(workload: DeclaredWorkload): string | undefined {
  switch (workload.runsOn) {
    case "eks":
    case "ci":
      return undefined;
    case "service":
      return workload.service;
    default:
      return RUNNERS[workload.runsOn];
  }
}

const isExempt = (workload: DeclaredWorkload): boolean => workload.runsOn === "service" && workload.network === undefined;

/** People by one role that Identity Center may make of their permission set. */
function peopleOf(
  declaration: Declaration,
  declared: DeclaredAccount,
  accountId: string,
  name: string,
  { permissionSet, network, addresses = [] }: DeclaredPeople,
): IntendedWorkload {
  return {
    account: declared.name,
    name,
    roleArn: roleArn({
      partition: partitionOf(declaration.organization.value.homeRegion),
      accountId,
      path: "aws-reserved/sso.amazonaws.com/eu-west-1",
      name: `AWSReservedSSO_${permissionSet}_0123456789abcdef`,
    }),
    isExisting: true,
    network: network === undefined ? undefined : networkOf(declaration, declared.name, network),
    pollsStreams: false,
    mayWait: false,
    runsOn: undefined,
    taker: undefined,
    isExempt: false,
    people: { permissionSet },
    addresses,
    ci: undefined,
    pod: undefined,
  };
}

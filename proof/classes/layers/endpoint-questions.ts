import { keyArn, oidcProviderArn, type Partition, roleArn, secretArn, tableArn } from "../../../iam/arn.ts";
import { ACCESS_PATH } from "../../../model/names.ts";
import type { ContextValues } from "../../engine/request-context.ts";
import type { Intended, IntendedNetwork } from "../../intent/intended.ts";
import type { EndpointService } from "../../intent/network-reach.ts";
import { type IntendedReach, reachOf } from "../../intent/network-reach.ts";
import { outsiders, type PrincipalClass, STRANGERS_ACCOUNT, UNDECLARED_ACCOUNT } from "../principals.ts";
import { undeclaredIn } from "../resources.ts";
import type { LayerQuestion, LayerResource } from "./layer-question.ts";
import { actionsAt, layersAt, type QuestionSources } from "./layer-sources.ts";

/** An action of each service that finds its endpoint. */
const PROBES: Readonly<Record<EndpointService, string>> = {
  dynamodb: "dynamodb:GetItem",
  "dynamodb-streams": "dynamodb:GetRecords",
  kms: "kms:Decrypt",
  secretsmanager: "secretsmanager:GetSecretValue",
  sts: "sts:AssumeRole",
};

/** An account that requests through an endpoint come from or go to. */
interface AskedAccount {
  /** As intent names it. */
  readonly name: string;
  readonly id: string;
  /** Whether the organization's own facts do not know it, though it is in the organization. */
  readonly isUndeclared: boolean;
}

/** The policies of the endpoints of an account's networks, by network and service. */
export function* endpointQuestions(sources: QuestionSources, account: string): Generator<LayerQuestion> {
  const { intended, catalogue, partition } = sources;
  for (const network of intended.accounts.get(account)?.networks ?? []) {
    if (network.account !== account) continue;
    const accounts = askedAccounts(intended, reachOf(intended, network));
    const [own] = accounts;
    if (own === undefined) continue;
    const principals = principalsThrough(sources, own, accounts);
    const nearby = accounts.map((each) => ({ of: each, resources: resourcesIn(each, network, partition) }));
    const others = (sources.resources.others.get(account) ?? []).filter(({ service, what }) => service === "s3" || what.kind === "service");
    for (const service of Object.keys(PROBES) as EndpointService[]) {
      const action = catalogue.action(PROBES[service]);
      const asked = { layer: "endpoint", service, account } as const;
      const passes = (each: LayerResource) => passesAs(service, each);
      const [probe] = nearby.flatMap(({ resources }) => resources.filter(passes));
      const [caller] = principals;
      if (probe === undefined || caller === undefined || action === undefined) continue;
      const policies = layersAt(sources, asked, caller.principal, probe, action, `${account}/${network.network}`)?.policies ?? [];
      if (policies.length === 0) continue;
      const ask = function* ({ of, principal }: Caller, resource: LayerResource, ways: readonly ContextValues[]): Generator<LayerQuestion> {
        const actions = actionsAt(catalogue, resource);
        const context = layersAt(sources, asked, principal, resource, actions[0])?.context;
        if (context === undefined) return;
        const inside = of?.isUndeclared === true ? { "aws:PrincipalOrgID": sources.facts.organizationId } : {};
        const origins = ways.map(
          (way) => ({ where: { kind: "network", ...network }, region: undefined, context: { ...inside, ...way } }) as const,
        );
        yield { asked, principal, resource, origins, actions, policies, context };
      };
      for (const { of, resources } of nearby)
        for (const resource of resources)
          for (const each of passes(resource) ? principals : [caller]) yield* ask(each, resource, waysTo(sources, of, each.of));
      for (const resource of [...others, ...foreignResources(network, partition)])
        for (const each of principals) yield* ask(each, resource, waysBeside(sources, own, resource));
    }
  }
}

/** Whether calls for a resource pass the endpoint of a service: streams have one of their own. */
const passesAs = (service: EndpointService, { service: called, what }: LayerResource): boolean =>
  service === "dynamodb-streams" ? what.kind === "stream" : called === service && what.kind !== "stream";

/** The accounts that the endpoints lead to, the network's own first; then one that they do not, the management account and an undeclared one. */
function askedAccounts(intended: Intended, { callers, owners, others }: IntendedReach): AskedAccount[] {
  const ids = new Map([...intended.accountNames].map(([id, name]) => [name, id]));
  const near = new Set([...callers, ...owners, ...others]);
  const far = [...intended.accounts.keys()].find((name) => !near.has(name));
  return [
    ...[...near, ...(far === undefined ? [] : [far]), "management"].map((name) => ({
      name,
      id: ids.get(name) ?? name,
      isUndeclared: !ids.has(name),
    })),
    { name: "elsewhere", id: UNDECLARED_ACCOUNT, isUndeclared: true },
  ];
}

/** A principal, with its account if it is of the organization. */
interface Caller {
  readonly of: AskedAccount | undefined;
  readonly principal: PrincipalClass;
}

/** Of each account a role of a team's and a role that looks like one for a consumer; principals from outside, a service, and a token. */
function principalsThrough({ intended, partition }: QuestionSources, own: AskedAccount, accounts: readonly AskedAccount[]): Caller[] {
  const service = "glue.amazonaws.com";
  const provider = oidcProviderArn({ partition, accountId: own.id, issuer: "issuer.example.com" });
  const outside: PrincipalClass[] = [
    ...outsiders({ intended, partition, rolesOf: new Map() }),
    { who: { kind: "service", service, actsFor: undefined }, principal: service, carries: {} },
    { who: { kind: "token", provider }, principal: provider, carries: {} },
  ];
  return [
    ...accounts.flatMap((of): Caller[] => {
      const { name: account, id: accountId } = of;
      return [
        {
          of,
          principal: {
            who: { kind: "undeclared-role", account },
            principal: roleArn({ partition, accountId, name: "another" }),
            carries: {},
          },
        },
        {
          of,
          principal: {
            who: { kind: "access-role", account, consumer: "another" },
            principal: roleArn({ partition, accountId, path: ACCESS_PATH, name: "another" }),
            carries: {},
          },
        },
      ];
    }),
    ...outside.map((principal) => ({ of: undefined, principal })),
  ];
}

/** Data and roles of an account that nobody declared, one role as those for consumers are named. */
function resourcesIn({ name: account, id: accountId }: AskedAccount, { region }: IntendedNetwork, partition: Partition): LayerResource[] {
  const role = (what: LayerResource["what"], path?: string): LayerResource => ({
    what,
    arn: roleArn({ partition, accountId, ...(path === undefined ? {} : { path }), name: "another" }),
    service: "sts",
    type: "role",
    account,
    region: "",
    declared: undefined,
    actions: undefined,
  });
  return [
    ...undeclaredIn(account, { partition, accountId, region }),
    role({ kind: "role", account, role: undefined }),
    role({ kind: "role", account, role: { kind: "access-role", account, consumer: "another" } }, ACCESS_PATH),
  ];
}

/**
 * The same requests while both accounts are in the organization, after one of them has left it, and where AWS does not say whose the resource is.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
 */
function waysTo({ facts }: QuestionSources, target: AskedAccount, caller: AskedAccount | undefined): ContextValues[] {
  const inside: ContextValues = target.isUndeclared ? { "aws:ResourceOrgID": facts.organizationId } : {};
  const left = ["o-elsewhere", []];
  return [
    inside,
    ...(caller === undefined ? [] : left.map((organization): ContextValues => ({ ...inside, "aws:PrincipalOrgID": organization }))),
    ...left.map((organization): ContextValues => ({ "aws:ResourceOrgID": organization })),
    { ...inside, "aws:ResourceAccount": [] },
  ];
}

/** Calls without a resource say whose they are for, or do not. */
const waysBeside = ({ facts }: QuestionSources, own: AskedAccount, { what }: LayerResource): ContextValues[] =>
  what.kind === "service"
    ? [
        { "aws:ResourceOrgID": facts.organizationId, "aws:ResourceAccount": own.id },
        { "aws:ResourceOrgID": [], "aws:ResourceAccount": [] },
      ]
    : [{}];

/** Resources of another organization. */
function foreignResources({ region }: IntendedNetwork, partition: Partition): LayerResource[] {
  const place = { partition, accountId: STRANGERS_ACCOUNT, region };
  const foreign = (service: string, type: string, arn: string): LayerResource => ({
    what: { kind: "foreign", account: "", service },
    arn,
    service,
    type,
    account: "",
    region,
    declared: undefined,
    actions: undefined,
  });
  return [
    foreign("dynamodb", "table", tableArn({ ...place, table: "elsewhere" })),
    foreign("dynamodb", "stream", `${tableArn({ ...place, table: "elsewhere" })}/stream/2030-01-01T00:00:00.000`),
    foreign("kms", "key", keyArn({ ...place, keyId: "00000000-0000-4000-8000-000000000001" })),
    foreign("secretsmanager", "Secret", secretArn({ ...place, secret: "elsewhere-a1b2c3" })),
    foreign("sts", "role", roleArn({ partition, accountId: STRANGERS_ACCOUNT, name: "elsewhere" })),
  ];
}

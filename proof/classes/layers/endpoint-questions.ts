import { keyArn, roleArn, secretArn, tableArn } from "../../../iam/arn.ts";
import type { IntendedNetwork } from "../../intent/intended.ts";
import type { EndpointService } from "../../intent/layers/endpoint.ts";
import { outsiders, type PrincipalClass, STRANGERS_ACCOUNT } from "../principals.ts";
import type { LayerQuestion, LayerResource } from "./layer-question.ts";
import { actionsAt, layersAt, type QuestionSources } from "./layer-sources.ts";

const SERVICES: readonly EndpointService[] = ["dynamodb", "streams", "kms", "secretsmanager", "sts"];

/** An action of each service that finds its endpoint. */
const PROBES: Readonly<Record<EndpointService, string>> = {
  dynamodb: "dynamodb:GetItem",
  streams: "dynamodb:GetRecords",
  kms: "kms:Decrypt",
  secretsmanager: "secretsmanager:GetSecretValue",
  sts: "sts:AssumeRole",
};

/** The policies of the endpoints of an account's networks, by network and service. */
export function* endpointQuestions(sources: QuestionSources, account: string): Generator<LayerQuestion> {
  const { intended, catalogue, world, facts } = sources;
  const declared = intended.accounts.get(account);
  const [caller, ...others] = principalsThrough(sources, account);
  if (declared === undefined || caller === undefined) return;
  for (const network of declared.networks.filter((each) => each.account === account)) {
    const resources = resourcesThrough(sources, account, network);
    for (const service of SERVICES) {
      const [probe] = resources.filter(
        (each) =>
          each.service === (service === "streams" ? "dynamodb" : service) && (each.what.kind === "stream") === (service === "streams"),
      );
      const action = catalogue.action(PROBES[service]);
      const from = `${account}/${network.network}`;
      const found =
        probe === undefined ? undefined : layersAt(sources, { layer: "endpoint", service, account }, caller, probe, action, from);
      if (found === undefined || found.policies.length === 0) continue;
      for (const resource of resources) {
        const actions = actionsAt(catalogue, resource);
        for (const principal of [caller, ...others]) {
          const context = layersAt({ world }, { layer: "endpoint", service, account }, principal, resource, actions[0])?.context;
          if (context === undefined) continue;
          const ways =
            resource.what.kind === "service" ? [{ "aws:ResourceOrgID": facts.organizationId }, { "aws:ResourceOrgID": [] }] : [{}];
          yield {
            asked: { layer: "endpoint", service, account },
            principal,
            resource,
            actions,
            origins: ways.map((way) => ({ where: { kind: "network", ...network }, region: undefined, context: way })),
            policies: found.policies,
            context,
          };
        }
      }
    }
  }
}

function principalsThrough({ intended, partition, principals }: QuestionSources, account: string): PrincipalClass[] {
  const rolesOf = new Map<string, readonly string[]>();
  const own = principals
    .of(account)
    .filter(({ who }) => who.kind === "undeclared-role")
    .slice(0, 1);
  const far = [...intended.accounts.keys()].filter((name) => name !== account).slice(0, 1);
  const another = far.flatMap((name) =>
    principals
      .of(name)
      .filter(({ who }) => who.kind === "undeclared-role")
      .slice(0, 1),
  );
  const service = "glue.amazonaws.com";
  const provider = `arn:${partition}:iam::${intended.accounts.get(account)?.id ?? ""}:oidc-provider/issuer.example.com`;
  return [
    ...own,
    ...another,
    ...outsiders({ intended, partition, rolesOf }),
    { who: { kind: "service", service, actsFor: undefined }, principal: service, carries: {} },
    { who: { kind: "token", provider }, principal: provider, carries: {} },
  ];
}

/** Resources of the account, of another one, and of another organization, calls without a resource, and another service's. */
function resourcesThrough(
  { intended, partition, resources }: QuestionSources,
  account: string,
  { region }: IntendedNetwork,
): LayerResource[] {
  const kinds = new Set<string>();
  const far = [...intended.accounts.keys()].find((name) => name !== account);
  const nearby = [account, ...(far === undefined ? [] : [far])].flatMap((name) =>
    [...(resources.data.get(name) ?? []), ...(resources.roles.get(name) ?? []).filter(({ service }) => service === "sts")].filter(
      (each) => {
        const key = `${name} ${each.what.kind}`;
        if (each.region !== "" && each.region !== region) return false;
        if (kinds.has(key)) return false;
        kinds.add(key);
        return true;
      },
    ),
  );
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
    ...nearby,
    ...(resources.others.get(account) ?? []).filter(({ service, what }) => service === "s3" || what.kind === "service"),
    foreign("dynamodb", "table", tableArn({ ...place, table: "elsewhere" })),
    foreign("dynamodb", "stream", `${tableArn({ ...place, table: "elsewhere" })}/stream/2030-01-01T00:00:00.000`),
    foreign("kms", "key", keyArn({ ...place, keyId: "00000000-0000-4000-8000-000000000001" })),
    foreign("secretsmanager", "Secret", secretArn({ ...place, secret: "elsewhere-a1b2c3" })),
    foreign("sts", "role", roleArn({ partition, accountId: STRANGERS_ACCOUNT, name: "elsewhere" })),
  ];
}

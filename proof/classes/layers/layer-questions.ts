import type { Intended } from "../../intent/intended.ts";
import type { AskedLayer } from "../../intent/layers/layer-expectation.ts";
import type { PolicyLayer } from "../../intent/layers/layer-subject.ts";
import type { Who } from "../../intent/subject.ts";
import type { PrincipalClass } from "../principals.ts";
import { endpointQuestions } from "./endpoint-questions.ts";
import { layerOrigins } from "./layer-origins.ts";
import { layerPrincipals } from "./layer-principals.ts";
import type { LayerOrigin, LayerQuestion, LayerResource } from "./layer-question.ts";
import { layerResources } from "./layer-resources.ts";
import { actionsAt, type LayerSubject, layersAt, type QuestionSources } from "./layer-sources.ts";

/**
 * Every question to ask of the layers of an organization, one after the other.
 * @param only the layer to ask @default all
 */
export function* layerQuestions(subject: LayerSubject, only?: PolicyLayer): Generator<LayerQuestion> {
  const { intended, world, partition } = subject;
  const sources: QuestionSources = {
    ...subject,
    resources: layerResources(intended, world.deployed, partition),
    principals: layerPrincipals(intended, world.deployed, partition, subject.facts.organizationId),
    originsFor: layerOrigins(intended, world, partition),
  };
  for (const account of intended.accounts.keys())
    for (const layer of only === undefined ? LAYERS : [only]) yield* QUESTIONS_OF[layer](sources, account);
}

/** The roles of an account that Palisade gives permissions, at everything near them. */
function* identityQuestions(sources: QuestionSources, account: string): Generator<LayerQuestion> {
  const { principals, resources, intended } = sources;
  for (const principal of principals.withPermissions(account)) {
    const near = [account, ...ownersOf(intended, principal.who)];
    const far = [...intended.accounts.keys()].find((name) => !near.includes(name));
    const accounts = [...new Set([...near, ...(far === undefined ? [] : [far])])];
    const all = accounts.flatMap((name) => [
      ...(resources.data.get(name) ?? []),
      ...(resources.roles.get(name) ?? []).filter(({ service }) => service === "sts"),
      ...(resources.siblings.get(name) ?? []),
      ...(resources.others.get(name) ?? []),
    ]);
    for (const resource of all) yield* question(sources, { layer: "identity" }, principal, resource);
  }
}

/** The accounts that share something with a workload, or a consumer's by its role. */
function ownersOf({ accounts }: Intended, who: Who): string[] {
  if (who.kind !== "workload") return [];
  return [...accounts.values()]
    .filter(({ resources }) =>
      resources.some(({ grants }) =>
        grants.some(({ consumer }) => "account" in consumer && consumer.account === who.account && consumer.workload === who.workload),
      ),
    )
    .map(({ name }) => name);
}

/** The policies of tables, streams, keys and secrets. */
function* resourceQuestions(sources: QuestionSources, account: string): Generator<LayerQuestion> {
  const { resources, principals } = sources;
  for (const resource of [...(resources.data.get(account) ?? []), ...(resources.siblings.get(account) ?? [])]) {
    if (resource.declared === undefined) continue;
    for (const principal of principals.at(resource)) yield* question(sources, { layer: "resource" }, principal, resource);
  }
}

/** The trust of roles. */
function* trustQuestions(sources: QuestionSources, account: string): Generator<LayerQuestion> {
  const { resources, principals } = sources;
  for (const resource of resources.roles.get(account) ?? []) {
    if (resource.service !== "sts") continue;
    for (const principal of principals.at(resource)) yield* question(sources, { layer: "trust" }, principal, resource);
  }
}

/** The service control policies over an account's principals, or the resource control policies over its resources. */
function* controlQuestions(
  sources: QuestionSources,
  account: string,
  layer: "serviceControl" | "resourceControl",
): Generator<LayerQuestion> {
  const { resources, principals, intended } = sources;
  const own = [
    ...(resources.data.get(account) ?? []),
    ...(resources.roles.get(account) ?? []),
    ...(resources.safeguards.get(account) ?? []),
    ...(resources.others.get(account) ?? []),
  ];
  const streamRegions = new Set(own.filter(({ what }) => what.kind === "stream").map(({ region }) => region));
  const far = layer === "serviceControl" ? [...intended.accounts.keys()].find((name) => name !== account) : undefined;
  const elsewhere = (resources.siblings.get(account) ?? []).filter(
    // A stream of a longer name in the same place is the same table's.
    ({ what, region }) => SIBLINGS.has(what.kind) && (what.kind !== "stream" || what.account !== account || !streamRegions.has(region)),
  );
  const all = [...own, ...(far === undefined ? [] : [...(resources.data.get(far) ?? []), ...elsewhere])];
  for (const resource of all) {
    const asking = layer === "serviceControl" ? principals.of(account) : principals.reaching(resource);
    for (const principal of asking) yield* question(sources, { layer }, principal, resource);
  }
}

const QUESTIONS_OF: Readonly<Record<PolicyLayer, (sources: QuestionSources, account: string) => Generator<LayerQuestion>>> = {
  serviceControl: (sources, account) => controlQuestions(sources, account, "serviceControl"),
  resourceControl: (sources, account) => controlQuestions(sources, account, "resourceControl"),
  resource: resourceQuestions,
  endpoint: endpointQuestions,
  identity: identityQuestions,
  trust: trustQuestions,
};

/** The layers, those that take longest first. */
export const LAYERS = Object.keys(QUESTIONS_OF) as readonly PolicyLayer[];

/** Resources whose like names and places guardrails have to tell apart. */
const SIBLINGS: ReadonlySet<LayerResource["what"]["kind"]> = new Set(["table", "index", "stream", "key", "secret"]);

function* question(
  sources: QuestionSources,
  asked: AskedLayer,
  principal: PrincipalClass,
  resource: LayerResource,
): Generator<LayerQuestion> {
  const actions = actionsAt(sources.catalogue, resource);
  const found = layersAt(sources, asked, principal, resource, actions[0]);
  if (found === undefined || found.policies.length === 0) return;
  const origins = sources.originsFor(principal, resource);
  const near = sees(asked, resource) ? origins : nearest(origins);
  yield {
    asked,
    principal,
    resource,
    origins: asked.layer === "trust" ? outOfTheOrganizationToo(near) : near,
    actions,
    ...found,
  };
}

/** Whether a layer may tell origins apart at a resource: only data is bound to places, what a service forwards, and break-glass to regions. */
function sees({ layer }: AskedLayer, { what, service }: LayerResource): boolean {
  switch (layer) {
    case "identity":
    case "resource":
    case "trust":
      return true;
    case "serviceControl":
      return BOUND_TO_PLACES.has(what.kind);
    case "resourceControl":
      return service === "sts" || what.kind === "key";
    case "endpoint":
      return false;
  }
}

const BOUND_TO_PLACES: ReadonlySet<LayerResource["what"]["kind"]> = new Set(["table", "index", "stream", "restored", "key", "secret"]);

type Origins = readonly LayerOrigin[];

/** Makes one list of each list, so that questions that are asked alike share it. */
function ofLists(make: (origins: Origins) => Origins): (origins: Origins) => Origins {
  const made = new WeakMap<Origins, Origins>();
  return (origins) => {
    const found = made.get(origins) ?? make(origins);
    made.set(origins, found);
    return found;
  };
}

/** Origins, and the same requests after the account of their principal has left the organization. */
const outOfTheOrganizationToo = ofLists((origins) => [
  ...origins,
  ...origins
    .filter(({ where }, index) => index === 0 || (where.kind === "internet" && where.parties.length > 0))
    .flatMap((origin) =>
      ["o-elsewhere", []].map((organization) => ({ ...origin, context: { ...origin.context, "aws:PrincipalOrgID": organization } })),
    ),
]);

const nearest = ofLists((origins) => [...origins.slice(0, 1), ...origins.filter(({ where }) => where.kind === "internet").slice(0, 1)]);

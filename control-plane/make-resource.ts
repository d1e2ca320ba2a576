import type { AwsView } from "./aws-state.ts";
import { type Caller, principalOf } from "./caller.ts";
import type { DocumentKind } from "./documents/document-kind.ts";
import type { DocumentReader } from "./documents/document-reader.ts";
import { pinsOf } from "./documents/named-principals.ts";
import type { PolicyDocument } from "./documents/parse-document.ts";
import type { Place } from "./place.ts";
import { isGiven, type Properties, recordOf, textOf, UNKNOWN, withoutGaps } from "./properties.ts";
import { type Reason, Refusal } from "./refusal.ts";
import { keyOf, type Memory, type Resource } from "./resource.ts";
import type { Facts, Made, ResourceType, Subject } from "./resource-type.ts";
import { refuseBadTags } from "./tags.ts";
import { refuseBadTexts } from "./texts.ts";

/** A request for a resource of one type. */
export interface ResourceRequest {
  readonly caller: Caller;
  readonly urn: string;
  readonly inputs: Properties;
  /** The id of a resource that existed before. */
  readonly existingId?: string;
}

/** The account and region of a resource with these inputs. */
export function placeOf(type: ResourceType, caller: Caller, inputs: Properties): Place {
  const region = type.scope === "regional" ? textOf(inputs, "region") : undefined;
  return { account: caller.account, region: region ?? caller.region };
}

/** Everything that decides how a resource is made: the request with AWS's defaults filled in, its generation and its memory. */
export function factsOf(type: ResourceType, request: ResourceRequest, generation: number, memory: Memory): Facts {
  return {
    ...placeOf(type, request.caller, request.inputs),
    urn: request.urn,
    inputs: { ...type.defaults, ...withoutGaps(request.inputs) },
    generation,
    memory,
    principal: principalOf(request.caller),
    ...(request.existingId === undefined ? {} : { existingId: request.existingId }),
  };
}

/** The names under which a new resource is counted. Its generation is the count of the first. */
export function identitiesOf(type: ResourceType, facts: Facts): readonly string[] {
  return [...(type.unique?.(facts) ?? []), urnIdentity(facts, facts.urn)];
}

/** The name under which the resources of a URN are counted in an account and region. */
export function urnIdentity({ account, region }: Place, urn: string): string {
  return `${account} ${region} ${urn}`;
}

/**
 * Makes a resource as AWS would, without storing it. Throws the `Refusal` with which AWS answers. It looks for missing requirements first,
 * then for names that are taken, then at documents, texts and tags, and last at the type's own rules.
 */
export function makeResource(
  type: ResourceType,
  request: ResourceRequest,
  view: AwsView,
  documents: DocumentReader,
  previous?: Resource,
): Resource {
  const memory = type.remember?.(previous?.memory ?? {}, previous?.inputs, { ...type.defaults, ...withoutGaps(request.inputs) }) ?? {};
  const first = factsOf(type, request, previous?.generation ?? 1, memory);
  const generation = previous?.generation ?? view.generation(identitiesOf(type, first)[0] ?? "") + 1;
  const facts = { ...first, generation };
  const made = type.make(facts, view);
  const refuseWith = (reason: Reason): never => {
    throw new Refusal(facts, reason);
  };
  for (const { key, missing } of type.requires?.(facts) ?? []) {
    if (view.find(key) !== undefined) continue;
    const [code, message] = missing;
    refuseWith({ code, message, remedy: "create it first and refer to it by the resource's output, or correct the reference" });
  }
  const subject = subjectOf(type, facts, made, view, documents, previous, refuseWith);
  refuseTakenNames(type, subject, resourceKey(type, facts, made));
  const read = Object.keys(type.documents ?? {}).map((input) => subject.document(input));
  refuseBadTexts(type, subject);
  if (type.isTaggable) refuseBadTags(type, subject, allTags(request.caller, request.inputs));
  type.judge?.(subject);
  return resourceOf(type, request, facts, made, pinsFrom(read, view));
}

/** A resource that existed before, unchecked. */
export function existingResource(
  type: ResourceType,
  request: ResourceRequest,
  outputs: Properties,
  view: AwsView,
  documents: DocumentReader,
): Resource {
  const facts = factsOf(type, request, 1, type.remember?.({}, undefined, { ...type.defaults, ...request.inputs }) ?? {});
  const made = type.make(facts, view);
  const read = Object.keys(type.documents ?? {}).map((input) => {
    const text = textOf(facts.inputs, input);
    const judgement = text === undefined ? undefined : documents.judge(kindOf(type, input, facts.inputs), text);
    return judgement !== undefined && "document" in judgement ? judgement.document : undefined;
  });
  return resourceOf(type, request, facts, { id: made.id, outputs: { ...made.outputs, ...outputs } }, pinsFrom(read, view));
}

/** The outputs that a preview shows of a new resource: its inputs and AWS's defaults. What AWS makes up is unknown. */
export function previewOfCreation(type: ResourceType, request: ResourceRequest): Properties {
  const unknown = Object.fromEntries(type.computed.map((name) => [name, UNKNOWN]));
  return { ...unknown, ...shownInputs(type, request) };
}

/** The outputs that a preview shows of a changed resource. What the change renews is unknown. */
export function previewOfUpdate(type: ResourceType, request: ResourceRequest, olds: Properties, oldOutputs: Properties): Properties {
  const inputs = { ...type.defaults, ...withoutGaps(request.inputs) };
  const renewed = type.recomputed?.({ ...type.defaults, ...withoutGaps(olds) }, inputs) ?? [];
  const kept = Object.fromEntries(
    [...type.computed, "id"]
      .filter((name) => name in oldOutputs)
      .map((name) => [name, renewed.includes(name) ? UNKNOWN : oldOutputs[name]]),
  );
  return { ...kept, ...shownInputs(type, request) };
}

/** The kind of policy document in an input. */
export function kindOf(type: ResourceType, input: string, inputs: Properties): DocumentKind {
  const kind = type.documents?.[input];
  if (kind === undefined)
    throw new Error(`control plane: ${type.token} has no policy document in this input, got ${JSON.stringify(input)}; name it in the type`);
  return typeof kind === "string" ? kind : kind(inputs);
}

/** All tags of a resource: the provider's default tags and its own. */
export function allTags(caller: Caller, inputs: Properties): Properties {
  return { ...caller.defaultTags, ...recordOf(inputs, "tags") };
}

function shownInputs(type: ResourceType, request: ResourceRequest): Properties {
  return {
    ...type.defaults,
    ...withoutGaps(request.inputs),
    ...(type.scope === "regional" ? { region: placeOf(type, request.caller, request.inputs).region } : {}),
    ...(type.isTaggable ? { tagsAll: allTags(request.caller, request.inputs) } : {}),
  };
}

function resourceKey(type: ResourceType, facts: Facts, made: Made): string {
  return keyOf(type.token, facts.account, type.scope === "global" ? "" : facts.region, made.id);
}

function refuseTakenNames(type: ResourceType, subject: Subject, key: string): void {
  const names = type.unique?.(subject) ?? [];
  const own = subject.previous?.key;
  const other = [key, ...names].map((name) => subject.view.find(name)).find((resource) => resource !== undefined && resource.key !== own);
  if (other === undefined) return;
  const [code, message] = type.taken?.(subject) ?? ["AlreadyExistsException", `${type.token} ${subject.made.id} already exists`];
  subject.refuse(code, message, `choose another name, or import the resource that has it (${other.urn})`);
}

function subjectOf(
  type: ResourceType,
  facts: Facts,
  made: Made,
  view: AwsView,
  documents: DocumentReader,
  previous: Resource | undefined,
  refuseWith: (reason: Reason) => never,
): Subject {
  const documentIn = (kind: DocumentKind, text: string): PolicyDocument => {
    const judgement = documents.judge(kind, text);
    if ("reason" in judgement) return refuseWith(judgement.reason);
    const unknown = documents.unknownPrincipal(kind, judgement.document, facts.account, view);
    return unknown === undefined ? judgement.document : refuseWith(unknown);
  };
  return {
    ...facts,
    view,
    previous,
    made,
    documentIn,
    document: (input) => {
      const text = facts.inputs[input];
      return isGiven(text) ? documentIn(kindOf(type, input, facts.inputs), String(text)) : undefined;
    },
    refuse: (code, message, remedy) => refuseWith({ code, message, remedy }),
  };
}

function pinsFrom(read: readonly (PolicyDocument | undefined)[], view: AwsView): Readonly<Record<string, string>> {
  return Object.assign({}, ...read.filter((document) => document !== undefined).map((document) => pinsOf(document, view))) as Record<
    string,
    string
  >;
}

function resourceOf(type: ResourceType, request: ResourceRequest, facts: Facts, made: Made, pins: Resource["pins"]): Resource {
  const arn = textOf(made.outputs, "arn");
  return {
    key: resourceKey(type, facts, made),
    type: type.token,
    account: facts.account,
    region: type.scope === "global" ? "" : facts.region,
    urn: request.urn,
    id: made.id,
    inputs: withoutGaps(request.inputs),
    outputs: { ...shownInputs(type, request), ...made.outputs, id: made.id },
    generation: facts.generation,
    memory: facts.memory,
    aliases: [...(type.unique?.(facts) ?? []), ...(arn === undefined ? [] : [arn]), ...(type.foundAs?.(facts, made) ?? [])],
    needs: (type.requires?.(facts) ?? []).map(({ key, bond }) => ({ key, bond })),
    pins,
  };
}

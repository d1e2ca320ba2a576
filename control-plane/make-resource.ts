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

/** A wish for a thing of one type. */
export interface ResourceRequest {
  readonly caller: Caller;
  readonly urn: string;
  readonly inputs: Properties;
  /** The id of a thing that was there before. */
  readonly existingId?: string;
}

/** Where a thing with these inputs lives. */
export function placeOf(type: ResourceType, caller: Caller, inputs: Properties): Place {
  const region = type.scope === "regional" ? textOf(inputs, "region") : undefined;
  return { account: caller.account, region: region ?? caller.region };
}

/** What decides a thing: the wish with AWS's defaults, and which one of its name it is. */
export function factsOf(type: ResourceType, wish: ResourceRequest, generation: number, memory: Memory): Facts {
  return {
    ...placeOf(type, wish.caller, wish.inputs),
    urn: wish.urn,
    inputs: { ...type.defaults, ...withoutGaps(wish.inputs) },
    generation,
    memory,
    principal: principalOf(wish.caller),
    ...(wish.existingId === undefined ? {} : { existingId: wish.existingId }),
  };
}

/** The names of which one more is counted when a thing is made. The first tells its generation. */
export function identitiesOf(type: ResourceType, facts: Facts): readonly string[] {
  return [...(type.unique?.(facts) ?? []), urnIdentity(facts, facts.urn)];
}

/** The identity of what a URN makes in a place. */
export function urnIdentity({ account, region }: Place, urn: string): string {
  return `${account} ${region} ${urn}`;
}

/**
 * Makes a thing out of a wish as AWS would, or throws the `Refusal` with which AWS answers: first for what is missing, then for names that
 * are taken, then for documents, then for what the type's own rules say. Nothing is stored.
 */
export function makeResource(
  type: ResourceType,
  wish: ResourceRequest,
  view: AwsView,
  documents: DocumentReader,
  previous?: Resource,
): Resource {
  const memory = type.remember?.(previous?.memory ?? {}, previous?.inputs, { ...type.defaults, ...withoutGaps(wish.inputs) }) ?? {};
  const first = factsOf(type, wish, previous?.generation ?? 1, memory);
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
  type.judge?.(subject);
  return resourceOf(type, wish, facts, made, pinsFrom(read, view));
}

/** A thing that was there before, unchecked. */
export function existingResource(
  type: ResourceType,
  wish: ResourceRequest,
  outputs: Properties,
  view: AwsView,
  documents: DocumentReader,
): Resource {
  const facts = factsOf(type, wish, 1, type.remember?.({}, undefined, { ...type.defaults, ...wish.inputs }) ?? {});
  const made = type.make(facts, view);
  const read = Object.keys(type.documents ?? {}).map((input) => {
    const text = textOf(facts.inputs, input);
    const judgement = text === undefined ? undefined : documents.judge(kindOf(type, input, facts.inputs), text);
    return judgement !== undefined && "document" in judgement ? judgement.document : undefined;
  });
  return resourceOf(type, wish, facts, { id: made.id, outputs: { ...made.outputs, ...outputs } }, pinsFrom(read, view));
}

/** What a preview shows of a thing that would be made: everything that the inputs and AWS's defaults tell. */
export function previewOfCreation(type: ResourceType, wish: ResourceRequest): Properties {
  const unknown = Object.fromEntries(type.computed.map((name) => [name, UNKNOWN]));
  return { ...unknown, ...shownInputs(type, wish) };
}

/** What a preview shows of a thing that would be changed. */
export function previewOfUpdate(type: ResourceType, wish: ResourceRequest, olds: Properties, oldOutputs: Properties): Properties {
  const inputs = { ...type.defaults, ...withoutGaps(wish.inputs) };
  const renewed = type.recomputed?.({ ...type.defaults, ...withoutGaps(olds) }, inputs) ?? [];
  const kept = Object.fromEntries(
    [...type.computed, "id"]
      .filter((name) => name in oldOutputs)
      .map((name) => [name, renewed.includes(name) ? UNKNOWN : oldOutputs[name]]),
  );
  return { ...kept, ...shownInputs(type, wish) };
}

/** The kind of document that an input holds. */
export function kindOf(type: ResourceType, input: string, inputs: Properties): DocumentKind {
  const kind = type.documents?.[input];
  if (kind === undefined)
    throw new Error(`control plane: ${type.token} holds no policy document, got ${JSON.stringify(input)}; name it in the type`);
  return typeof kind === "string" ? kind : kind(inputs);
}

/** All tags of a thing: the provider's and its own. */
export function allTags(caller: Caller, inputs: Properties): Properties {
  return { ...caller.defaultTags, ...recordOf(inputs, "tags") };
}

function shownInputs(type: ResourceType, wish: ResourceRequest): Properties {
  return {
    ...type.defaults,
    ...withoutGaps(wish.inputs),
    ...(type.scope === "regional" ? { region: placeOf(type, wish.caller, wish.inputs).region } : {}),
    ...(type.isTaggable ? { tagsAll: allTags(wish.caller, wish.inputs) } : {}),
  };
}

function resourceKey(type: ResourceType, facts: Facts, made: Made): string {
  return keyOf(type.token, facts.account, type.scope === "global" ? "" : facts.region, made.id);
}

function refuseTakenNames(type: ResourceType, subject: Subject, key: string): void {
  const names = type.unique?.(subject) ?? [];
  const own = subject.previous?.key;
  const holder = [key, ...names].map((name) => subject.view.find(name)).find((resource) => resource !== undefined && resource.key !== own);
  if (holder === undefined) return;
  const [code, message] = type.taken?.(subject) ?? ["AlreadyExistsException", `${type.token} ${subject.made.id} already exists`];
  subject.refuse(code, message, `choose another name, or import the existing one (held by ${holder.urn})`);
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

function resourceOf(type: ResourceType, wish: ResourceRequest, facts: Facts, made: Made, pins: Resource["pins"]): Resource {
  const arn = textOf(made.outputs, "arn");
  return {
    key: resourceKey(type, facts, made),
    type: type.token,
    account: facts.account,
    region: type.scope === "global" ? "" : facts.region,
    urn: wish.urn,
    id: made.id,
    inputs: withoutGaps(wish.inputs),
    outputs: { ...shownInputs(type, wish), ...made.outputs, id: made.id },
    generation: facts.generation,
    memory: facts.memory,
    aliases: [...(type.unique?.(facts) ?? []), ...(arn === undefined ? [] : [arn]), ...(type.foundAs?.(facts, made) ?? [])],
    needs: (type.requires?.(facts) ?? []).map(({ key, bond }) => ({ key, bond })),
    pins,
  };
}

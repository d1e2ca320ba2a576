import { type Catalogue, loadCatalogue } from "../iam/catalogue.ts";
import type { AwsView, Change } from "./aws-state.ts";
import { type Caller, principalOf } from "./caller.ts";
import { checkInputs, type Failure } from "./check-inputs.ts";
import { type Comparison, compareInputs, type Difference } from "./compare-inputs.ts";
import { deletedTogether, dependentsWith } from "./dependents.ts";
import { DocumentReader } from "./documents/document-reader.ts";
import { withBrokenPins } from "./documents/named-principals.ts";
import {
  existingResource,
  factsOf,
  identitiesOf,
  makeResource,
  placeOf,
  previewOfCreation,
  previewOfUpdate,
  urnIdentity,
} from "./make-resource.ts";
import { MemoryStore } from "./memory-store.ts";
import { dataSource, isModelled, resourceType } from "./modelled-types.ts";
import type { Place } from "./place.ts";
import { type Properties, textOf } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import { BEFORE, keyOf, type Resource } from "./resource.ts";
import { STANDALONE_ACCOUNT } from "./services/standalone-account.ts";
import type { Call, Entry, Store, Verb } from "./store.ts";

/** A resource that a program registers. */
export interface Registration {
  readonly caller: Caller;
  readonly urn: string;
  /** Pulumi's token. */
  readonly type: string;
  /** The logical name, from which AWS's name is made when the inputs give none. */
  readonly name: string;
  readonly inputs: Properties;
}

/** Names a resource that exists. */
export interface Reference {
  readonly caller: Caller;
  readonly type: string;
  readonly id: string;
  /** The resource's region, where it is not the caller's. */
  readonly region?: string;
}

/** A resource's id and outputs; the id is empty in a preview. */
export interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

/** A resource's inputs after the check, and what is wrong with them. */
export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
}

/** A change of a resource, with its inputs and outputs before the change. */
export interface Update extends Registration {
  readonly id: string;
  readonly olds: Properties;
  readonly oldOutputs: Properties;
  readonly preview?: boolean;
}

/** A resource that existed before any program ran. Ids and outputs that AWS would make up may be given. */
export interface Existing extends Place {
  readonly type: string;
  readonly inputs: Properties;
  readonly id?: string;
  readonly outputs?: Properties;
}

// The services whose resource policies AWS checks for actions that do not exist.
const SERVICES_WITH_CHECKED_ACTIONS = ["dynamodb", "kms", "secretsmanager", "sns", "sts"];

/**
 * AWS's control plane: makes, shows, changes and deletes resources as AWS does, and refuses what AWS refuses. Every method throws a
 * `Refusal` where AWS answers with an error. Types that are not modelled pass through: they are stored and shown, and never refused.
 */
export class ControlPlane {
  readonly #documents: DocumentReader;
  readonly #store: Store;

  /** Opens the control plane over a store, with the actions of AWS's current catalogue. */
  static async open(store: Store = new MemoryStore()): Promise<ControlPlane> {
    return new ControlPlane(await loadCatalogue(SERVICES_WITH_CHECKED_ACTIONS), store);
  }

  /** `catalogue` must contain dynamodb, kms, secretsmanager, sns and sts. */
  constructor(catalogue: Catalogue, store: Store = new MemoryStore()) {
    this.#documents = new DocumentReader(catalogue);
    this.#store = store;
  }

  /** Whether a type is modelled. Other types only pass through. */
  models(type: string): boolean {
    return isModelled(type);
  }

  /** Checks inputs by themselves, and fills in a name where one is missing. */
  check(registration: Registration & { readonly olds?: Properties | undefined }): Checked {
    const { caller, urn, name, inputs, olds } = registration;
    const type = resourceType(registration.type);
    const identity = urnIdentity(placeOf(type, caller, inputs), urn);
    const generation = this.#store.view((view) => view.generation(identity)) + 1;
    return checkInputs(type, { urn, name, generation, inputs, olds });
  }

  /** Compares the inputs of two runs, and says whether AWS changes the resource in place or replaces it. */
  diff(comparison: Comparison & { readonly type: string }): Difference {
    return compareInputs(resourceType(comparison.type), comparison);
  }

  /** Makes a resource. A preview makes and refuses nothing; the values that AWS makes up are unknown in it. */
  create(registration: Registration & { readonly preview?: boolean }): Made {
    const type = resourceType(registration.type);
    if (registration.preview === true) return { id: "", outputs: previewOfCreation(type, registration) };
    return this.#store.transact((view) => {
      const resource = makeResource(type, registration, view, this.#documents);
      const counted = identitiesOf(type, factsOf(type, registration, resource.generation, resource.memory));
      return { result: { id: resource.id, outputs: resource.outputs }, entry: entryOf("create", resource, { put: [resource], counted }) };
    });
  }

  /** The resource as it is now, or undefined when it does not exist. */
  read(reference: Reference): (Made & { readonly inputs: Properties }) | undefined {
    return this.#store.view((view) => {
      const resource = find(view, reference);
      if (resource === undefined) return undefined;
      return { id: resource.id, inputs: shown(resource, resource.inputs, view), outputs: shown(resource, resource.outputs, view) };
    });
  }

  /** Changes a resource to new inputs and returns its outputs. A preview changes and refuses nothing. */
  update(registration: Update): Properties {
    const type = resourceType(registration.type);
    const { caller, urn, id, inputs, olds, oldOutputs } = registration;
    if (registration.preview === true) return previewOfUpdate(type, registration, olds, oldOutputs);
    return this.#store.transact((view) => {
      const previous = find(view, { caller, type: type.token, id, region: placeOf(type, caller, inputs).region });
      if (previous === undefined) {
        throw new Refusal(
          { ...caller, urn },
          {
            code: "ResourceNotFoundException",
            message: `${type.token} ${id} does not exist`,
            remedy: "it was deleted outside of the program: run pulumi refresh, then deploy again",
          },
        );
      }
      const resource = makeResource(type, registration, view, this.#documents, previous);
      const lost = previous.aliases.filter((alias) => !resource.aliases.includes(alias));
      const removed = lost.flatMap((alias) => dependentsWith(view, alias, "vanishes")).map(({ key }) => key);
      return { result: resource.outputs, entry: entryOf("update", resource, { put: [resource], removed }) };
    });
  }

  /** Deletes a resource, and those that AWS deletes together with it. It is no error if the resource is gone already. */
  delete(reference: Reference & { readonly urn: string }): void {
    this.#store.transact((view) => {
      const resource = find(view, reference);
      if (resource === undefined) return { result: undefined };
      const blockers = [resource.key, ...resource.aliases].flatMap((key) => dependentsWith(view, key, "blocks"));
      const reason = resourceType(resource.type).undeletable?.(resource, blockers);
      if (reason !== undefined) throw new Refusal({ ...reference.caller, urn: reference.urn }, reason);
      // The resource may be deleted in spite of its blockers, as a role that detaches its policies by force. Then they go too.
      const removed = [resource, ...blockers].flatMap((each) => deletedTogether(each, view));
      return { result: undefined, entry: entryOf("delete", resource, { removed: [...new Set(removed)] }) };
    });
  }

  /** Answers a data source. Throws an `Error` that is no `Refusal` for one that is not modelled. */
  invoke({ caller, token, args }: { readonly caller: Caller; readonly token: string; readonly args: Properties }): Properties {
    const source = dataSource(token);
    if (source === undefined)
      throw new Error(`control plane: a data source that is not modelled, got ${JSON.stringify(token)}; ask for one that is`);
    const place = { account: caller.account, region: textOf(args, "region") ?? caller.region };
    const refuse = (code: string, message: string, remedy: string): never => {
      throw new Refusal({ ...place, urn: token }, { code, message, remedy });
    };
    return this.#store.view((view) => source.answer({ ...place, principal: principalOf(caller), args, view, refuse }));
  }

  /** Adds resources that existed before, in the given order. One that exists already stays as it is. Nothing is checked or refused. */
  seed(resources: readonly Existing[]): void {
    for (const { type: token, account, region, inputs, id, outputs } of resources) {
      const type = resourceType(token);
      const request = { caller: { account, region }, urn: BEFORE, inputs, ...(id === undefined ? {} : { existingId: id }) };
      this.#store.transact((view) => {
        const resource = existingResource(type, request, outputs ?? {}, view, this.#documents);
        if (view.find(resource.key) !== undefined) return { result: undefined };
        const counted = identitiesOf(type, factsOf(type, request, 1, resource.memory)).slice(0, -1);
        return { result: undefined, entry: entryOf("seed", resource, { put: [resource], counted }) };
      });
    }
  }

  /** Adds accounts that belong to no modelled organization, so that policies may name them. */
  addAccounts(place: { readonly region: string }, accounts: readonly string[]): void {
    this.seed(accounts.map((account) => ({ type: STANDALONE_ACCOUNT.token, account, region: place.region, inputs: {} })));
  }

  /** Changes or removes a resource behind every program's back, unchecked. Throws an `Error` when it does not exist. */
  drift(reference: Reference & { readonly inputs?: Properties; readonly isGone?: boolean }): void {
    this.#store.transact((view) => {
      const resource = find(view, reference);
      if (resource === undefined)
        throw new Error(`control plane: nothing to change by hand, got ${reference.type} ${reference.id}; make it first`);
      if (reference.isGone === true)
        return { result: undefined, entry: entryOf("drift", resource, { removed: deletedTogether(resource, view) }) };
      const changed: Resource = {
        ...resource,
        inputs: { ...resource.inputs, ...reference.inputs },
        outputs: { ...resource.outputs, ...reference.inputs },
      };
      return { result: undefined, entry: entryOf("drift", changed, { put: [changed] }) };
    });
  }

  /** Every call that changed something, in order, from the given position on. */
  journal(from = 0): readonly Call[] {
    return this.#store.journal(from);
  }
}

function entryOf(verb: Verb, resource: Resource, change: Partial<Change>): Entry {
  const { account, region, type, urn, id } = resource;
  return { call: { verb, account, region, type, urn, id }, change: { put: [], removed: [], counted: [], ...change } };
}

function find(view: AwsView, { caller, type, id, region }: Reference): Resource | undefined {
  const isGlobal = resourceType(type).scope === "global";
  return view.find(keyOf(type, caller.account, isGlobal ? "" : (region ?? caller.region), id));
}

/** Properties as AWS shows them now. Where a document names a role that was recreated, AWS shows the old role's unique id. */
function shown(resource: Resource, properties: Properties, view: AwsView): Properties {
  if (Object.keys(resource.pins).length === 0) return properties;
  const documents = Object.keys(resourceType(resource.type).documents ?? {}).filter((name) => textOf(properties, name) !== undefined);
  return {
    ...properties,
    ...Object.fromEntries(documents.map((name) => [name, withBrokenPins(textOf(properties, name) ?? "", resource.pins, view)])),
  };
}

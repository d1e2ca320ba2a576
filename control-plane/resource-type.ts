import type { TextName } from "../iam/text-limits.ts";
import type { AwsView } from "./aws-state.ts";
import type { DocumentKind } from "./documents/document-kind.ts";
import type { PolicyDocument } from "./documents/parse-document.ts";
import type { Place } from "./place.ts";
import type { Properties } from "./properties.ts";
import type { Reason } from "./refusal.ts";
import type { Bond, Memory, Resource } from "./resource.ts";

/** Everything that decides the values that AWS makes up for a resource. */
export interface Facts extends Place {
  readonly urn: string;
  /** With AWS's defaults filled in. */
  readonly inputs: Properties;
  readonly generation: number;
  readonly memory: Memory;
  /** The principal that asks, by ARN. */
  readonly principal: string;
  /** The id of a resource that existed before, where AWS would make one up. */
  readonly existingId?: string;
}

/** The values that AWS makes up for a resource: its id, and the outputs that exist only after its creation. */
export interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

/** A resource that must exist before another is made. */
export interface Requirement {
  /** A key of the required resource. */
  readonly key: string;
  readonly bond: Bond;
  /** AWS's code and message when it does not exist. */
  readonly missing: readonly [code: string, message: string];
}

/** A request to make or change a resource, as the rules of its type see it. */
export interface Subject extends Facts {
  /** All resources before the request. */
  readonly view: AwsView;
  /** The resource before the update; undefined when it is new. */
  readonly previous: Resource | undefined;
  /** The resource's id and made-up outputs, if the request is accepted. */
  readonly made: Made;
  /** Reads a policy document from an input. Refuses one that AWS refuses for its kind. Undefined when the input is not given. */
  readonly document: (input: string) => PolicyDocument | undefined;
  /** Reads a policy document from a text that is no input by itself. */
  readonly documentIn: (kind: DocumentKind, text: string) => PolicyDocument;
  /** Refuses the request. */
  readonly refuse: (code: string, message: string, remedy: string) => never;
}

/** How resources of a type are named. A name that the program does not give is generated from the logical name. */
export interface PhysicalName {
  /** The input with the name. */
  readonly input: string;
  /** The input with a prefix, from which a name is generated. */
  readonly prefixInput?: string;
  readonly maximumLength: number;
  readonly pattern: RegExp;
  /** What the pattern allows, to follow "it may contain" in a message. */
  readonly allowed: string;
  /** The beginning of a generated name, e.g. `alias/`. */
  readonly start?: string;
}

/** A type of resource and AWS's rules for it, mostly as data. */
export interface ResourceType {
  /** Pulumi's token. */
  readonly token: string;
  /** Whether a resource belongs to one region or to the whole partition. */
  readonly scope: "regional" | "global";
  readonly required: readonly string[];
  readonly name?: PhysicalName;
  /** AWS's values for inputs that are left out, where a preview shows them. */
  readonly defaults?: Properties;
  /** Inputs that AWS cannot change in place: the resource is replaced. */
  readonly replacedBy: readonly string[];
  /** Further inputs that some changes of value replace. */
  readonly replacedWhen?: (olds: Properties, news: Properties) => readonly string[];
  /** The kind of policy document in each input that is one. */
  readonly documents?: Readonly<Record<string, DocumentKind | ((inputs: Properties) => DocumentKind)>>;
  /** The kind of text in each input whose length or characters AWS limits, names and documents apart. */
  readonly texts?: Readonly<Record<string, TextName>>;
  /** Inputs that are other JSON texts. They are compared by meaning. */
  readonly json?: readonly string[];
  /** Inputs that are lists without an order. */
  readonly sets?: readonly string[];
  readonly isTaggable: boolean;
  /** Outputs that exist only after the resource's creation. They are unknown in its preview, unless they are given as inputs. */
  readonly computed: readonly string[];
  /** The computed outputs that a change renews. They are unknown in its preview. */
  readonly recomputed?: (olds: Properties, news: Properties) => readonly string[];
  /** Gives the resource's id and made-up outputs. Depends on the facts alone, except that ARNs of AWS Organizations need its id. */
  readonly make: (facts: Facts, view: AwsView) => Made;
  /** Updates the counters that `make` needs. */
  readonly remember?: (memory: Memory, olds: Properties | undefined, news: Properties) => Memory;
  /** Names that only one resource may have. */
  readonly unique?: (facts: Facts) => readonly string[];
  /** AWS's code and message when such a name is taken. */
  readonly taken?: (subject: Subject) => readonly [code: string, message: string];
  /** Further keys by which the resource is found. */
  readonly foundAs?: (facts: Facts, made: Made) => readonly string[];
  readonly requires?: (facts: Facts) => readonly Requirement[];
  /** Refuses a request that AWS refuses. */
  readonly judge?: (subject: Subject) => void;
  /** Why AWS refuses to delete the resource, or undefined. `blockers` are the resources that still need it. */
  readonly undeletable?: (resource: Resource, blockers: readonly Resource[]) => Reason | undefined;
}

/** A question to a data source, and all resources. */
export interface Question extends Place {
  readonly principal: string;
  readonly args: Properties;
  readonly view: AwsView;
  readonly refuse: (code: string, message: string, remedy: string) => never;
}

/** A function by which programs look up what exists in AWS. */
export interface DataSource {
  /** Pulumi's token. */
  readonly token: string;
  readonly answer: (question: Question) => Properties;
}

/** A requirement, with AWS's code and message when the required resource does not exist. */
export function requirement(key: string, bond: Bond, code: string, message: string): Requirement {
  return { key, bond, missing: [code, message] };
}

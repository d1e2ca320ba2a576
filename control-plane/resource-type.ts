import type { AwsView } from "./aws-state.ts";
import type { DocumentKind } from "./documents/document-kind.ts";
import type { PolicyDocument } from "./documents/parse-document.ts";
import type { Place } from "./place.ts";
import type { Properties } from "./properties.ts";
import type { Reason } from "./refusal.ts";
import type { Bond, Memory, Resource } from "./resource.ts";

/** What decides everything that AWS makes up about a thing. */
export interface Facts extends Place {
  readonly urn: string;
  /** With AWS's defaults filled in. */
  readonly inputs: Properties;
  readonly generation: number;
  readonly memory: Memory;
  /** The principal that asks, by ARN. */
  readonly principal: string;
  /** The id of a thing that was there before Palisade, where AWS would make one up. */
  readonly existingId?: string;
}

/** What AWS makes of a thing: its id, and the outputs that are known only then. */
export interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

/** Something that has to exist already. */
export interface Requirement {
  /** A key of what is needed. */
  readonly key: string;
  readonly bond: Bond;
  /** AWS's code and words when it does not exist. */
  readonly missing: readonly [code: string, message: string];
}

/** A request to make or change a thing, as a type's own rules see it. */
export interface Subject extends Facts {
  /** What exists. The thing itself is there as it was before the request. */
  readonly view: AwsView;
  /** The thing as it was, in an update. */
  readonly previous: Resource | undefined;
  /** What AWS will have made of it. */
  readonly made: Made;
  /** Reads an input as a policy document of a kind; refuses what AWS refuses of any such document. Undefined when it is not given. */
  readonly document: (input: string) => PolicyDocument | undefined;
  /** The same for a text that is not an input by itself. */
  readonly documentIn: (kind: DocumentKind, text: string) => PolicyDocument;
  /** Refuses the request. */
  readonly refuse: (code: string, message: string, remedy: string) => never;
}

/** The name that people give a thing. It is made up from the logical name when they do not. */
export interface PhysicalName {
  /** The input that holds it, and the one that holds a prefix instead, if there is one. */
  readonly input: string;
  readonly prefixInput?: string;
  readonly maximumLength: number;
  readonly pattern: RegExp;
  /** What the pattern allows, as the end of "… may contain". */
  readonly allowed: string;
  /** What stands before a made-up name, e.g. `alias/`. */
  readonly start?: string;
}

/** A kind of resource, mostly data: what @pulumi/aws calls it, and how AWS treats it. */
export interface ResourceType {
  /** Pulumi's token. */
  readonly token: string;
  /** Whether its things live in one region or in the whole partition. */
  readonly scope: "regional" | "global";
  readonly required: readonly string[];
  readonly name?: PhysicalName;
  /** What holds for inputs that are left out, and is known in a preview. */
  readonly defaults?: Properties;
  /** Inputs whose change makes AWS need a new thing. */
  readonly replacedBy: readonly string[];
  /** Further inputs for which it depends on the values. */
  readonly replacedWhen?: (olds: Properties, news: Properties) => readonly string[];
  /** Inputs that hold policy documents, by their kind. */
  readonly documents?: Readonly<Record<string, DocumentKind | ((inputs: Properties) => DocumentKind)>>;
  /** Inputs that hold other JSON, compared by meaning. */
  readonly json?: readonly string[];
  /** Inputs that are lists whose order AWS does not keep. */
  readonly sets?: readonly string[];
  readonly isTaggable: boolean;
  /** The outputs that AWS gives only once the thing exists; unknown in the preview of its creation unless given as inputs. */
  readonly computed: readonly string[];
  /** The computed outputs that a change gives new values, unknown in its preview. */
  readonly recomputed?: (olds: Properties, news: Properties) => readonly string[];
  /** A function of the facts alone, but for the id of the organization around it. */
  readonly make: (facts: Facts, view: AwsView) => Made;
  /** Counts over updates what `make` needs. */
  readonly remember?: (memory: Memory, olds: Properties | undefined, news: Properties) => Memory;
  /** Names that only one thing may have, and AWS's code and words when one is taken. */
  readonly unique?: (facts: Facts) => readonly string[];
  readonly taken?: (subject: Subject) => readonly [code: string, message: string];
  /** Further keys under which it is found. */
  readonly foundAs?: (facts: Facts, made: Made) => readonly string[];
  readonly requires?: (facts: Facts) => readonly Requirement[];
  /** Refuses what AWS refuses to make or change. */
  readonly judge?: (subject: Subject) => void;
  /** Why AWS does not delete the thing, or undefined; `blockers` are the things that forbid it. */
  readonly undeletable?: (resource: Resource, blockers: readonly Resource[]) => Reason | undefined;
}

/** What a data source sees. */
export interface Question extends Place {
  readonly principal: string;
  readonly args: Properties;
  readonly view: AwsView;
  readonly refuse: (code: string, message: string, remedy: string) => never;
}

/** A function that programs call to ask AWS. */
export interface DataSource {
  /** Pulumi's token. */
  readonly token: string;
  readonly answer: (question: Question) => Properties;
}

/** A requirement to which AWS says that the thing is not found. */
export function requirement(key: string, bond: Bond, code: string, message: string): Requirement {
  return { key, bond, missing: [code, message] };
}

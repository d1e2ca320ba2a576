import type { PolicyConfigSchema } from "@pulumi/policy";
import type { Catalogue } from "../iam/catalogue.ts";
import type { Finding } from "./finding.ts";
import type { Properties } from "./unknown-values.ts";

/** A resource, as rules see it. */
export interface SeenResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The inputs; when a whole stack is checked, the outputs too. `UNKNOWN` stands for unknown values. */
  readonly properties: Properties;
  /** The inputs of the resource's provider; empty if it has none. */
  readonly provider: Properties;
  /** The URNs of the resources that it depends on. */
  readonly dependsOn: readonly string[];
}

/** What a rule gets besides the resources. */
export interface RuleContext {
  /** Contains every service of AWS that the documents name. A service that is missing here does not exist. */
  readonly catalogue: Catalogue;
  /** The rule's own settings. */
  readonly settings: Properties;
}

interface RuleTexts {
  /** The rule's name in messages and settings, in kebab-case. */
  readonly name: string;
  /** What the rule demands, in one sentence. */
  readonly description: string;
  readonly configSchema?: PolicyConfigSchema;
}

/** A rule that checks each resource by itself, before it is made. */
export interface ResourceRule extends RuleTexts {
  readonly check: (resource: SeenResource, context: RuleContext) => readonly Finding[];
}

/** A rule that compares the resources of a stack. */
export interface StackRule extends RuleTexts {
  readonly checkStack: (resources: readonly SeenResource[], context: RuleContext) => readonly Finding[];
}

/** A rule of the policy pack. */
export type Rule = ResourceRule | StackRule;

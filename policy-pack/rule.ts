import type { PolicyConfigSchema } from "@pulumi/policy";
import type { Catalogue } from "../iam/catalogue.ts";
import type { Finding } from "./finding.ts";
import type { Properties } from "./unknown-values.ts";

/** A resource as a rule sees it. */
export interface SeenResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What it is made from and, where a stack is judged as a whole, what AWS made of it; `UNKNOWN` for what is not known. */
  readonly properties: Properties;
  /** Inputs of the provider that makes it; empty where it has none. */
  readonly provider: Properties;
  /** URNs of what it depends on. */
  readonly dependsOn: readonly string[];
}

/** What a rule knows besides the resources. */
export interface RuleContext {
  /** Holds every service that the documents name and that AWS has, so that one which it lacks does not exist. */
  readonly catalogue: Catalogue;
  /** The rule's own settings. */
  readonly settings: Properties;
}

interface RuleTexts {
  /** In kebab-case; what messages, settings and people call it. */
  readonly name: string;
  /** What it demands, in one sentence. */
  readonly description: string;
  readonly configSchema?: PolicyConfigSchema;
}

/** A rule that judges each resource by itself, before it is made. */
export interface ResourceRule extends RuleTexts {
  readonly check: (resource: SeenResource, context: RuleContext) => readonly Finding[];
}

/** A rule that needs the resources of a stack beside each other. */
export interface StackRule extends RuleTexts {
  readonly checkStack: (resources: readonly SeenResource[], context: RuleContext) => readonly Finding[];
}

export type Rule = ResourceRule | StackRule;

import type { z } from "zod";
import type { Catalogue } from "../iam/catalogue.ts";
import type { DeclaredGrants } from "./declared-grants.ts";
import type { Finding } from "./finding.ts";
import type { Framework } from "./framework.ts";
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
export interface RuleContext<Settings = unknown> {
  /** Contains every service of AWS that the documents name. A service that is missing here does not exist. */
  readonly catalogue: Catalogue;
  /** The rule's own settings, with their defaults. */
  readonly settings: Settings;
  /** What the organization's declaration says of grants; undefined where the pack has no such file. */
  readonly declared: DeclaredGrants | undefined;
  /** The day in UTC, as 2027-03-31. */
  readonly today: string;
}

/** What all rules of a pack get alike. */
export type PackContext = Pick<RuleContext, "declared" | "today">;

/** A pack without declared grants, on the first of all days. */
export const NO_PACK_CONTEXT: PackContext = { declared: undefined, today: "" };

/** How much harm a violation does. */
export type Severity = "low" | "medium" | "high" | "critical";

/** What a rule says about itself. */
export interface RuleTexts<Schema extends z.ZodObject = z.ZodObject> {
  /** The rule's name in messages and settings, in kebab-case. */
  readonly name: string;
  /** The rule's name for people. */
  readonly displayName: string;
  /** What the rule demands, in one sentence. */
  readonly description: string;
  readonly severity: Severity;
  /** Whether a violation stops the deployment. Teams may choose another level. @default mandatory */
  readonly level?: "mandatory" | "advisory";
  /** What whoever breaks the rule does about it. */
  readonly remediation: string;
  /** AWS's page. */
  readonly page: string;
  /** What the rule is about, in lower case. */
  readonly tags: readonly string[];
  /** The controls of a published standard that the rule keeps in full. @default none */
  readonly framework?: Framework;
  /** The rule's settings, each with a default or optional. @default none */
  readonly settings?: Schema;
}

/** A rule that checks each resource by itself, before it is made. */
export interface ResourceRule<Schema extends z.ZodObject = z.ZodObject> extends RuleTexts<Schema> {
  check(resource: SeenResource, context: RuleContext<z.output<Schema>>): readonly Finding[];
  /** The properties that mend a resource, where the rule can mend it. Asked only at the level `remediate`. @default nothing is mended */
  readonly mend?: (resource: SeenResource) => Properties | undefined;
  /** What `mend` does, for people. Goes with it. */
  readonly mending?: string;
}

/** A rule that compares the resources of a stack. */
export interface StackRule<Schema extends z.ZodObject = z.ZodObject> extends RuleTexts<Schema> {
  checkStack(resources: readonly SeenResource[], context: RuleContext<z.output<Schema>>): readonly Finding[];
}

/** A rule of the policy pack. */
export type Rule = ResourceRule | StackRule;

/** A rule's settings with their defaults. Throws where they break the rule's schema; `readConfiguration` finds that first. */
export const settingsOf = ({ settings }: Rule, given: unknown): Properties => settings?.parse(given) ?? {};

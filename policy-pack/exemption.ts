import { z } from "zod";
import { wildcard } from "../iam/wildcard.ts";
import { type Finding, notice, violation } from "./finding.ts";

/** Two URNs with nothing in common. A pattern that matches both exempts every resource. */
const UNLIKE_URNS = ["urn:pulumi:a::b::c:d/e:f::g", "urn:pulumi:1::2::3:4/5:6::7"];

/** An exemption of resources from a rule, as the configuration states it. */
export const exemptionSchema = z.strictObject({
  rule: z.string().describe("The rule's name."),
  urn: z
    .string()
    .startsWith("urn:pulumi:", 'is no URN; begin with "urn:pulumi:"')
    .refine(
      (pattern) => !UNLIKE_URNS.every((urn) => wildcard(pattern).test(urn)),
      "exempts every resource; name some of them, or set the rule's level",
    )
    .describe("The URNs of the resources; `*` and `?` are wildcards."),
  reason: z
    .string()
    .regex(/\S{3}.*\s+\S/, "says nothing; write a sentence")
    .describe("Why, in a sentence."),
  until: z.iso.date("is no date; write it as 2027-03-31").describe("The last day on which it holds, as 2027-03-31."),
});

/** An exemption of resources from a rule. */
export type Exemption = z.output<typeof exemptionSchema>;

/** Exemptions, and which of them were needed so far. */
export class ExemptionLedger {
  readonly #exemptions: readonly Exemption[];
  readonly #today: string;
  readonly #needed = new Set<Exemption>();

  /** @param today the day in UTC, as 2027-03-31 */
  constructor(exemptions: readonly Exemption[], today: string) {
    this.#exemptions = exemptions;
    this.#today = today;
  }

  /** A rule's findings without those that are exempt. Those whose exemption has ended say so. */
  apply(rule: string, findings: readonly Finding[]): readonly Finding[] {
    return findings.flatMap((finding) => {
      const matching = this.#exemptions.filter((exemption) => exemption.rule === rule && isFor(exemption, finding.urn));
      for (const exemption of matching) this.#needed.add(exemption);
      if (matching.some((exemption) => !this.#hasEnded(exemption))) return [];
      const [ended] = matching;
      return [ended === undefined ? finding : { ...finding, message: `${finding.message} (its exemption ended with ${ended.until})` }];
    });
  }

  /** Whether a resource is exempt from a rule today. The exemption counts as needed. */
  isExempt(rule: string, urn: string): boolean {
    const holding = this.#exemptions.filter((exemption) => exemption.rule === rule && isFor(exemption, urn) && !this.#hasEnded(exemption));
    for (const exemption of holding) this.#needed.add(exemption);
    return holding.length > 0;
  }

  /** What is wrong with the exemptions of some resources: those that have ended, and those that nothing needed. */
  problems(urns: readonly string[]): readonly Finding[] {
    const [first] = urns;
    if (first === undefined) return [];
    return this.#exemptions.flatMap((exemption) => {
      const urn = urns.find((each) => isFor(exemption, each));
      const text = `the exemption from ${exemption.rule} for ${exemption.urn}`;
      if (urn !== undefined && this.#hasEnded(exemption))
        return [
          violation({ urn }, `${text} has ended, got "until": ${JSON.stringify(exemption.until)}; mend the resource, or decide anew`),
        ];
      if (this.#needed.has(exemption) || !isForStackOf(exemption, first)) return [];
      const got = urn === undefined ? "no such resource" : "no violation";
      return [notice({ urn: urn ?? first }, `${text} is not needed, got ${got}; take it out of the configuration`)];
    });
  }

  #hasEnded({ until }: Exemption): boolean {
    return until < this.#today;
  }
}

const isFor = ({ urn }: Exemption, of: string): boolean => wildcard(urn).test(of);

/** Whether an exemption names the stack and the project of a URN. One with wildcards there may be meant for another stack. */
function isForStackOf({ urn }: Exemption, of: string): boolean {
  const stackOf = (text: string) => text.split("::").slice(0, 2).join("::");
  return stackOf(urn) === stackOf(of);
}

import { z } from "zod";
import { wildcard } from "../../iam/wildcard.ts";
import { notice } from "../finding.ts";
import { type PlacedSettings, placeSchema } from "../place.ts";
import type { StackRule } from "../rule.ts";

/** The name under which the configuration lists places. */
export const PLACES = "places";

const settings = z.strictObject({
  list: z
    .array(placeSchema)
    .default([])
    .describe(
      "Levels and settings of rules for some stacks, projects, accounts, units or tags of stacks. Of several that match, the last one wins.",
    ),
});

/**
 * Settings for a unit of the organization need the file of declared grants, which says where an account lies. Without it they would be for no
 * stack, and nobody would notice.
 * @param entries the settings for places, as the other rules apply them
 */
export function placesRule(entries: () => readonly PlacedSettings[]): StackRule<typeof settings> {
  return {
    name: PLACES,
    displayName: "Settings for places are for places that exist",
    description: "Settings for a unit of the organization are of a pack that knows the organization's units, and the unit has an account.",
    severity: "low",
    level: "advisory",
    remediation: "Correct the unit's path, or bundle the pack with --declaration.",
    page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html",
    tags: ["settings"],
    settings,
    checkStack: ([first], { declared }) => {
      if (first === undefined) return [];
      const units = (declared?.accounts ?? []).map(({ organizationalUnit }) => organizationalUnit);
      return entries().flatMap(({ organizationalUnit: unit }) => {
        if (unit === undefined || units.some((each) => wildcard(unit).test(each) || each.startsWith(`${unit}/`))) return [];
        const why = declared === undefined ? "the pack has no file of declared grants" : "no account lies there";
        return [
          notice(
            first,
            `settings for the unit ${unit} are for no stack, since ${why}, got ${JSON.stringify(unit)}; correct the path, or bundle the pack with --declaration`,
          ),
        ];
      });
    },
  };
}

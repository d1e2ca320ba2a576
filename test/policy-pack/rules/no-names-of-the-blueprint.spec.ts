import { noNamesOfTheBlueprint } from "../../../policy-pack/rules/no-names-of-the-blueprint.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const role = (path: unknown, provider: Record<string, unknown> = {}, type = "aws:iam/role:Role"): PolicyTarget[] => [
  { type, props: { name: "reader", path }, provider },
];
const BLUEPRINT = { defaultTags: JSON.stringify({ tags: { "palisade:stack": "data.orders-prod" } }) };

describeRule(noNamesOfTheBlueprint, {
  right: () => role("/orders/"),
  refuses: [
    {
      fact: "a role under the blueprint's path",
      change: () => role("/palisade/workload/"),
      says: /under \/palisade\/, got "\/palisade\/workload\/"/,
    },
    { fact: "the path in other letters, which IAM takes for the same in names", change: () => role("/Palisade/") },
    { fact: "a policy", change: () => role("/palisade/", {}, "aws:iam/policy:Policy") },
    { fact: "an instance profile", change: () => role("/palisade/", {}, "aws:iam/instanceProfile:InstanceProfile") },
    { fact: "tags of another program", change: () => role("/palisade/", { defaultTags: JSON.stringify({ tags: { owner: "orders" } }) }) },
    { fact: "the path that is set", change: () => role("/core/"), settings: { path: "/core/" } },
  ],
  accepts: [
    { fact: "no path", change: () => role(undefined) },
    { fact: "a path that only begins alike", change: () => role("/palisades/") },
    { fact: "the blueprint's own role", change: () => role("/palisade/workload/", BLUEPRINT) },
    { fact: "the blueprint's path where another is set", change: () => role("/palisade/"), settings: { path: "/core/" } },
  ],
  leavesOpen: [{ fact: "a path that is unknown", change: () => role(UNKNOWN_TEXT) }],
});

import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { decideGrants } from "../../../proof/questions/grant-decisions.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { AFTER, LAPSE, lapsing } from "../../support/lapsing.ts";
import { withEdits } from "../../support/line.ts";
import { declared } from "../../support/proof-subject.ts";
import { dataOf, NOW } from "../../support/sample.ts";

/** With a stream that Lambda polls, and tenants. */
const FILES = withEdits(lapsing, [
  ["accounts/owner/account.yaml", "workloads:\n", "workloads:\n  projector: { runsOn: lambda, pollsStreams: true }\n"],
  [dataOf("owner"), "      api: { can: [read, write] }\n", "      api: { can: [read, write] }\n      projector: { can: [stream] }\n"],
  [
    dataOf("owner"),
    "keys:\n",
    "  tickets:\n    key: { partition: { tenant: string }, sort: { ticket: string } }\n    tenants: { broker: api, tag: Tenant, can: [read, write] }\nkeys:\n",
  ],
]);

describe("F18: decisions about what is declared in an account with a lapsing perimeter", function () {
  this.timeout(120_000);

  for (const [when, now, perimeter] of [
    ["before its instant", NOW, "enforced"],
    ["at it", new Date(LAPSE), "lapsed"],
    ["after it", AFTER, "lapsed"],
  ] as const)
    it(`are all as declared ${when}, and promise the internet what the perimeter leaves`, async () => {
      const plan = planOf(declared(FILES, now));
      const organization = organizationOf(plan, await rehearsePlan(plan), undefined);
      const catalogue = await loadCatalogue(["dynamodb", "kms", "secretsmanager", "sts"]);
      const decisions = decideGrants(organization.plan, organization.world, { now, catalogue }).flatMap((each) => each.decisions);
      assert.deepEqual(
        decisions.filter(({ isAsDeclared }) => !isAsDeclared).map(({ request }) => request),
        [],
      );
      const asked = decisions.filter(({ because }) => because?.startsWith("perimeter ") === true);
      assert.ok(asked.length >= 4, asked.length.toString());
      assert.deepEqual([...new Set(asked.map(({ because }) => because))], [`perimeter ${perimeter}`]);
      assert.deepEqual([...new Set(asked.map(({ isToBeAllowed }) => isToBeAllowed))], [perimeter !== "enforced"]);
    });
});

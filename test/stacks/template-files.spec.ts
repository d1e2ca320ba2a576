import assert from "node:assert/strict";
import { linesOf, loadAt } from "../support/sample.ts";
import { fromTemplate, TEAM, TEMPLATE_ACCOUNT, TEMPLATE_DATA, type Templated } from "../support/templates.ts";
import { planOf, rehearseLayers } from "./declared.ts";

const NORTH = { id: "300000000009", block: "40", job: "nightly", what: "parcels" };

/** What warnings and errors of stacks say where an account of a template is declared with these words. */
async function said(change: Partial<Templated>, layers: readonly string[], absent: (type: string) => boolean): Promise<string> {
  const files = fromTemplate({ north: NORTH }, { ...TEAM, ...change });
  const { stacks } = await rehearseLayers(planOf(files), layers, ({ type, account }) => account === NORTH.id && absent(type));
  return stacks.flatMap(({ warnings, error }) => [...warnings, error ?? ""]).join("\n");
}

describe("messages about an account of a template", () => {
  it("name the template's file where a role does not exist yet", async () => {
    const workloads = {
      api: { runsOn: "lambda", network: "main", role: { existing: "team/api" } },
      "$(job)": { runsOn: "ec2", network: "main" },
    };
    const text = await said(
      { account: { ...TEAM.account, workloads } },
      ["organization", "foundation"],
      (type) => type === "aws:iam/role:Role",
    );
    assert.match(text, new RegExp(`make it and deploy again, or correct it in ${TEMPLATE_ACCOUNT}`));
    assert.doesNotMatch(text, /accounts\/north/);
  });

  it("name the template's file where a workload or a replica is missing", () => {
    const shared = { "north/reporter": { can: ["read"], purpose: "etl", because: "month-end" } };
    const replica = { north: { can: ["read"], purpose: "global-table", because: "near to readers" } };
    const account = { account: "$(account)", id: "$(id)", organizationalUnit: "workloads" };
    const files = new Map(fromTemplate({ north: NORTH }, { account, data: TEAM.data }));
    const data = files.get("accounts/owner/data.yaml") ?? "";
    files.set(
      "accounts/owner/data.yaml",
      data.replace(
        "    sharedWith:\n",
        `    sharedWith:\n      north/reporter: ${JSON.stringify(shared["north/reporter"])}\n      north: ${JSON.stringify(replica.north)}\n`,
      ),
    );
    const lines = linesOf(loadAt(files).problems).join("\n");
    assert.match(lines, new RegExp(`declare it in ${TEMPLATE_ACCOUNT}`));
    assert.match(lines, new RegExp(`to ${TEMPLATE_DATA}`));
    assert.doesNotMatch(lines, /accounts\/north/);
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { load } from "../../../model/checks/load.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import { problemLine } from "../../../model/problem.ts";
import type { Files } from "../../../model/reading/draft.ts";
import { parametersIn } from "../../../model/reading/instance-source.ts";
import { NOW } from "../../support/sample.ts";
import { fromTemplate, TEMPLATE_ACCOUNT, TEMPLATE_DATA, teams, type Values, writtenOut } from "../../support/templates.ts";

/** A plan without the places that its items come from. */
function placeless(files: Files): unknown {
  const { declaration, problems } = load(files, { now: NOW });
  assert.deepEqual(problems.map(problemLine), []);
  assert.ok(declaration !== undefined);
  return JSON.parse(JSON.stringify(plan(declaration), (key, value: unknown) => (PLACES.has(key) ? undefined : value)));
}

const SEED = 20261129;
const PLACES: ReadonlySet<string> = new Set(["file", "line", "column"]);

/** Names, addresses and words, such as a declaration takes. */
const values: fc.Arbitrary<Readonly<Record<string, Values>>> = fc
  .uniqueArray(fc.stringMatching(/^t[a-z0-9]{1,12}$/), { minLength: 1, maxLength: 5 })
  .chain((names) =>
    fc
      .array(
        fc.record({
          job: fc.stringMatching(/^j[a-z0-9]{1,12}$/),
          // A value that names a parameter is refused, as template-mistakes.spec shows.
          what: fc
            .stringMatching(/^[A-Za-z][A-Za-z0-9 :,#'"{}()[\]$&*!|>%@`.-]{2,40}[a-z]$/)
            .filter((text) => parametersIn(text).length === 0),
        }),
        { minLength: names.length, maxLength: names.length },
      )
      .map((drawn) =>
        Object.fromEntries(
          names.map((name, index) => [
            name,
            {
              ...(drawn[index] ?? { job: "job", what: "records" }),
              id: `4${index.toString().padStart(11, "0")}`,
              block: (100 + index).toString(),
            },
          ]),
        ),
      ),
  );

describe("accounts of a template", () => {
  it("G18: are twenty-five as if each were written out", () => {
    const accounts = teams(25);
    const made = placeless(fromTemplate(accounts));
    assert.equal((made as { readonly accounts: readonly unknown[] }).accounts.length, 27);
    assert.deepEqual(made, placeless(writtenOut(accounts)));
  });

  it("G18: are planned as if written out, whatever their names and values", () => {
    fc.assert(
      fc.property(values, (accounts) => {
        assert.deepEqual(placeless(fromTemplate(accounts)), placeless(writtenOut(accounts)));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it("G18: come from the template's lines, under ids of their own", () => {
    const { declaration } = load(fromTemplate(teams(2)), { now: NOW });
    assert.ok(declaration !== undefined);
    const { accounts, grants } = plan(declaration);
    const origins = [
      ...accounts.flatMap(({ origin, workloads }) => [origin, ...workloads.map((each) => each.origin)]),
      ...grants.map(({ origin }) => origin),
    ];
    assert.deepEqual(
      origins.filter(({ id }) => id.startsWith("team-1")).map(({ id, file, line }) => [id, file, line]),
      [
        ["team-1", TEMPLATE_ACCOUNT, 1],
        ["team-1/workloads/api", TEMPLATE_ACCOUNT, 11],
        ["team-1/workloads/job-1", TEMPLATE_ACCOUNT, 14],
        ["team-1/tables/team-1-records/sharedWith/consumer/reporter", TEMPLATE_DATA, 16],
        ["team-1/tables/team-1-records/usedBy/api", TEMPLATE_DATA, 7],
        ["team-1/tables/team-1-records/usedBy/job-1", TEMPLATE_DATA, 11],
      ],
    );
  });
});

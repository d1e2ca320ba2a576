import assert from "node:assert/strict";
import type { Files } from "../../../model/reading/draft.ts";
import { noticeMutants } from "../../../proof/verdict/notice-mutants.ts";
import { prove } from "../../../proof/verdict/prove.ts";
import { proveLayers } from "../../../proof/verdict/prove-layers.ts";
import { AFTER, confirmed, LAPSE, lapsing } from "../../support/lapsing.ts";
import { withEdits } from "../../support/line.ts";
import { type ChangeStatements, subjectAsOf, type WrittenStatement, withoutStatement } from "../../support/proof-subject.ts";
import { dataOf, NOW } from "../../support/sample.ts";
import { unnoticedIn } from "../../support/unnoticed.ts";

/** The same organization with everything else that an account's own SCPs speak of: pollers, services, roles of services, parties and tenants. */
const RICH: Files = withEdits(lapsing, [
  ["accounts/owner/account.yaml", "workloads:\n", "workloads:\n  projector: { runsOn: lambda, network: main, pollsStreams: true }\n"],
  [
    "accounts/owner/account.yaml",
    "networks:\n",
    "letThrough:\n  services: { cloudformation.amazonaws.com: teams add replicas }\n  backupRoles: { backup/role: the backup plan }\n  serviceRoles: { service-role/dax: { service: dax.amazonaws.com, because: the cache } }\nnetworks:\n",
  ],
  [
    "organization.yaml",
    "letThrough:\n",
    'externalParties:\n  nightjar: { account: "900000000009", role: auditor, because: an audit, networks: [203.0.113.0/24], externalId: nightjar-1 }\nletThrough:\n',
  ],
  [
    dataOf("owner"),
    "    usedBy:\n      api: { can: [read, write] }\n    sharedWith:\n",
    "    usedBy:\n      api: { can: [read, write, settings] }\n      projector: { can: [stream] }\n    sharedWith:\n      external/nightjar: { can: [read], how: role, purpose: external, because: an audit, until: 2027-01-31 }\n",
  ],
  [
    dataOf("owner"),
    "keys:\n",
    "  tickets:\n    key: { partition: { tenant: string }, sort: { ticket: string } }\n    tenants: { broker: api, tag: Tenant, can: [read, write] }\nkeys:\n",
  ],
]);

const OWN = /^perimeter\.owner\/(?:network|data)-policy$/;

/** Changes the statements of the account's own documents that deny until an instant. */
const ofOwn =
  (to: (statement: WrittenStatement) => WrittenStatement): ChangeStatements =>
  (document, statements) =>
    OWN.test(document) ? statements.map(to) : statements;

const conditionOf = ({ Condition: condition }: WrittenStatement) => condition as Readonly<Record<string, unknown>> | undefined;
const withDate =
  (date: string | undefined) =>
  (statement: WrittenStatement): WrittenStatement => {
    const { DateLessThan: _, ...others } = conditionOf(statement) ?? {};
    return { ...statement, Condition: date === undefined ? others : { ...others, DateLessThan: { "aws:CurrentTime": date } } };
  };
/** Gives a statement the date, wherever it stands. */
const lapsingToo =
  (sid: string): ChangeStatements =>
  (_, statements) =>
    statements.map((each) => (each["Sid"] === sid ? withDate(LAPSE)(each) : each));

describe("F18: the proof of an organization with a lapsing perimeter", function () {
  this.timeout(240_000);

  for (const [what, files, unknown] of [
    ["the small one", lapsing, []],
    // What the party's own account permits its role, nobody described.
    [
      "one whose own SCPs speak of everything that they may",
      RICH,
      ["unknown: external takes-role owner/access/external/nightjar: from where the party calls"],
    ],
  ] as const)
    for (const [when, now] of [
      ["before its instant", NOW],
      ["at it", new Date(LAPSE)],
      ["after it", AFTER],
    ] as const)
      it(`finds nothing ${when}, and asks both sides: ${what}`, async () => {
        const subject = await subjectAsOf(files, now);
        const { findings, unmet, instants } = prove(subject);
        assert.deepEqual(
          findings.map(({ kind, about }) => `${kind}: ${about}`),
          unknown,
        );
        assert.deepEqual(unmet, []);
        assert.ok(instants >= (now.getTime() === Date.parse(LAPSE) ? 2 : 3), instants.toString());
        assert.deepEqual(
          proveLayers(subject).findings.map(({ about }) => about),
          [],
        );
      });

  /** What stands against changed documents: kinds of findings, of the whole and of each layer. */
  async function against(change: ChangeStatements, files = lapsing, now = NOW): Promise<string[]> {
    const subject = await subjectAsOf(files, now, change);
    const whole = prove(subject).findings.map(({ kind }) => `${kind} of the whole`);
    const layers = proveLayers(subject).findings.map(({ kind, layer }) => `${kind} of ${layer}`);
    return [...new Set([...whole, ...layers])].sort();
  }

  const OF_OWNER = "the service control policies of owner";
  const SHIFTED = "2026-11-29T12:00:00Z";
  const EARLIER = "2026-11-25T12:00:00Z";
  const CASES: readonly (readonly [what: string, change: ChangeStatements, found: readonly string[]])[] = [
    ["that never lapse", ofOwn(withDate(undefined)), [`broken of ${OF_OWNER}`]],
    ["that lapse later", ofOwn(withDate(SHIFTED)), [`broken of ${OF_OWNER}`]],
    ["that lapse earlier", ofOwn(withDate(EARLIER)), [`breach of ${OF_OWNER}`, "breach of the whole"]],
    [
      "that lapse before their instant, and stand past it",
      ofOwn((each) => ({
        ...withDate(undefined)(each),
        Condition: { ...conditionOf(withDate(undefined)(each)), DateGreaterThanEquals: { "aws:CurrentTime": LAPSE } },
      })),
      [`breach of ${OF_OWNER}`, "breach of the whole", `broken of ${OF_OWNER}`],
    ],
    [
      "that are gone",
      (document, statements) =>
        OWN.test(document) ? statements.map((each) => ({ ...each, Resource: "arn:aws:dynamodb:::nothing" })) : statements,
      [`breach of ${OF_OWNER}`, "breach of the whole"],
    ],
    ["of which one is gone", withoutStatement("DenyEndingTables"), [`breach of ${OF_OWNER}`, "breach of the whole"]],
  ];
  for (const [what, change, found] of CASES)
    it(`notices denies of the account's own ${what}`, async () => {
      assert.deepEqual(await against(change), found);
    });

  const SHARED: readonly (readonly [what: string, sid: string, found: RegExp])[] = [
    ["the blueprint's roles", "DenyChangingRolesOfTheBlueprint", /^breach of the service control policies of owner$/],
    ["the membership of the organization", "DenyLeavingTheOrganization", /^breach of the service control policies of owner$/],
    ["policies of data", "DenyChangingPoliciesOfData", /^breach of the service control policies of owner$/],
    ["outsiders", "DenyPrincipalsOutsideTheOrganization", /^breach of the resource control policies of owner$/],
    ["unknown issuers", "DenyUnknownIssuers", /^breach of the resource control policies of owner$/],
  ];
  for (const [what, sid, found] of SHARED)
    it(`notices that what guards ${what} lapses, too`, async () => {
      const all = await against(lapsingToo(sid));
      assert.ok(
        all.some((each) => found.test(each)),
        all.join("\n"),
      );
    });

  it("notices denies that lapse although the perimeter is confirmed", async () => {
    assert.deepEqual(await against(ofOwn(withDate(LAPSE)), confirmed), [`breach of ${OF_OWNER}`, "breach of the whole"]);
  });

  it("notices every change of every document, but for those that change nothing", async () => {
    const judged = noticeMutants(await subjectAsOf(lapsing, NOW));
    assert.deepEqual(unnoticedIn(judged), []);
    const ofDates = judged.filter(({ mutant }) =>
      /without DateLessThan aws:CurrentTime|by DateGreaterThanEquals for DateLessThan/.test(mutant.what),
    );
    assert.ok(ofDates.length > 10, ofDates.length.toString());
    assert.ok(ofDates.every(({ noticedBy }) => noticedBy !== undefined));
  });
});
